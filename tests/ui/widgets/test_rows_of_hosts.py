"""The rows of the wire in a world of several hosts: who speaks to whom, and what one key leaves of them."""

from __future__ import annotations

from heloworld.lab.protocols import protocol_of
from heloworld.ui.widgets.common.line_source import LineSpan
from heloworld.ui.widgets.wire.narrowing import LOOK_UPS, THE_HOP, VERDICTS, Narrowing, following, kinds_of_talk
from heloworld.ui.widgets.wire.wire_lines import ROOMY, WireLines
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Closed, Handled, Judged, Opened, Published, Turned
from internet import deferred


def lines_of(*more: Handled | Published | Turned) -> WireLines:
    dissector = Dissector(protocol_of)
    lines = WireLines(dissector)
    dissector.feed((*deferred(), *more))
    lines.changed(None)
    return lines


def shown(lines: WireLines) -> list[str]:
    return [lines.text(number) for number in range(lines.first_line, lines.end_line)]


def test_each_row_begins_with_who_speaks_to_whom() -> None:
    rows = shown(lines_of())
    assert rows[0] == "laptop→harbour ── connection 1 from 127.0.0.5:51514"
    assert rows[1:3] == ["laptop←harbour S: 220 mail.harbour.test ESMTP", "laptop→harbour C: EHLO laptop"]
    assert "harbour        ── queued as 84C6A23A19 for dora@island.test" in rows
    assert "harbour→island C: RCPT TO:<dora@island.test>" in rows
    assert rows[-1].startswith("harbour        ── deferred until 01:10: dora@island.test, 84C6A23A19 (host mail.island")


def test_a_question_for_a_name_is_one_row_until_its_parts_are_asked_for() -> None:
    lines = lines_of()
    questions = [row for row in shown(lines) if row.startswith("harbour→dns")]
    assert questions == [
        "harbour→dns    Q: MX island.test = 10 mail.island.test.",
        "harbour→dns    Q: A mail.island.test = 127.0.0.20",
    ]
    lines.show_bytes(True)
    assert len([row for row in shown(lines) if row.startswith("harbour→dns")]) > 4


def test_what_happens_without_a_connection_is_a_row() -> None:
    lines = lines_of(Turned(0, 1.0, 300.0), Published(0, 1.0, "harbour.test", "@ MX 10 mail\n"))
    turned, published = shown(lines)[-2:]
    assert turned.strip() == "── the clock was turned forwards by 5 min"
    assert published == "dns            ── the zone harbour.test was saved: the name server answers by it now"


def test_how_it_went_with_a_letter_is_seen_by_its_style() -> None:
    failed = Handled(0, 1.0, "harbour", "AB", "x@island.test", "failed", "none", "no such user")
    lines = lines_of(failed)
    assert LineSpan("failed", "wire--refused") in lines.spans(lines.end_line - 1)


def test_a_verdict_is_a_row_of_the_server_that_judged_and_its_word_has_a_style() -> None:
    dissector, verdict = Dissector(protocol_of), Judged(1, 1.0, "island", "", "spf", "fail", "a.test", "No term fits.")
    lines = WireLines(dissector)
    dissector.feed((*deferred(), verdict))
    lines.changed(None)
    (row,) = [each for each in shown(lines) if each.startswith("island !")]
    assert row == "island !       ── spf fail: No term fits."
    assert LineSpan("fail", "wire--refused") in lines.spans(lines.end_line - 1)
    lines.show(dissector, VERDICTS)
    assert shown(lines) == [row]


def test_connections_are_numbered_where_there_is_room() -> None:
    lines = lines_of()
    assert lines.fit(ROOMY)
    assert lines.text(lines.end_line - 1).startswith("4 harbour ")
    assert lines.fit(ROOMY - 1)
    assert lines.text(lines.end_line - 1).startswith("harbour ")


def test_two_at_a_time_from_one_host_are_numbered_wherever_they_are_shown() -> None:
    dissector = Dissector(protocol_of)
    lines = WireLines(dissector)
    ends = (("127.0.0.5", 1), ("127.0.0.10", 2525))

    def begin(conn: int) -> Opened:
        return Opened(conn, 0.0, "smtp", *ends, client_name="laptop", server_name="harbour")

    dissector.feed([begin(1), Closed(1, 0.0), begin(2)])
    lines.changed(None)
    assert shown(lines)[-1].startswith("laptop→harbour ── connection 2"), "one after the other"
    dissector.feed([begin(3)])
    assert lines.changed(None) is not None
    assert [each.partition(" ──")[0] for each in shown(lines)] == [
        "1 laptop→harbour",
        "1 laptop→harbour",
        "2 laptop→harbour",
        "3 laptop→harbour",
    ]
    lines.show(Dissector(protocol_of))
    lines.show(dissector)
    assert shown(lines)[-1].startswith("3 laptop→harbour"), "in another view, too"


def test_one_key_goes_through_kinds_of_talk() -> None:
    choices = kinds_of_talk(lambda conn: conn == 1)
    seen: list[Narrowing | None] = [None]
    for _ in range(5):
        seen.append(following(choices, seen[-1]))
    assert [each and each.title for each in seen] == [None, "my line", "from server to server", "DNS", "verdicts", None]


def test_what_each_of_them_leaves() -> None:
    dissector = Dissector(protocol_of)
    lines = WireLines(dissector)
    dissector.feed((*deferred(), Turned(0, 1.0, 300.0)))
    mine, *_ = kinds_of_talk(lambda conn: conn == 1)
    lines.show(dissector, mine)
    assert all("laptop" in row or "queued" in row for row in shown(lines))
    lines.show(dissector, THE_HOP)
    assert {row.split()[0] for row in shown(lines)} == {"harbour", "harbour→island", "harbour←island", "──"}
    lines.show(dissector, LOOK_UPS)
    assert {row.split()[0] for row in shown(lines)} == {"harbour→dns"}


def test_a_world_of_one_host_names_nobody() -> None:
    dissector = Dissector(protocol_of)
    lines = WireLines(dissector)
    dissector.feed([Opened(1, 0.0, "smtp", ("127.0.0.1", 1), ("127.0.0.1", 2525))])
    lines.changed(None)
    assert shown(lines) == ["── connection 1 from 127.0.0.1:1"]
