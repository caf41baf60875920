"""How many messages there are (RFC 4155 Appendix A; qmail mbox(5))."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

from heloworld.judge.mbox.causes import MboxCause
from heloworld.judge.mbox.mailbox_program import MailboxProgram
from heloworld.judge.mbox.samples import from_line, mailbox, message

LARGE_SECONDS: Final = 25.0
"""How long counting 200 MB may take: a loop over lines takes one second or two, in a slow language ten."""

_BLOCK: Final = 5_000
"""Messages that are written at once."""

_BLOCKS: Final = 40
_LINES: Final = 12
_ROOM: Final = 300 * 1024 * 1024


async def empty(program: MailboxProgram) -> None:
    """A file of no bytes."""
    program.path.write_bytes(b"")
    await program.count(0, MboxCause.EMPTY)


async def one(program: MailboxProgram) -> None:
    """One message."""
    program.path.write_bytes(mailbox(program.values, [message(program.values)]))
    await program.count(1, MboxCause.FIRST)


async def several(program: MailboxProgram) -> None:
    """A few, and then a few more."""
    for _ in range(2):
        count = program.values.random.randrange(3, 40)
        program.path.write_bytes(mailbox(program.values, [message(program.values) for _ in range(count)]))
        await program.count(count)


async def look_alikes(program: MailboxProgram) -> None:
    """Lines that look like a separator, and are none."""
    word = program.values.word()
    lines = (
        f"From: {program.values.address()}",
        f"from {word} to {word}",
        "Fromage, not From",
        f" From {word}",
        f"{word} says: From here on",
        f">From {program.values.address()} Mon Jan  1 00:00:00 2024",
        f"FROM {word}",
        "From",
        f"From\t{word}",
    )
    for line in lines:
        looks_alike = message(program.values, f"{program.values.words(2)}\n\n{line}\n".encode())
        program.path.write_bytes(from_line(program.values) + looks_alike.text + b"\n")
        await program.count(1, MboxCause.LOOK_ALIKE, about=f" for a message with this line: {line}")


async def large(program: MailboxProgram) -> None:
    """200 MB; it is made once, a block at a time."""
    program.trial.may_write = _ROOM
    body = "".join(f"{program.values.words(9)}\n" for _ in range(_LINES)).encode()
    block = mailbox(program.values, [message(program.values, body)] * _BLOCK)
    last = mailbox(program.values, [message(program.values)])
    await asyncio.to_thread(_write, program.path, block, last)
    await program.count(_BLOCK * _BLOCKS + 1, MboxCause.LARGE, LARGE_SECONDS)


def _write(path: Path, block: bytes, last: bytes) -> None:
    with path.open("wb") as file:
        for _ in range(_BLOCKS):
            file.write(block)
        file.write(last)
