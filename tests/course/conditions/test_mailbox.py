"""Conditions on mailbox files: what was added, and how many messages readers see."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from course.recording import condition, evidence, times
from heloworld.course.conditions.evidence import Mailboxes
from heloworld.course.model.act import Act
from heloworld.course.model.loader import load
from heloworld.course.play.playground import Playground

GALLERY = Path(__file__).parents[1] / "gallery" / "01-good.md"
OLD = b"From dora@island.test Sat Jan  3 01:05:34 2026\nSubject: old\n\nOld.\n\n"
NEW = b"From dora@island.test Sat Jan  3 02:05:34 2026\nSubject: new\n\n>From here on\nFrom now on we sail.\n\n"


def met(table: dict[str, Any], mailboxes: Mailboxes) -> bool:
    return times(condition(**table), evidence(mailboxes=mailboxes)) == 1


@pytest.fixture
def mailboxes(tmp_path: Path) -> Mailboxes:
    """Ana's has a message more than at the beginning, ben's is as it was, cleo has none, dora's is gone."""
    (tmp_path / "ana.mbox").write_bytes(OLD + NEW)
    (tmp_path / "ben.mbox").write_bytes(OLD)
    (tmp_path / "zoe.mbox").write_bytes(NEW)
    return Mailboxes(tmp_path, ("ana", "ben", "cleo", "dora"), {"ana": OLD, "ben": OLD, "dora": OLD})


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({"mailbox": "ana", "grew": True}, True),
        ({"mailbox": "ben", "grew": True}, False),
        ({"mailbox": "cleo", "grew": True}, False),
        ({"mailbox": "cleo", "grew": False}, True),
        ({"mailbox": "zoe", "grew": True}, False),
        ({"mailbox": "../ana", "grew": True}, False),
        ({"mailbox": "ana", "added": ">From *"}, True),
        ({"mailbox": "ana", "added": ">from *"}, False),
        ({"mailbox": "ana", "added": "Subject: old"}, False),
        ({"mailbox": "ana", "added_without": "Subject: old"}, True),
        ({"mailbox": "ana", "added_without": "Subject: *"}, False),
        ({"mailbox": "ana", "messages": 2, "reader": "mutt"}, True),
        ({"mailbox": "ana", "messages": 1, "reader": "mutt"}, False),
        ({"mailbox": "ana", "messages": 3, "reader": "naive"}, True),
        ({"mailbox": "ana", "more": 2, "reader": "naive"}, True),
        ({"mailbox": "ana", "more": 2, "reader": "mutt"}, False),
        ({"mailbox": "ben", "more": 1}, False),
        ({"mailbox": "ana", "unchanged": True}, False),
        ({"mailbox": "ben", "unchanged": True}, True),
        ({"mailbox": "cleo", "unchanged": True}, True),
        ({"mailbox": "ana", "holds": "Subject: old"}, True),
        ({"mailbox": "ben", "holds": "Subject: new"}, False),
        ({"mailbox": "ana", "lacks": "Subject: old"}, False),
        ({"mailbox": "ben", "lacks": "Subject: new"}, True),
        ({"mailbox": "ana", "fewer": 1}, False),
        ({"mailbox": "dora", "fewer": 1}, True),
        ({"mailbox": "dora", "fewer": 2}, False),
        ({"mailbox": "ana", "messages": 2, "reader": "nobody"}, False),
        ({"readers": ["naive", "mutt"], "of": "ana", "agree": False}, True),
        ({"readers": ["naive", "mutt"], "of": "ana", "agree": True}, False),
        ({"readers": ["naive", "mutt"], "of": "ben", "agree": True}, True),
        ({"readers": ["naive", "mutt"], "of": "cleo", "agree": True}, False),
    ],
)
def test_what_a_mailbox_holds(mailboxes: Mailboxes, table: dict[str, Any], *, expected: bool) -> None:
    assert met(table, mailboxes) is expected


def test_a_mailbox_that_was_replaced_counts_as_all_new(mailboxes: Mailboxes) -> None:
    mailboxes.path("ana").write_bytes(NEW)
    assert mailboxes.added("ana") == NEW


async def test_the_newest_delivery_alone(tmp_path: Path) -> None:
    lesson = load(GALLERY).lesson
    assert lesson is not None
    async with Playground(lesson, tmp_path) as ground:
        for subject in ("first", "second"):
            for line in ("HELO me", "MAIL FROM:<>", "RCPT TO:<ana@harbour.test>", "DATA", f"Subject: {subject}", "."):
                await ground.play(Act(send=line))
        seen = ground.evidence
    for subject, newest in (("first", False), ("second", True)):
        line = f"Subject: {subject}"
        assert times(condition(mailbox="ana", added=line), seen)
        assert bool(times(condition(mailbox="ana", added=line, newest=True), seen)) is newest
        assert bool(times(condition(mailbox="ana", added_without=line, newest=True), seen)) is not newest
    assert not times(condition(mailbox="ben", added="*", newest=True), seen)
