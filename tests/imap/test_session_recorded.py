"""The session held against what Dovecot answered to the same lines, word by word."""

from __future__ import annotations

import re
from collections import deque

import pytest

from heloworld.imap.mailbox import FlagChange
from heloworld.imap.pieces import announced
from heloworld.imap.policy import Policy
from heloworld.imap.session import Session
from heloworld.imap.states import ImapState
from heloworld.wire.sasl import Passwords
from imap.memory import PASSWORDS, MemoryAccount, Store, opened
from imap.recordings import NAMES, Begun, Crossed, Remark, recorded

ONE = b"Subject: one\r\nFrom: dora@island.test\r\n\r\none\r\n"
IN_FRONT = b"Subject: in front\r\n\r\nfirst\r\n"

_SECONDS = re.compile(rb" \([0-9.]+ \+ [0-9.+ ]+ secs\)")
_CAPABILITIES = re.compile(rb"CAPABILITY [^\]\r]*")

NOTHING = b"(nothing)"

OURS = {
    b"* OK [CAPABILITY] Dovecot (Debian) ready.": b"* OK [CAPABILITY] mail.harbour.test IMAP ready.",
    b'* ID ("name" "Dovecot")': b'* ID ("name" "HELO World")',
    b"* ENABLED CONDSTORE": b"* ENABLED",
    b'* LIST (\\NoInferiors) "/" Archive': b'* LIST (\\HasNoChildren) "/" Archive',
    b'* LIST (\\NoInferiors) "/" Old': b'* LIST (\\HasNoChildren) "/" Old',
    b"* BAD Error in IMAP tag: Invalid tag": b"* BAD Error in IMAP tag: Invalid tag.",
}
"""What we say in other words on purpose."""


def alike(said: bytes) -> bytes:
    """A line without the server's name, the time it took and what it can do."""
    plain = _CAPABILITIES.sub(b"CAPABILITY", _SECONDS.sub(b"", said))
    return OURS.get(plain, plain)


class Talk:
    """One of our sessions, and the command it is being sent."""

    def __init__(self, account: MemoryAccount) -> None:
        self.session = Session(Policy(), Passwords(PASSWORDS), lambda _: opened(account), offers_tls=True)
        self.said = deque([self.session.greeting[:-2]])
        self._command = b""
        self._left = 0

    async def send(self, data: bytes) -> None:
        self._command += data
        if self._left:
            self._left -= len(data)
            if self._left > 0:
                return
            data, self._left = data[self._left :] if self._left else b"", 0
            if not data:
                return
        literal = announced(data)
        if literal is None or self.session.state in {ImapState.AUTH, ImapState.IDLE}:
            command, self._command = self._command.removesuffix(b"\r\n"), b""
            self._hear(b"".join([part async for part in self.session.receive(command)]))
            return
        refusal = await self.session.refusal(self._command.removesuffix(b"\r\n")) if literal.waits else b""
        if refusal or literal.size > 8192:
            self._command = b""
            self._hear(refusal or b"* BYE Literal size too large\r\n")
            return
        self._left = literal.size
        self._hear(b"+ OK\r\n" if literal.waits else b"")

    async def news(self) -> None:
        self._hear(b"".join(await self.session.news()))

    def _hear(self, said: bytes) -> None:
        self.said += said.split(b"\r\n")[:-1]


class Replay:
    """The lines of one recording, played against our own sessions in the same order."""

    def __init__(self, validity: int) -> None:
        self.account = MemoryAccount({"INBOX": Store.of(validity=validity)}, validity=validity)
        self.talks: dict[str, Talk] = {}
        self.compared = 0
        self.differing: list[tuple[bytes, bytes]] = []

    async def play(self, name: str) -> None:
        for step in recorded(name):
            match step:
                case Begun():
                    self.talks[step.conn] = Talk(self.account)
                case Crossed(side="client"):
                    self._check_that_all_was_compared(self.talks[step.conn])
                    await self.talks[step.conn].send(step.data)
                case Crossed():
                    self._compare(self.talks[step.conn], step.data[:-2])
                case Remark():
                    await self._happens(step)

    def _compare(self, talk: Talk, theirs: bytes) -> None:
        wanted = alike(theirs)
        ours = alike(talk.said.popleft()) if talk.said else NOTHING
        self.compared += 1
        if ours not in {wanted, wanted + b"."}:
            self.differing.append((wanted, ours))

    def _check_that_all_was_compared(self, talk: Talk) -> None:
        self.differing += [(NOTHING, each) for each in talk.said]
        talk.said.clear()

    async def _happens(self, step: Remark) -> None:
        """What was done to the mailbox from outside, or to the connection."""
        inbox = self.account.stores["INBOX"]
        everything = [each.uid for each in inbox.messages]
        if step.text.startswith("TLS:"):
            self.talks[step.conn].session.tls_started()
        elif step.text.startswith(("the file is emptied", "the file is removed")):
            inbox.remove(everything)
        elif step.text.startswith("the last message"):
            inbox.remove(everything[-1:])
        elif step.text == "removed by POP3: 1":
            inbox.remove(everything[:1])
        elif step.text.startswith("somebody else"):
            inbox.mark(everything[:1], FlagChange("+", frozenset({r"\Seen"})))
        elif step.text.startswith("a message is inserted"):
            _insert_in_front(inbox)
        if step.text.startswith(("delivered", "the file is removed")):
            inbox.add(ONE)
        for talk in self.talks.values():
            if talk.session.state is ImapState.IDLE:
                await talk.news()


def _insert_in_front(inbox: Store) -> None:
    """As a program does that knows no UIDs: all messages get new ones."""
    letters = [(inbox.texts[each.uid], each.flags) for each in inbox.messages]
    inbox.remove([each.uid for each in inbox.messages])
    inbox.recent_from = inbox.uid_next + len(letters) + 1
    for letter, flags in [(IN_FRONT, frozenset[str]()), *letters]:
        inbox.add(letter, flags)


ARCHIVE, INBOX, OLD = (b'* LIST (\\HasNoChildren) "/" ' + name for name in (b"Archive", b"INBOX", b"Old"))

DIFFERENCES = {
    "commands": [  # what a client that never asked can do, we say in a code
        (b"* CAPABILITY", b"a4 OK [CAPABILITY] Logged in"),
        (b"a4 OK Logged in", NOTHING),
    ],
    "literals-folders-auth": [  # INBOX comes first; twenty lines may be wrong
        (ARCHIVE, INBOX),
        (INBOX, ARCHIVE),
        (OLD, INBOX),
        (INBOX, OLD),
        (b"* BYE Too many invalid IMAP commands.", b"* BAD Error in IMAP tag: Invalid tag."),
    ],
    "missteps": [  # EXPUNGE 1 is no command (RFC 3501 §9)
        (b"* 1 EXPUNGE", b"a12 BAD Error in IMAP command EXPUNGE: Invalid arguments."),
        (b"a12 OK Expunge completed.", NOTHING),
    ],
    "idle-expunge-rewrite": [  # of a message that is gone we tell what was known, and keep no flags
        (b"* 2 FETCH (UID 2 FLAGS (\\Deleted \\Recent))", b"* 2 FETCH (UID 2 FLAGS (\\Recent))"),
        (b"* 2 FETCH (FLAGS (\\Deleted \\Recent))", b"a5 OK Fetch completed."),
        (b"a5 OK Fetch completed.", NOTHING),
        (b"* 2 FETCH (FLAGS (\\Deleted \\Seen \\Recent))", b"* 2 FETCH (FLAGS (\\Recent))"),
    ],
}
"""Where we answer otherwise on purpose: Dovecot's line, and ours."""

VALIDITY = {
    "commands": 1795889343,
    "literals-folders-auth": 1795889395,
    "missteps": 1795894679,
    "idle-expunge-rewrite": 1795889405,
}


@pytest.mark.parametrize("name", NAMES)
async def test_we_answer_as_dovecot_does(name: str) -> None:
    replay = Replay(VALIDITY[name])
    await replay.play(name)
    assert replay.differing == DIFFERENCES[name]
    assert replay.compared > 90
