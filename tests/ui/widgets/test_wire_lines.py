"""The lines of the wire panel, without a view."""

from __future__ import annotations

from heloworld.lab.explain import explain
from heloworld.lab.protocols import protocol_of
from heloworld.ui.widgets.common.line_source import LineSpan
from heloworld.ui.widgets.wire.narrowing import next_narrowing, one_connection
from heloworld.ui.widgets.wire.speakers import Speakers
from heloworld.ui.widgets.wire.wire_lines import WireLines
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Bytes, Closed, Delivered, Event, Opened
from heloworld.wire.lines import LONGEST
from heloworld.wire.rows import Rows


def opened(conn: int) -> Event:
    return Opened(conn, 0.0, "smtp", ("127.0.0.1", 5000 + conn), ("127.0.0.1", 2525))


def greeted(conn: int) -> tuple[Event, ...]:
    return opened(conn), Bytes(conn, 0.0, "server", b"220 x ESMTP\r\n"), Bytes(conn, 0.0, "client", b"NOOP\r\n")


def shown(lines: WireLines) -> list[str]:
    return [lines.text(number) for number in range(lines.first_line, lines.end_line)]


def test_rows_are_told_apart_by_side_and_connection() -> None:
    dissector = Dissector(protocol_of)
    dissector.feed(greeted(1))
    lines = WireLines(dissector)
    assert shown(lines) == ["── connection 1 from 127.0.0.1:5001", "S: 220 x ESMTP", "C: NOOP"]
    assert lines.spans(2) == [LineSpan("C: ", "wire--client"), LineSpan("NOOP", "wire--verb")]
    dissector.feed(greeted(2))
    assert lines.changed(3) == 0, "each row has a number in front now"
    assert shown(lines)[-1] == "2 C: NOOP"
    assert lines.changed(5) == 5
    assert lines.changed(None) is None


def test_one_connection_alone() -> None:
    dissector = Dissector(protocol_of)
    dissector.feed((*greeted(1), *greeted(2)))
    lines = WireLines(dissector)
    lines.show(dissector, one_connection(2))
    assert shown(lines) == ["── connection 2 from 127.0.0.1:5002", "S: 220 x ESMTP", "C: NOOP"]
    assert [lines.line_of(row) for row in (0, 3, 5, 6)] == [None, 0, 2, None]
    assert lines.row_number(1) == 4
    before = len(dissector.rows)
    dissector.feed((Bytes(1, 0.0, "server", b"250 Ok\r\n"), Closed(2, 0.0, "bye")))
    assert lines.changed(before) == 3
    assert shown(lines)[3:] == ["── connection 2 closed: bye"]
    assert lines.changed(before + 9) is None


def test_a_connection_of_which_all_was_let_go_is_passed_over() -> None:
    dissector = Dissector(protocol_of, Rows(keep=8))
    dissector.feed(event for conn in (1, 2, 3, 4) for event in greeted(conn))
    found, now = [], None
    while now is None or now.conn is not None:
        now = next_narrowing(dissector, Speakers(), lambda _: False, now)
        if now is None:
            break
        found.append(now.conn)
    assert dissector.rows.first == 4
    assert found == [2, 3, 4]


def test_line_ends_are_shown_where_they_are_odd_or_asked_for() -> None:
    dissector = Dissector(protocol_of)
    dissector.feed((opened(1), Bytes(1, 0.0, "client", b"NOOP\nQUI")))
    lines = WireLines(dissector)
    assert shown(lines)[1:] == ["C: NOOP␊", "C: QUI…"]
    dissector.feed((Bytes(1, 0.0, "client", b"T\r\n"),))
    assert shown(lines)[2] == "C: QUIT"
    lines.shows_bytes = True
    assert shown(lines)[2] == "5 C: QUIT␍␊"
    assert (lines.raw(2), lines.lead(2), lines.raw(0)) == (b"QUIT\r\n", 10, b"")


def test_a_line_that_is_too_long_for_one_row_is_seen_to_go_on() -> None:
    dissector = Dissector(protocol_of)
    dissector.feed((opened(1), Bytes(1, 0.0, "client", b"x" * LONGEST + b"yes\r\nNOOP\r\n")))
    assert [text[:6] for text in shown(WireLines(dissector))[1:]] == ["C: xxx", "C… yes", "C: NOO"]


def test_only_a_dot_that_is_taken_away_is_drawn_so() -> None:
    dissector = Dissector(protocol_of)
    talk = ("220 x", "HELO x", "250 x", "MAIL FROM:<>", "250 x", "RCPT TO:<ana@harbour.test>", "250 x", "DATA", "354 x")
    dissector.feed([opened(1)])
    dissector.feed(Bytes(1, 0.0, "server" if line[:1].isdigit() else "client", f"{line}\r\n".encode()) for line in talk)
    dissector.feed([Bytes(1, 0.0, "client", b"\r\n..one\r\nbare\n..two\n")])
    lines = WireLines(dissector)
    spans = {lines.text(number): lines.spans(number) for number in range(lines.end_line)}
    assert spans["C: ..one"][1:] == [LineSpan(".", "line--mark"), LineSpan(".one", "")]
    assert spans["C: ..two␊"][1:] == [LineSpan("..two", ""), LineSpan("␊", "line--mark")]


def test_the_line_ends_that_a_torn_letter_got_are_told() -> None:
    dissector = Dissector(protocol_of)
    events = [Delivered(1, 0.0, "ana@harbour.test", "/mail/ana.mbox", 559, 309, "Q", seam) for seam in (0, 1, 2)]
    dissector.feed([opened(1), *events])
    assert shown(WireLines(dissector))[1:] == [
        "── appended for ana@harbour.test: 309 bytes at 559",
        "── appended for ana@harbour.test: 309 bytes at 559, after 1 missing line end",
        "── appended for ana@harbour.test: 309 bytes at 559, after 2 missing line ends",
    ]
    assert "it got 2 more LF first" in " ".join(explain(dissector.rows[3]).details)


def test_octets_that_were_counted_are_not_drawn_as_if_more_were_to_come() -> None:
    dissector = Dissector(protocol_of)
    dissector.feed([Opened(1, 0.0, "imap", ("127.0.0.1", 1), ("127.0.0.1", 1143))])
    talk = b"* OK ready\r\n* 1 FETCH (BODY[]<0> {5}\r\nTo: a)\r\n* 2 FETCH (BODY[]<0> {5}\r\nTo"
    dissector.feed([Bytes(1, 0.0, "client", b"a FETCH 1:2 BODY[]<0.5>\r\n"), Bytes(1, 0.0, "server", talk)])
    assert shown(WireLines(dissector))[4:] == ["S: To: a┤", "S: )", "S: * 2 FETCH (BODY[]<0> {5}", "S: To…"]


def test_only_a_refusal_looks_like_one() -> None:
    dissector = Dissector(protocol_of)
    said = b"* 1 FETCH (FLAGS (\\Flagged \\Seen))\r\na4 OK Store completed.\r\na5 NO No such mailbox\r\n"
    opening = Opened(1, 0.0, "imap", ("127.0.0.1", 5001), ("127.0.0.1", 1143))
    dissector.feed(
        (opening, Bytes(1, 0.0, "client", b"a4 STORE 1 +FLAGS (\\Flagged)\r\n"), Bytes(1, 0.0, "server", said))
    )
    lines = WireLines(dissector)
    spans = [span for number in range(lines.first_line, lines.end_line) for span in lines.spans(number)]
    assert [span.text for span in spans if span.style == "wire--refused"] == ["NO"]


def asked(conn: int, name: bytes = b"\1x\4test") -> tuple[Event, ...]:
    """A question of DNS for an address, and the answer that there is none such."""
    body = name + b"\0\0\1\0\1"
    return (
        Opened(conn, 0.0, "dns", ("127.0.0.1", 5000 + conn), ("127.0.0.1", 53), transport="udp"),
        Bytes(conn, 0.0, "client", b"\0\7\1\0\0\1\0\0\0\0\0\0" + body),
        Bytes(conn, 0.0, "server", b"\0\7\x85\3\0\1\0\0\0\0\0\0" + body),
        Closed(conn, 0.0),
    )


def test_parts_of_messages_are_folded_away_until_bytes_are_shown() -> None:
    dissector = Dissector(protocol_of)
    dissector.feed(greeted(1))
    lines = WireLines(dissector)
    lines.changed(None)
    assert len(shown(lines)) == 3
    dissector.feed(asked(2))
    assert lines.changed(dissector.rows.take_changed()) == 0
    assert shown(lines)[2:] == ["1 C: NOOP", "2 Q: A x.test = NXDOMAIN"]
    assert lines.row_number(3) == 4
    assert [lines.line_of(row) for row in (2, 3, 4, 5)] == [2, None, 3, None]
    assert [lines.line_near(row) for row in (2, 3, 4, 8)] == [2, 2, 3, 3]
    lines.show_bytes(True)
    assert [line.split(maxsplit=2)[2] for line in shown(lines)[4:8]] == [
        "C: question 7, flags rd",
        "C: x.test. IN A",
        "S: answer 7: NXDOMAIN, flags qr aa rd",
        "S: x.test. IN A",
    ]
    lines.show_bytes(False)
    dissector.feed((Bytes(1, 0.0, "server", b"250 Ok\r\n"), *asked(3)))
    lines.changed(dissector.rows.take_changed())
    assert shown(lines)[3:] == ["2 Q: A x.test = NXDOMAIN", "1 S: 250 Ok", "3 Q: A x.test = NXDOMAIN"]
    lines.show(dissector, one_connection(3))
    assert shown(lines) == ["Q: A x.test = NXDOMAIN"]


def test_a_folded_question_changes_in_place_when_its_answer_comes() -> None:
    dissector = Dissector(protocol_of)
    opened, question, answer, closed = asked(1)
    dissector.feed((opened, question))
    lines = WireLines(dissector)
    lines.changed(None)
    assert shown(lines) == ["Q: A x.test ?"]
    dissector.feed((answer, closed))
    assert lines.changed(dissector.rows.take_changed()) == 0
    assert shown(lines) == ["Q: A x.test = NXDOMAIN"]
