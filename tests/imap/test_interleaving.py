"""Whatever happens in a mailbox and in whatever order, a client that counts along counts right (RFC 3501 §7.4.1)."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from heloworld.imap.dissect import ImapDialogue
from heloworld.imap.mailbox import FlagChange
from heloworld.imap.policy import Policy
from heloworld.imap.session import Session
from heloworld.imap.states import ImapState
from heloworld.lab.protocols import protocol_of
from heloworld.wire.dissector import Dissector
from heloworld.wire.sasl import Passwords
from imap.memory import PASSWORDS, MemoryAccount, Store, opened
from imap.told import OPENED, chunk

COMMANDS = (
    "NOOP",
    "CHECK",
    "FETCH 1:* (UID FLAGS)",
    "FETCH 1:* BODY[]",
    "FETCH * (UID BODY.PEEK[TEXT])",
    "UID FETCH 1:* FLAGS",
    r"STORE 1:* +FLAGS (\Deleted)",
    r"STORE 1 +FLAGS.SILENT (\Deleted Work)",
    r"UID STORE 2:4 -FLAGS (\Deleted)",
    "EXPUNGE",
    "UID EXPUNGE 3:5",
    "SEARCH ALL",
    "UID SEARCH ALL",
    "COPY 1:* INBOX",
    "MOVE 1 INBOX",
    "APPEND INBOX {3+}\r\na:b",
    "STATUS INBOX (MESSAGES)",
    "IDLE",
    "SELECT INBOX",
    "EXAMINE INBOX",
    "CLOSE",
    "SELECT INBOX",
)

happenings = st.one_of(
    st.tuples(st.integers(0, 1), st.sampled_from(COMMANDS)),
    st.tuples(st.just("add"), st.just(0)),
    st.tuples(st.just("remove"), st.integers(0, 5)),
    st.tuples(st.just("mark"), st.integers(0, 5)),
)


class Client:
    """One session, and what is known of it from its bytes alone."""

    def __init__(self, account: MemoryAccount) -> None:
        self.session = Session(Policy(), Passwords(PASSWORDS), lambda _: opened(account), offers_tls=False)
        self._dissector = Dissector(protocol_of)
        self._dissector.feed([OPENED, chunk("server", self.session.greeting)])

    @property
    def talk(self) -> ImapDialogue:
        talk = self._dissector.sessions[1]
        assert isinstance(talk, ImapDialogue)
        return talk

    async def say(self, line: str) -> None:
        self._dissector.feed([chunk("client", f"{line}\r\n".encode())])
        async for part in self.session.receive(line.encode()):
            self._dissector.feed([chunk("server", part)] if part else [])
        if self.session.state is ImapState.IDLE and line != "DONE":
            for told in await self.session.news():
                self._dissector.feed([chunk("server", told)])
            await self.say("DONE")

    async def check(self, store: Store) -> None:
        """What was told, together with what NOOP tells now, is what is there."""
        assert not self.talk.awaits_reply
        if self.session.state is not ImapState.SELECTED:
            assert self.talk.mailbox is None
            return
        await self.say("x FETCH 1:* (UID FLAGS)" if store.messages else "x NOOP")
        await self.say("x NOOP")
        known = self.talk.mailbox
        assert known is not None
        assert known.exists == len(store.messages)
        if all(each.uid for each in known.messages.values()):
            told = [(each.uid, (each.flags or frozenset()) - {r"\Recent"}) for each in known.messages.values()]
            there = {each.uid: each.flags for each in store.messages}
            assert [uid for uid, _ in told] == [uid for uid in there if uid in dict(told)]
            assert all(there[uid] == flags for uid, flags in told)


async def play(steps: list[tuple[int | str, int | str]]) -> None:
    store = Store.of([b"Subject: 1\r\n\r\none\r\n", b"Subject: 2\r\n\r\ntwo\r\n", b"Subject: 3\r\n\r\n"])
    account = MemoryAccount({"INBOX": store})
    clients = [Client(account), Client(account)]
    for client in clients:
        await client.say("x LOGIN ana harbour")
        await client.say("x SELECT INBOX")
    for who, what in steps:
        uids = [each.uid for each in store.messages]
        if isinstance(who, int):
            await clients[who].say(f"x {what}")
        elif who == "add":
            store.add(b"Subject: new\r\n\r\n")
        elif isinstance(what, int) and what < len(uids):
            if who == "remove":
                store.remove([uids[what]])
            else:
                store.mark([uids[what]], FlagChange("+", frozenset({r"\Flagged"})))
    for client in clients:
        await client.check(store)


@given(st.lists(happenings, max_size=25))
def test_who_counts_along_counts_right(steps: list[tuple[int | str, int | str]]) -> None:
    asyncio.run(play(steps))
