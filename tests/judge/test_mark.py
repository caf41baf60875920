"""The first wrong byte is found in the rows of a conversation, also in a tunnel, where rows count anew."""

from __future__ import annotations

from heloworld.judge.failure import Excerpt, Spot
from heloworld.judge.mark import mark_of
from heloworld.wire.events import Bytes, Event
from telling import TLS, dissector_of, opened, rows, told

TALK = told("S: 220 mail", "C: EHLO x", "S: 250-mail", "S: 250 STARTTLS", "C: STARTTLS", "S: 220 go on")
SECRET = [Bytes(1, 0.0, "client", b"EHLO x\r\n", tls=True), Bytes(1, 0.0, "server", b"250-mail\r\n25", tls=True)]
EVENTS: list[Event] = [opened("smtp", 25), *TALK, TLS, *SECRET]
PLAIN = sum(len(event.data) for event in TALK if isinstance(event, Bytes) and event.source == "server")


def found(offset: int, events: list[Event] = EVENTS) -> list[tuple[bytes, int]]:
    mark = mark_of(Spot(1, "server", offset), events)
    assert mark is not None
    places = [(row, mark.offset_in(row)) for row in rows(dissector_of(events))]
    return [(row.line.text, at) for row, at in places if at is not None and row.line is not None]


def test_a_byte_of_every_row() -> None:
    assert found(0) == [(b"220 mail", 0)]
    assert found(9) == [(b"220 mail", 9)]
    assert found(10) == [(b"250-mail", 0)]
    assert found(PLAIN - 1) == [(b"220 go on", 10)]


def test_a_byte_in_the_tunnel() -> None:
    assert found(PLAIN) == [(b"250-mail", 0)]
    assert found(PLAIN + 11) == [(b"25", 1)]


def test_behind_the_last_byte() -> None:
    assert found(PLAIN + 12) == [(b"25", 2)]
    assert found(10, EVENTS[:2]) == []


def test_what_is_no_conversation() -> None:
    assert mark_of(Excerpt("the mailbox", b"", b"", 0), EVENTS) is None
    assert mark_of(None, EVENTS) is None
