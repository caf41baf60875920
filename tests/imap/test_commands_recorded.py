"""Commands right and wrong, one after the other in one session, held against Dovecot's answers."""

from __future__ import annotations

import json
import re

from heloworld.imap.policy import Policy
from heloworld.imap.session import Session
from heloworld.imap.states import ImapState
from heloworld.wire.sasl import Passwords
from imap.memory import PASSWORDS, MemoryAccount, opened
from imap.recordings import RECORDED

COMMANDS: list[tuple[str, str]] = json.loads((RECORDED / "one-by-one.json").read_text(encoding="utf-8"))

OTHERWISE = [
    "SELECT INBOX x",  # a word too many is refused
    'SELECT "INBOX',
    'SELECT "inbox"',  # nothing had been chosen before
    "SELECT (INBOX)",
    "EXAMINE INBOX",
    "ID x",
    "ENABLE",
    "ENABLE FOO",  # RFC 5161 §3.2: there is always an answer
    "FETCH 1 BODY[0]",  # parts are numbered from 1 (RFC 3501 §6.4.5)
    'FETCH 1 BODY.PEEK[HEADER.FIELDS ("subject" From)]',  # no quotes where none are needed
    "FETCH 1 BODY.PEEK[TEXT]<0.0>",  # the size is not 0 (RFC 3501 §9)
    "FETCH 1 BODY.PEEK[TEXT]<0>",
    "FETCH 1 BODY.PEEK[TEXT]<x.y>",
    "FETCH 1 RFC822.PEEK",
    "UID STORE 3 FLAGS",  # flags are not left out
    "STORE 1 FLAGS",
    "STORE 1 FLAGS ()",  # flags are told, whether they changed or not (RFC 3501 §6.4.6)
    "STORE 1 +FLAGS (hot)",
    "EXPUNGE",  # in a mailbox that was chosen for reading only
    "MOVE 1 INBOX",
    "APPEND Other",
    'APPEND nowhere "x"',
    "STATUS Other (MESSAGES UIDNEXT UNSEEN)",  # so that one more is in it
    "IDLE x",
]
"""Where we answer otherwise, in order."""

_VALIDITY = re.compile(r"\b1[67]\d{8}\b")
_CAPABILITIES = re.compile(r"CAPABILITY IMAP4rev1[^\]\r]*")


def alike(said: str) -> list[str]:
    plain = _CAPABILITIES.sub("CAPABILITY", _VALIDITY.sub("VALIDITY", said))
    plain = plain.replace(r"\NoInferiors", r"\HasNoChildren").replace("Dovecot", "HELO World")
    return [line.rstrip(".") for line in plain.split("\r\n")]


async def test_we_answer_as_dovecot_does() -> None:
    account = MemoryAccount()
    session = Session(Policy(error_limit=1_000), Passwords(PASSWORDS), lambda _: opened(account), offers_tls=True)

    async def say(line: str) -> str:
        return b"".join([part async for part in session.receive(line.encode())]).decode("latin-1")

    await say("t LOGIN ana harbour")
    otherwise = []
    for command, theirs in COMMANDS:
        ours = await say(f"t {command}")
        if session.state is ImapState.IDLE:
            ours += await say("DONE")
        if alike(ours) != alike(theirs):
            otherwise.append(command)
    assert otherwise == OTHERWISE
    assert len(COMMANDS) > 180
