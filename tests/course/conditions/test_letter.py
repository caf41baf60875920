"""Conditions on the flags of a letter in a file, and on who had the file changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from course.recording import AT, OTHER, PROMPT, condition, evidence, session, times, witness
from heloworld.course.conditions.evidence import Evidence, Mailboxes
from heloworld.wire.events import Rewritten

FROM = b"From dora@island.test Sat Jan  3 01:05:34 2026\n"
BOX = (
    FROM + b"Subject: Bread\nFrom: Dora\nStatus: RO\nX-Status: F\nX-Keywords: Work\n\nStatus: none\n\n"
    + FROM + b"Subject: Tide\nFrom: Dora\n\nSubject: Nets\nX-Status: D\n\n"
)  # fmt: skip


@pytest.fixture
def mailboxes(tmp_path: Path) -> Mailboxes:
    """Ana has a letter that was read and flagged, and one that has no flags."""
    (tmp_path / "ana.mbox").write_bytes(BOX)
    (tmp_path / "zoe.mbox").write_bytes(BOX)
    return Mailboxes(tmp_path, ("ana", "ben"), {"ana": BOX})


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({"letter": "Subject: Bread", "flags": ["\\Seen"]}, 1),
        ({"letter": "Subject: Bread", "flags": ["\\Seen", "\\Flagged", "Work"]}, 1),
        ({"letter": "Subject: Bread", "flags": ["\\Deleted"]}, 0),
        ({"letter": "Subject: Bread", "flags": ["\\Seen"], "without": ["\\Flagged"]}, 0),
        ({"letter": "Subject: Bread", "flags": ["Flagged"]}, 0),
        ({"letter": "Subject: Tide", "without": ["\\Seen", "\\Deleted"]}, 1),
        ({"letter": "Subject: Tide", "flags": ["\\Deleted"]}, 0),
        ({"letter": "Subject: Nets"}, 0),
        ({"letter": "subject: tide"}, 0),
        ({"letter": "From: Dora"}, 2),
        ({"letter": "From: Dora", "without": ["\\Seen"]}, 1),
        ({"letter": "From dora*"}, 0),
    ],
)
def test_letters_by_their_header_and_their_flags(mailboxes: Mailboxes, table: dict[str, Any], expected: int) -> None:
    assert times(condition(of="ana", **table), evidence(mailboxes=mailboxes)) == expected


@pytest.mark.parametrize("user", ["ben", "zoe", "../ana"])
def test_only_users_of_this_world_have_letters(mailboxes: Mailboxes, user: str) -> None:
    assert times(condition(letter="*", of=user), evidence(mailboxes=mailboxes)) == 0


def rewritten(mailboxes: Mailboxes) -> Evidence:
    """POP3 at the prompt has deleted from ana's file, another program has stored by IMAP in it, and in ben's."""
    dissector, sees = witness(mailboxes)
    path = {user: str(mailboxes.path(user)) for user in ("ana", "ben")}
    dissector.feed(session(1, PROMPT, ("S +OK",), protocol="pop3"))
    dissector.feed([Rewritten(1, AT, path["ana"], ((0, 10, 0),), "QUIT")])
    dissector.feed(session(2, OTHER, ("S * OK",), protocol="imap"))
    for user in ("ana", "ben"):
        dissector.feed([Rewritten(2, AT, path[user], ((60, 0, 11),), "STORE")])
    return sees.look()


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({"rewritten": "ana"}, 2),
        ({"rewritten": "ben"}, 1),
        ({"rewritten": "zoe"}, 0),
        ({"rewritten": "ana", "why": "QUIT"}, 1),
        ({"rewritten": "ana", "why": "EXPUNGE"}, 0),
        ({"rewritten": "ana", "outside": True}, 1),
        ({"rewritten": "ana", "outside": True, "why": "QUIT"}, 0),
        ({"rewritten": "ana", "protocol": "imap"}, 1),
        ({"rewritten": "ana", "protocol": "smtp"}, 0),
    ],
)
def test_who_had_a_file_changed(mailboxes: Mailboxes, table: dict[str, Any], expected: int) -> None:
    assert times(condition(**table), rewritten(mailboxes)) == expected


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"letter": "*", "of": "ana", "flags": ["\\Read"]}, "no flag `.Read`"),
        ({"letter": "*"}, "`of` is missing"),
        ({"rewritten": "ana", "why": "DELE"}, "not `DELE`"),
    ],
)
def test_what_cannot_be_asked_is_refused(table: dict[str, Any], says: str) -> None:
    with pytest.raises(Exception, match=says):
        condition(**table)
