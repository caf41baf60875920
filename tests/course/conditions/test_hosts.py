"""Conditions in a world of several hosts: whose server, who spoke, whose mailbox."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from course.recording import MAIL, PROMPT, condition, session, witness
from heloworld.course.conditions.evidence import Evidence, Mailboxes
from heloworld.course.spoken.wording import Teller
from heloworld.wire.events import Opened

LETTER = b"From x@y.test Sat Jan  3 01:05:34 2026\nSubject: Tide\n\nHigh at six.\n\n"


@pytest.fixture
def seen(tmp_path: Path) -> Evidence:
    """A letter from the prompt to harbour, and the same handed on to island by harbour."""
    (tmp_path / "island").mkdir()
    (tmp_path / "island" / "dora.mbox").write_bytes(LETTER)
    island = Mailboxes(tmp_path / "island", ("dora",))
    dissector, sees = witness(Mailboxes(tmp_path, ("ana", "dora"), {}, {"island": island}))
    for conn, port, client, server in ((1, PROMPT + 1, "laptop", "harbour"), (2, 61_000, "harbour", "island")):
        for event in session(conn, port, (*MAIL, "X")):
            named = replace(event, client_name=client, server_name=server) if isinstance(event, Opened) else event
            dissector.feed([named])
    return sees.look()


def conns(seen: Evidence, **table: object) -> list[int | None]:
    return [each.conn for each in condition(**table).moments(seen)]


@pytest.mark.parametrize(
    "table",
    [{"command": "RCPT"}, {"greeting": 220}, {"connection": "opened"}, {"connection": "closed"}, {"mail": "accepted"}],
)
def test_whose_server_it_is_and_who_spoke_can_be_asked(seen: Evidence, table: dict[str, object]) -> None:
    assert conns(seen, **table) == [1, 2]
    assert conns(seen, **table, server="harbour") == [1]
    assert conns(seen, **table, server="island") == [2]
    assert conns(seen, **table, who="prompt") == conns(seen, **table, outside=False) == [1]
    assert conns(seen, **table, who="relay") == [2]
    assert conns(seen, **table, who="outside") == []


def test_a_relay_is_never_outside(seen: Evidence) -> None:
    assert conns(seen, command="RCPT", outside=True) == []
    assert seen.own is not None
    assert seen.own.opened.conn == 1


def test_a_mailbox_is_harbours_unless_a_host_is_named(seen: Evidence) -> None:
    assert not list(condition(mailbox="dora", grew=True).moments(seen))
    assert list(condition(mailbox="dora", server="island", grew=True, holds="High at six.").moments(seen))
    assert not list(condition(mailbox="dora", server="shore", grew=True).moments(seen))
    assert list(condition(letter="Subject: Tide", of="dora", server="island").moments(seen))
    assert list(condition(readers=["mutt", "mboxrd"], of="dora", server="island", agree=True).moments(seen))


def test_whoever_connected_before_is_outside_where_there_is_one_host(tmp_path: Path) -> None:
    dissector, sees = witness(Mailboxes(tmp_path, ("ana",)))
    dissector.feed(session(1, 61_000, MAIL))
    assert conns(sees.look(), command="RCPT", who="outside", server="harbour") == [1]


def test_each_owner_has_a_name_of_their_own(seen: Evidence, tmp_path: Path) -> None:
    boxes = seen.mailboxes
    assert [each.name for each in boxes.owners] == ["ana", "dora", "island/dora"]
    owner = boxes.owner(str(tmp_path / "island" / "dora.mbox"))
    assert owner is not None
    assert owner.name == "island/dora"
    assert boxes.owner(str(tmp_path / "zoe.mbox")) is None


LOGIN = (
    "S 220 mail.harbour.test ESMTP",
    "C EHLO laptop.test",
    "S 250-mail.harbour.test",
    "S 250 AUTH PLAIN LOGIN",
    "C AUTH PLAIN AGFuYQB3cm9uZw==",
    "S 535 5.7.8 Error: authentication failed",
    "C NOOP",
    "S 250 2.0.0 Ok",
    "C AUTH PLAIN AEFuYUBoYXJib3VyLnRlc3QAc2VzYW1l",
    "S 235 2.7.0 Authentication successful",
    *MAIL[3:],
)


def test_who_had_logged_in_by_then_can_be_asked(tmp_path: Path) -> None:
    dissector, sees = witness(Mailboxes(tmp_path, ("ana",)))
    dissector.feed(session(1, PROMPT + 1, LOGIN))
    seen = sees.look()
    assert [conns(seen, command=verb, login="ana") for verb in ("NOOP", "AUTH", "RCPT")] == [[], [1], [1]]
    assert [conns(seen, command=verb, login="") for verb in ("NOOP", "AUTH", "RCPT")] == [[1], [1], []]
    assert conns(seen, mail="accepted", login="ana") == [1]
    assert conns(seen, mail="accepted", login="ben") == []


def test_in_words_a_relay_is_not_the_prompt(seen: Evidence) -> None:
    told = list(Teller(tells_own=True).tell(seen))
    assert told.count("Connected.") == 1
    assert told.count("harbour has connected to island.") == 1
