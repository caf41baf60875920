"""SEARCH held against what Dovecot found in the same mailbox, and said to what is no search."""

from __future__ import annotations

import json

import pytest

from heloworld.imap.policy import Policy
from heloworld.imap.session import Session
from heloworld.wire.sasl import Passwords
from imap.memory import LETTERS, PASSWORDS, MemoryAccount, Store, opened
from imap.recordings import RECORDED

RECORDING = json.loads((RECORDED / "searches.json").read_text(encoding="utf-8"))
EXTRA = [letter.encode().replace(b"\n", b"\r\n") for letter in RECORDING["extra"]]
SETUP = (
    "x LOGIN ana harbour",
    "x SELECT INBOX",
    r"x STORE 1 +FLAGS.SILENT (\Seen)",
    r"x STORE 2 +FLAGS.SILENT (\Answered \Seen Work)",
    r"x STORE 3 +FLAGS.SILENT (\Flagged)",
    r"x STORE 4 +FLAGS.SILENT (\Deleted \Draft)",
)

OTHERWISE = {
    "SENTBEFORE 28-Nov-2026": ["* SEARCH 5 6", "t OK Search completed."],  # what has no date was never sent
    'SENTBEFORE "1-Jan-2021"': ["* SEARCH 6", "t OK Search completed."],
    "CHARSET KLINGON SUBJECT hello": ["t NO [BADCHARSET (US-ASCII UTF-8)] Unknown charset."],
    "SINCE 31-Feb-2026": ["t BAD Error in IMAP command SEARCH: Invalid search date parameter."],
    "MODSEQ": ["t BAD Error in IMAP command SEARCH: Unknown argument MODSEQ."],
    '"quoted"': ['t BAD Error in IMAP command SEARCH: Unknown argument "QUOTED".'],
}
"""What we say instead."""


async def said(session: Session, line: str) -> list[str]:
    return b"".join([part async for part in session.receive(line.encode())]).decode().split("\r\n")[:-1]


@pytest.mark.parametrize(("query", "theirs"), RECORDING["queries"])
async def test_we_find_what_dovecot_finds(query: str, theirs: list[str]) -> None:
    account = MemoryAccount({"INBOX": Store.of([*LETTERS, *EXTRA])})
    session = Session(Policy(), Passwords(PASSWORDS), lambda _: opened(account), offers_tls=False)
    for line in SETUP:
        assert " OK " in (await said(session, line))[-1]
    wanted = [line if line.startswith("*") else line.removesuffix(".") + "." for line in theirs]
    assert await said(session, f"t SEARCH {query}") == OTHERWISE.get(query, wanted)
