"""Evidence is the same whether one looks once or after every event, and tells apart who spoke."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from course.recording import ENVELOPE, HELO, MAIL, OTHER, PROMPT, evidence, session, witness
from heloworld.course.conditions.evidence import LARGEST_MAILBOX, Evidence, Mailboxes
from heloworld.course.conditions.message_text import read
from heloworld.wire.events import Bytes, Event

TWO_LINES = ("S 220-mail.harbour.test", "S 220 ESMTP", "C EHLO x", "S 250-mail.harbour.test", "S 250 SIZE")


def facts(seen: Evidence) -> tuple[object, ...]:
    return (seen.spoken, seen.sent, seen.happened, seen.now)


@pytest.mark.parametrize("script", [MAIL, TWO_LINES, (*HELO, *ENVELOPE, "L a", "C .", "C .", "S 250 Ok", "X ")])
def test_looking_often_sees_the_same(script: tuple[str, ...]) -> None:
    dissector, sees = witness(Mailboxes(Path("nowhere"), ()))
    for event in session(1, PROMPT + 1, script):
        dissector.feed([event])
        seen = sees.look()
    assert facts(seen) == facts(evidence(script)) == facts(sees.look())


def byte_by_byte(event: Event) -> list[Event]:
    if not isinstance(event, Bytes):
        return [event]
    return [replace(event, data=bytes([byte])) for byte in event.data]


@pytest.mark.parametrize("script", [MAIL, TWO_LINES])
def test_looking_after_every_byte_sees_the_same(script: tuple[str, ...]) -> None:
    dissector, sees = witness(Mailboxes(Path("nowhere"), ()))
    for event in session(1, PROMPT + 1, script):
        for piece in byte_by_byte(event):
            dissector.feed([piece])
            seen = sees.look()
    assert seen.spoken == evidence(script).spoken
    assert [each.mail.content for each in seen.sent] == [each.mail.content for each in evidence(script).sent]


def test_a_reply_of_many_lines_is_one() -> None:
    assert [each.exchange.code for each in evidence(TWO_LINES).spoken] == [220, 250]


def test_two_programs_at_once_are_told_apart() -> None:
    dissector, sees = witness(Mailboxes(Path("nowhere"), ()))
    ours, theirs = list(session(1, PROMPT, MAIL)), list(session(2, OTHER, MAIL))
    for pair in zip(ours, theirs, strict=True):
        dissector.feed(pair)
    seen = sees.look()
    assert [(each.spoken.conn, each.spoken.outside) for each in seen.sent] == [(1, False), (2, True)]
    assert [[line.text for line in each.lines] for each in seen.sent] == [[b"Subject: Tide", b"", b"..high at six"]] * 2
    assert [each.mail.content for each in seen.sent] == [b"Subject: Tide\r\n\r\n.high at six\r\n"] * 2


def test_a_mailbox_that_cannot_be_read_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "ana.mbox").mkdir()
    boxes = Mailboxes(tmp_path, ("ana", "ben"))
    assert (boxes.content("ana"), boxes.content("ben")) == (b"", b"")


def test_of_a_large_mailbox_the_beginning_is_looked_at(tmp_path: Path) -> None:
    with (tmp_path / "ana.mbox").open("wb") as file:
        file.truncate(LARGEST_MAILBOX + 1)
    assert len(Mailboxes(tmp_path, ("ana",)).content("ana")) == LARGEST_MAILBOX


def test_a_letter_is_taken_apart() -> None:
    text = read(b"From: Dora <Dora@island.test>\r\nSubject : a\r\n\tlong one\r\nno field\r\n\r\nbody\r\n\r\nmore\r\n")
    assert text.values("subject") == ("a long one",)
    assert text.address("From") == "dora@island.test"
    assert text.body == ("body", "", "more")
    assert read(b"Subject: only\r\n").body is None
    assert read(b"").fields == ()
