"""The dissector: however the bytes were cut up, whatever happened, and however much of it."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.lab.protocols import protocol_of
from heloworld.smtp.dissect import SmtpDialogue
from heloworld.smtp.protocol import SMTP
from heloworld.smtp.states import END_OF_DATA, SmtpState
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Bytes, Closed, Delivered, Event, Opened, Side, TlsStarted
from heloworld.wire.lines import LONGEST
from heloworld.wire.rows import Kind, Rows
from smtp.told import GREETED, OPENED, SENDING, TLS, chunk, dialogue, dissected, events, rows

if TYPE_CHECKING:
    from .conftest import House

# Chunks


def _rechunked(happened: list[Event], draw: st.DataObject) -> list[Event]:
    """The same bytes in the same order, cut up anew."""
    again: list[Event] = []
    for side, run in groupby(happened, lambda event: event.source if isinstance(event, Bytes) else None):
        if side is None:
            again += run
            continue
        run_of_bytes = [event for event in run if isinstance(event, Bytes)]
        data = b"".join(event.data for event in run_of_bytes)
        cuts = sorted(draw.draw(st.sets(st.integers(1, max(len(data) - 1, 1)), max_size=12)))
        pieces = [data[start:end] for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True)]
        again += [Bytes(1, 0.0, side, piece, run_of_bytes[0].tls) for piece in pieces if piece]
    return again


def _essence(dissector: Dissector) -> object:
    talk = dissector.sessions[1]
    seen = [(row.source, row.kind, row.line, type(row.event), row.tls, row.exchange) for row in rows(dissector)]
    return seen, list(talk.exchanges), list(talk.mails), talk.state, talk.draft


PIPELINED = b"MAIL FROM:<>\r\nRCPT TO:<ana@harbour.test>\r\nDATA\r\nA: b\r\n\r\n..\r\n\n.\r\n.\r\nNOOP\nQUIT\r\n"

LONG = b"x" * (2 * LONGEST + 10)

RECORDED = {
    "plain": events(*SENDING, "C: Subject: hi", "C: ", "C: ..", "C: .", "S: 250 Ok", "C: QUIT", "S: 221", Closed(1, 0)),
    "pipelined": events(
        *GREETED, chunk("client", PIPELINED), "S: 250", "S: 250", "S: 354", "S: 250", "S: 250", "S: 221", Closed(1, 0)
    ),
    "starttls": events(
        *GREETED, chunk("client", b"STARTTLS\r\nEHLO evil\r\nhalf"), "S: 220 Ready", TLS, *GREETED[1:], Closed(1, 0)
    ),
    "auth": events(
        *GREETED, "C: AUTH LOGIN", "S: 334 a", "C: YW5h", "S: 334 b", "C: *", "S: 501 no", "C: NOOP", "S: 250"
    ),
    "long": events(*GREETED, chunk("client", LONG + b"\r\nNOOP\r\n" + LONG), "S: 500 no", "S: 250 Ok", Closed(1, 0)),
    "unfinished": events(*SENDING, chunk("client", b"Subject: hi\r\n\r\nhalf a line"), Closed(1, 0)),
}


@pytest.mark.parametrize("happened", RECORDED.values(), ids=RECORDED)
@given(draw=st.data())
def test_chunks_mean_nothing(happened: list[Event], draw: st.DataObject) -> None:
    whole, cut = Dissector(protocol_of), Dissector(protocol_of)
    whole.feed(happened)
    cut.feed(_rechunked(happened, draw))
    assert _essence(cut) == _essence(whole)


async def test_what_the_server_did_is_what_is_read(house: House) -> None:
    caller = await house.call()
    await caller.send(b"EHLO x\r\n" + PIPELINED)
    await caller.rest()
    await house.until_closed()
    dissector = Dissector(protocol_of)
    dissector.feed(house.events)
    talk = dissector.sessions[1]
    [mail], [letter] = talk.mails, house.letters
    assert mail.content == letter.content
    assert [exchange.verb for exchange in talk.exchanges][-3:] == [END_OF_DATA, "NOOP", "QUIT"]
    assert talk.state is SmtpState.CLOSED


# Anything at all


def _events() -> st.SearchStrategy[Event]:
    conns = st.integers(1, 2)
    words = st.sampled_from(
        [b"EHLO x\r\n", b"DATA\r\n", b".\r\n", b"STARTTLS\r\n", b"AUTH LOGIN\r\n", b"QUIT\r\n", b"\n", b"x"]
    ) | st.sampled_from(
        [
            b"250 ok\r\n",
            b"354 go\r\n",
            b"334 \r\n",
            b"220-a\r\n",
            b"220 b\r\n",
            b"421 bye\r\n",
            b"250-",
            b"9",
            b"\xb2 no\r\n",
        ]
    )
    data = st.lists(words, min_size=1, max_size=4).map(b"".join) | st.binary(min_size=1, max_size=20)
    sides: st.SearchStrategy[Side] = st.sampled_from(["client", "server"])
    return st.one_of(
        st.builds(Opened, conns, st.just(0.0), st.just("smtp"), st.just(("", 0)), st.just(("", 0)), st.booleans()),
        *[st.builds(Bytes, conns, st.just(0.0), sides, data, st.booleans())] * 4,
        st.builds(TlsStarted, conns, st.just(0.0), st.just("TLSv1.3"), st.just("x")),
        st.builds(Closed, conns, st.just(0.0), st.text(max_size=3)),
        st.builds(Delivered, conns, st.just(0.0), st.just("a"), st.just("b"), st.just(0), st.just(1), st.just("c")),
    )


@given(st.lists(_events(), max_size=40))
def test_no_order_of_events_is_too_much(happened: list[Event]) -> None:
    dissector = Dissector(protocol_of)
    dissector.feed([OPENED, *happened])
    for row in rows(dissector):
        assert (row.line is None) is (row.event is not None)


def test_an_unknown_connection_is_passed_over() -> None:
    dissector = Dissector(protocol_of)
    dissector.feed([chunk("client", b"NOOP\r\n"), Closed(1, 0.0)])
    assert rows(dissector) == []


# Limits


def test_a_very_long_command_is_one_command() -> None:
    talk = dialogue(*GREETED, chunk("client", b"MAIL FROM:<>" + LONG + b"\r\nNOOP\r\n"), "S: 500 too long", "S: 250 Ok")
    assert [(each.verb, each.code) for each in talk.exchanges][-2:] == [("MAIL", 500), ("NOOP", 250)]


def test_a_very_long_reply_is_one_reply() -> None:
    long = b"250 " + b"250 " * LONGEST + b"\r\n"
    talk = dialogue(*GREETED, "C: NOOP", chunk("server", long), "C: RSET", "S: 451 no")
    assert [(each.verb, each.code) for each in talk.exchanges][-2:] == [("NOOP", 250), ("RSET", 451)]


def test_a_very_long_line_of_a_message_stays_what_it_is() -> None:
    header, dots = b"Subject: " + LONG, b"." * (LONGEST + 2)
    talk = dissected(*SENDING, chunk("client", header + b"\r\nX: y\r\n" + dots + b"\r\n.\r\n"), "S: 250 Ok")
    assert talk.sessions[1].mails[0].content == header + b"\r\nX: y\r\n" + dots[1:] + b"\r\n"
    kinds = [row.kind for row in rows(talk)][len(events(*SENDING)) :]
    assert kinds == [*[Kind.HEADER] * 4, Kind.STUFFED, Kind.TEXT, Kind.END, Kind.REPLY]


def test_a_dot_at_the_head_of_a_piece_ends_nothing() -> None:
    before_the_cut = b"x" * LONGEST
    talk = dialogue(*SENDING, chunk("client", before_the_cut + b".\r\n.\r\n"), "S: 250 Ok")
    assert talk.mails[0].content == before_the_cut + b".\r\n"


def test_half_of_a_very_long_line_before_tls_is_no_part_of_one_after_it() -> None:
    talk = dialogue(*GREETED, "C: STARTTLS", "S: 220 Ready", chunk("client", LONG), TLS, *GREETED[1:])
    assert [each.verb for each in talk.exchanges][-1] == "EHLO"


async def test_an_endless_line_costs_no_more_a_byte_than_a_short_one(house: House) -> None:
    """Fifty million bytes without a line end, to a real server and back from its transcript."""
    caller = await house.call()
    started = time.process_time()
    block = b"x" * 1_000_000
    for _ in range(50):
        await caller.send(block)
    await caller.send(b"\r\nQUIT\r\n")
    await caller.rest()
    await house.until_closed()
    dissector = Dissector(protocol_of)
    dissector.feed(house.events)
    assert time.process_time() - started < 10
    talk = dissector.sessions[1]
    assert [(each.verb, each.code) for each in talk.exchanges][-1] == ("QUIT", 221)
    assert max(len(row.line.text) for row in rows(dissector) if row.line) == LONGEST


def test_the_oldest_finished_sessions_are_forgotten() -> None:
    dissector = Dissector(protocol_of, keep_sessions=3)
    dissector.feed([OPENED])
    for conn in range(2, 10):
        dissector.feed([Opened(conn, 0.0, "smtp", ("", 0), ("", 0)), Closed(conn, 0.0)])
    assert list(dissector.sessions) == [1, 8, 9]


def test_rows_are_let_go_by_number_and_by_size() -> None:
    dissector = dissected(*SENDING, *(f"C: {number}" for number in range(1000)), kept=Rows(keep=100))
    assert len(dissector.rows) == len(events(*SENDING)) + 1000
    assert len(rows(dissector)) <= 100
    dissector = dissected(*SENDING, *("C: " + "x" * 990 for _ in range(50)), kept=Rows(keep_bytes=10_000))
    assert len(rows(dissector)) <= 10
    dissector.feed([chunk("client", b"x" * 20_000), chunk("client", b"x\r\n"), *events("C: .", "S: 250 Ok")[1:]])
    assert dissector.sessions[1].state is SmtpState.QUEUED


def test_of_a_text_without_end_only_so_much_is_held() -> None:
    dissector = Dissector(lambda _: replace(SMTP, follow=partial(SmtpDialogue, keep_text=1000)))
    dissector.feed(events(*SENDING, *("C: " + "x" * 98 for _ in range(50)), "C: .", "S: 552 too big"))
    assert len(dissector.sessions[1].mails[0].content) == 1000


def test_mails_are_let_go_by_size() -> None:
    again = ("C: MAIL FROM:<>", "S: 250", "C: RCPT TO:<ana@harbour.test>", "S: 250", "C: DATA", "S: 354")
    steps = [step for _ in range(5) for step in (*again, "C: " + "x" * 98, "C: .", "S: 250")]
    dissector = Dissector(protocol_of, keep_content=250)
    dissector.feed(events(*GREETED, *steps))
    assert len(dissector.sessions[1].mails) == 2
    assert dissector.mail_count == 5
    assert len([*dissector.mails_since(0)]) == len([*dissector.mails_since(3)]) == 2
