"""The session: mailboxes and their names, what cannot be read, what is gone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import TypeAlias

import pytest

from heloworld.imap.answers.name_patterns import LONGEST, Pattern, folder_name
from heloworld.imap.answers.reply import Broken
from heloworld.imap.mailbox import MailboxTrouble
from heloworld.imap.policy import Policy
from heloworld.imap.session import Session
from heloworld.wire.sasl import Passwords
from imap.memory import LETTERS, PASSWORDS, MemoryAccount, MemoryMailbox, Store, opened

Say: TypeAlias = Callable[..., Awaitable[list[str]]]


OPENING = [
    r"* FLAGS (\Answered \Flagged \Deleted \Seen \Draft)",
    r"* OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft \*)] Flags permitted.",
    "* 4 EXISTS",
    "* 0 RECENT",
    "* OK [UNSEEN 1] First unseen.",
    "* OK [UIDVALIDITY 1795889343] UIDs valid",
    "* OK [UIDNEXT 5] Predicted next UID",
    "t OK [READ-WRITE] Select completed.",
]


@pytest.fixture
def account() -> MemoryAccount:
    names = ("INBOX", "Archive/2025", "Archive/2026", "Sent", "Trash", "two words", 'a"b')
    stores = {name: Store.of(LETTERS if name == "INBOX" else []) for name in names}
    return MemoryAccount(stores, uses={"Sent": r"\Sent", "Trash": r"\Trash"})


@pytest.fixture
async def session(account: MemoryAccount) -> Session:
    return Session(Policy(), Passwords(PASSWORDS), lambda _: opened(account), offers_tls=False)


@pytest.fixture
async def say(session: Session) -> Say:
    async def talk(*lines: str) -> list[str]:
        said = b""
        for line in lines:
            said += b"".join([part async for part in session.receive(f"t {line}".encode())])
        return said.decode("latin-1").split("\r\n")[:-1]

    await talk("LOGIN ana harbour")
    return talk


async def test_all_mailboxes_with_what_they_are_for(say: Say) -> None:
    assert await say('LIST "" *') == [
        r'* LIST (\HasNoChildren) "/" INBOX',
        r'* LIST (\Noselect \HasChildren) "/" Archive',
        r'* LIST (\HasNoChildren) "/" Archive/2025',
        r'* LIST (\HasNoChildren) "/" Archive/2026',
        r'* LIST (\HasNoChildren \Sent) "/" Sent',
        r'* LIST (\HasNoChildren \Trash) "/" Trash',
        r'* LIST (\HasNoChildren) "/" "a\"b"',
        r'* LIST (\HasNoChildren) "/" "two words"',
        "t OK List completed.",
    ]


@pytest.mark.parametrize(
    ("reference", "pattern", "names"),
    [
        ("", "%", ["INBOX", "Archive", "Sent", "Trash", 'a"b', "two words"]),
        ("", "inbox", ["INBOX"]),
        ("Archive/", "%", ["Archive/2025", "Archive/2026"]),
        ("", "*6", ["Archive/2026"]),
        ("", "%/%", ["Archive/2025", "Archive/2026"]),
        ("", "A*/2*", ["Archive/2025", "Archive/2026"]),
        ("", "nothing", []),
        ("", "*****%%%%*", ["INBOX", "Archive", "Archive/2025", "Archive/2026", "Sent", "Trash", 'a"b', "two words"]),
    ],
)
def test_patterns(reference: str, pattern: str, names: list[str]) -> None:
    there = ["INBOX", "Archive", "Archive/2025", "Archive/2026", "Sent", "Trash", 'a"b', "two words"]
    assert list(filter(Pattern(reference, pattern).fits, there)) == names


def test_no_pattern_takes_long() -> None:
    assert not Pattern("", "*a" * LONGEST).fits("a" * LONGEST + "b")


def test_names() -> None:
    assert folder_name(b"iNbOx") == "INBOX"
    assert folder_name(b"Archive/") == "Archive"
    assert folder_name(b"inbox/x") == "inbox/x"


async def test_subscriptions(say: Say) -> None:
    await say("SUBSCRIBE Archive/2025", "SUBSCRIBE Sent")
    assert await say('LSUB "" *') == ['* LSUB () "/" Archive/2025', '* LSUB () "/" Sent', "t OK Lsub completed."]
    assert (await say('LSUB "" %'))[0] == r'* LSUB (\Noselect) "/" Archive'
    await say("UNSUBSCRIBE Sent")
    assert len(await say('LSUB "" *')) == 2


async def test_inbox_is_renamed_and_is_there_again(say: Say, account: MemoryAccount) -> None:
    assert await say("RENAME INBOX Old") == ["t OK Rename completed."]
    assert [len(account.stores[name].messages) for name in ("Old", "INBOX")] == [4, 0]


@pytest.mark.parametrize("name", ['""', '"a\x01b"', '"gr\xfc"', "{2+}\r\na\n", "x" * (LONGEST + 1)])
async def test_names_that_no_mailbox_can_have(say: Say, name: str) -> None:
    assert (await say(f"CREATE {name}"))[0].startswith("t NO [CANNOT] Invalid mailbox name: ")


async def test_moving_tells_where_to_and_takes_away(say: Say, account: MemoryAccount) -> None:
    await say("SELECT INBOX")
    assert await say("UID MOVE 2,4 Sent") == [
        "* OK [COPYUID 1795889343 2,4 1:2] Moved UIDs.",
        "* 4 EXPUNGE",
        "* 2 EXPUNGE",
        "* 2 RECENT",
        "t OK Move completed.",
    ]
    assert len(account.stores["Sent"].messages) == 2


async def test_status_of_the_chosen_mailbox_counts_what_is_recent_to_the_session(
    say: Say, account: MemoryAccount
) -> None:
    ask = "STATUS INBOX (MESSAGES RECENT)"
    assert (await say(ask))[0] == "* STATUS INBOX (MESSAGES 4 RECENT 4)", "nobody has been told of them"
    assert "* 4 RECENT" in await say("SELECT INBOX")
    assert (await say(ask))[0] == "* STATUS INBOX (MESSAGES 4 RECENT 4)"
    account.stores["INBOX"].remove([2])  # by another session
    assert (await say(ask))[0] == "* STATUS INBOX (MESSAGES 3 RECENT 3)"
    await say("UNSELECT")
    assert (await say(ask))[0] == "* STATUS INBOX (MESSAGES 3 RECENT 0)"


async def test_close_removes_what_is_marked_and_unselect_does_not(say: Say, account: MemoryAccount) -> None:
    inbox = account.stores["INBOX"]
    await say("SELECT INBOX", r"STORE 1 +FLAGS (\Deleted)", "UNSELECT")
    assert len(inbox.messages) == 4
    await say("EXAMINE INBOX", "CLOSE")
    assert len(inbox.messages) == 4
    assert await say("SELECT INBOX", "CLOSE") == [*OPENING, "t OK Close completed."]
    assert len(inbox.messages) == 3


async def test_close_spares_what_was_marked_by_others_unseen(say: Say, account: MemoryAccount) -> None:
    """A message that the client has never been told is marked is none that it wants to be removed."""
    inbox = account.stores["INBOX"]
    await say("SELECT INBOX")
    inbox.add(LETTERS[0], {r"\Deleted"})
    await say("CLOSE")
    assert len(inbox.messages) == 5


async def test_only_reading_never_sets_seen(say: Say, account: MemoryAccount) -> None:
    await say("SELECT INBOX", "FETCH 1 BODY.PEEK[]", "FETCH 1 RFC822.HEADER", "EXAMINE INBOX", "FETCH 1 BODY[]")
    assert account.stores["INBOX"].messages[0].flags == frozenset()
    assert r"* 1 FETCH (FLAGS (\Seen) RFC822 {407}" in await say("SELECT INBOX", "FETCH 1 RFC822")


async def test_what_is_gone_is_nil(say: Say, account: MemoryAccount) -> None:
    await say("SELECT INBOX")
    account.stores["INBOX"].remove([2])
    assert await say("FETCH 2 (UID BODY[] ENVELOPE BODY.PEEK[HEADER.FIELDS (TO)])") == [
        "* 2 FETCH (UID 2 BODY[] NIL ENVELOPE NIL BODY[HEADER.FIELDS (TO)] NIL)",
        "t OK [EXPUNGEISSUED] Some messages were already expunged.",
    ]
    assert await say("FETCH 2 RFC822.SIZE") == ["t OK [EXPUNGEISSUED] Some messages were already expunged."]
    assert await say("SEARCH LARGER 0 SINCE 1-Jan-2020") == ["* SEARCH 1 3 4", "t OK Search completed."]
    assert await say("NOOP") == ["* 2 EXPUNGE", "* 3 RECENT", "t OK NOOP completed."]


async def test_it_is_known_why_a_mailbox_is_written(say: Say, account: MemoryAccount) -> None:
    await say("SELECT INBOX", "FETCH 1 BODY[]", r"STORE 1:2 +FLAGS (\Deleted)", "UID EXPUNGE 1", "CLOSE")
    assert account.stores["INBOX"].reasons == ["FETCH", "STORE", "EXPUNGE", "CLOSE"]


def _trouble(*_: object) -> bytes:
    raise MailboxTrouble


async def test_what_cannot_be_read_is_refused(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    await say("SELECT INBOX")
    monkeypatch.setattr(MemoryMailbox, "header", _trouble)
    assert await say("FETCH 1 (UID ENVELOPE)") == ["t NO [UNAVAILABLE] Mailbox cannot be read or written now."]


async def test_what_cannot_be_read_behind_a_text_cuts_the_connection(
    say: Say, account: MemoryAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing may stand in the middle of a response."""
    account.stores["INBOX"].add(b"Subject: x\r\n\r\n" + b"x" * 10_000)
    await say("SELECT INBOX")
    monkeypatch.setattr(MemoryMailbox, "header", _trouble)
    with pytest.raises(Broken):
        await say("FETCH 5 (BODY.PEEK[] ENVELOPE)")


async def test_a_text_of_another_size_than_announced_cuts_the_connection(
    say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shorter(mailbox: MemoryMailbox, uid: int) -> Iterator[bytes]:
        return iter([LETTERS[uid - 1][:-1]])

    await say("SELECT INBOX")
    monkeypatch.setattr(MemoryMailbox, "text", shorter)
    with pytest.raises(Broken):
        await say("FETCH 1 BODY.PEEK[]")


async def test_a_fault_of_ours_is_no_traceback(
    say: Say, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fault(*_: object) -> bytes:
        raise ZeroDivisionError("somebody's secret")

    await say("SELECT INBOX")
    monkeypatch.setattr(MemoryMailbox, "header", fault)
    assert await say("FETCH 1 ENVELOPE") == ["t NO [SERVERBUG] Internal error occurred."]
    assert "ZeroDivisionError" in caplog.text


async def test_a_nul_does_not_cross(say: Say, account: MemoryAccount) -> None:
    account.stores["INBOX"].add(b"Subject: a\0b\r\n\r\n\0\r\n")
    await say("SELECT INBOX")
    said = "\r\n".join(await say("FETCH 5 (ENVELOPE BODY.PEEK[])"))
    assert "\0" not in said
    assert "{3}\r\na\x80b" in said


async def test_a_password_that_is_wrong_and_one_that_is_right(account: MemoryAccount) -> None:
    session = Session(Policy(), Passwords(PASSWORDS), lambda _: opened(account), offers_tls=False)

    async def say(line: str) -> str:
        return b"".join([part async for part in session.receive(line.encode())]).decode()

    assert await say("t AUTHENTICATE LOGIN") == "+ VXNlcm5hbWU6\r\n"
    assert await say("YW5h") == "+ UGFzc3dvcmQ6\r\n"
    assert "AUTHENTICATIONFAILED" in await say("d3Jvbmc=")
    assert await say("t AUTHENTICATE PLAIN =") == "t NO [AUTHENTICATIONFAILED] Authentication failed.\r\n"
    assert await say("t AUTHENTICATE PLAIN !") == "t NO [AUTHENTICATIONFAILED] Invalid base64 data in response\r\n"
    assert await say("t AUTHENTICATE PLAIN") == "+ \r\n"
    assert await say("*") == "t BAD Authentication aborted by client.\r\n"
    assert "Logged in" in await say("t AUTHENTICATE PLAIN AGFuYQBoYXJib3Vy")
    session.release()
    assert account.users == 0
