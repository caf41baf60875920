"""Reports: what goes out comes in, and what is none is passed over."""

from __future__ import annotations

from email import message_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.classroom.reports.report import LONGEST, MOST, mail, report, reports_in
from heloworld.classroom.reports.told import KINDS, Told, key
from shipped import COURSE

GOAL = Told(kind="goal", lesson="the-message", step=1, what="sent")


def test_a_mail_brings_every_report_in_it() -> None:
    many = [report(Told(kind=kind, lesson="the-message", what="sent", number=2), 1000.5) for kind in KINDS]
    assert list(reports_in(mail(many, "ana7"))) == many


def test_a_person_can_read_who_says_what() -> None:
    one = report(GOAL, 0.0)
    letter = message_from_bytes(mail([one], "ana7"))
    assert letter["From"] == "ana7@class.test"
    assert letter["To"] == "board@class.test"
    assert letter["Subject"] == "the-message: goal sent"
    assert letter["Message-ID"] == f"<{one.id}@ana7.class.test>"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b"{}",
        b'{"id":"short","at":1,"told":{"kind":"goal"}}',
        b'{"id":"0123456789","at":1,"told":{"kind":"expelled"}}',
        b'{"id":"0123456789","at":"now","told":{"kind":"goal"}}',
        b'{"id":"0123456789","at":1,"told":{"kind":"goal","step":-7}}',
        b'{"id":"0123456789","at":1,"told":{"kind":"goal","what":"%s"}}' % (b"x" * 81),
        b"[" * 900,
        b'{"a":' * 180,
        b"{" + b" " * LONGEST,
        b"\xff\xfe{\x00",
    ],
)
def test_what_is_no_report(body: bytes) -> None:
    assert list(reports_in(b"Subject: x\r\n\r\n" + body + b"\r\n")) == []


def test_a_mail_with_very_many_brings_some() -> None:
    letter = mail([report(GOAL, 0.0) for _ in range(10 * MOST)], "ana7")
    assert len(list(reports_in(letter))) == MOST


@given(st.binary(max_size=2000))
def test_any_bytes_are_no_trouble(content: bytes) -> None:
    list(reports_in(content))


def test_every_misstep_has_a_name_of_its_own() -> None:
    for lesson in COURSE.lessons:
        keys = [key(lesson, each) for step in lesson.steps for each in step.missteps]
        assert len(set(keys)) == len(keys), lesson.id
        assert not any(each.endswith(".0") for each in keys)
