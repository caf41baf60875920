"""A message more: how it is written, and how it gets on with other programs (qmail mbox(5); RFC 4155; fcntl(2))."""

from __future__ import annotations

import asyncio
import re
import time
from typing import Final

from heloworld.judge.failure import Failed, Failure
from heloworld.judge.mbox.causes import MboxCause
from heloworld.judge.mbox.mailbox_program import SECONDS, MailboxProgram, excerpt, first_difference
from heloworld.judge.mbox.samples import Message, from_line, mailbox, message
from heloworld.judge.wording import first_line
from heloworld.mbox.dialects import SEPARATOR
from heloworld.mbox.writing import locks

TITLE: Final = "the mailbox"
LATER: Final = 75
"""The exit status of a program that gives up for now: EX_TEMPFAIL."""

_FROM_LINE: Final = re.compile(
    rb"From \S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
    rb"[ 0-3]?\d \d\d:\d\d(?::\d\d)? \d{4}\n"
)
_LOCKED_SECONDS: Final = 0.6
_GLANCE: Final = 0.02
_PROGRAMS: Final = 4
_OURS: Final = 8


async def append(program: MailboxProgram) -> None:
    """To a file that is not there, and to one that is empty."""
    for is_there in (False, True):
        if is_there:
            program.path.write_bytes(b"")
        sent = message(program.values)
        await program.append(sent.text)
        _holds(program, b"", sent)
        program.path.unlink()


async def append_again(program: MailboxProgram) -> None:
    """Behind other messages, also where somebody has torn the last one off."""
    old = [message(program.values), message(program.values)]
    whole = mailbox(program.values, old)
    for before in (whole, whole[:-1], whole.rstrip(b"\n")):
        program.path.write_bytes(before)
        sent = message(program.values)
        await program.append(sent.text)
        _holds(program, before, sent)
        following = message(program.values)
        now = program.content()
        await program.append(following.text.removesuffix(b"\n"))
        _holds(program, now, following)


async def append_quoting(program: MailboxProgram) -> None:
    """One > more before From, at whatever depth; the message may come with CR LF."""
    word = program.values.word()
    lines = (f"From {word} on", f"{word} From {word}", f">From {word}", f">>>From {word}", f"From: {word}", "> From")
    sent = message(program.values, "".join(f"{line}\n" for line in lines).encode())
    before = mailbox(program.values, [message(program.values)])
    program.path.write_bytes(before)
    await program.append(sent.text)
    _holds(program, before, sent)
    now = program.content()
    await program.append(sent.text.replace(b"\n", b"\r\n"))
    _holds(program, now, sent)


def _holds(program: MailboxProgram, before: bytes, sent: Message) -> None:
    """Raise `Failed` unless the file is what it was, and behind that one message."""
    data = program.content()
    if not data.startswith(before):
        raise _differs(data, before, MboxCause.OVERWRITTEN)
    added = data[len(before) :]
    if not added:
        said = "The file is as it was."
        raise Failed(Failure(said, "The message, appended to the file.", MboxCause.NOTHING_WRITTEN))
    needed = b"" if not before or before.endswith(b"\n\n") else b"\n" if before.endswith(b"\n") else b"\n\n"
    gap = added[: len(added) - len(added.lstrip(b"\n"))]
    wanted = before + max(needed, gap)
    if not data.startswith(wanted):
        raise _differs(data, wanted, MboxCause.GLUED)
    if not data.startswith(SEPARATOR, len(wanted)):
        raise _differs(data, wanted + from_line(program.values), MboxCause.NO_FROM_LINE)
    line = data[len(wanted) : data.find(b"\n", len(wanted)) + 1]
    if not _FROM_LINE.fullmatch(line):
        at = len(wanted) + len(SEPARATOR)
        raise _fails(data, at, wanted + from_line(program.values), MboxCause.FROM_LINE_FORM)
    wanted += line + sent.stored + b"\n"
    if data.rstrip(b"\n") != wanted.rstrip(b"\n") or not data.endswith(b"\n\n"):
        raise _differs(data, wanted, _cause(data, wanted))


def _cause(data: bytes, wanted: bytes) -> MboxCause:
    """What is behind a message that is written otherwise."""
    at = first_difference(data, wanted)
    here, should = (text[text.rfind(b"\n", 0, at) + 1 :].partition(b"\n")[0] for text in (data, wanted))
    if should == b">" + here:
        return MboxCause.NOT_QUOTED if here.startswith(SEPARATOR) else MboxCause.NOT_QUOTED_AGAIN
    if data[at : at + 2] == b"\r\n":
        return MboxCause.CRLF_IN_FILE
    return MboxCause.NO_EMPTY_LINE if at >= len(data) else MboxCause.ALTERED


def _differs(data: bytes, wanted: bytes, cause: MboxCause) -> Failed:
    return _fails(data, first_difference(data, wanted), wanted, cause)


def _fails(data: bytes, at: int, wanted: bytes, cause: MboxCause) -> Failed:
    """A failure at a byte of the file."""
    here, should = (text[text.rfind(b"\n", 0, at) + 1 :] for text in (data, wanted))
    said = f"At byte {at:,} of the file: {first_line(here) or 'an empty line'}" if at < len(data) else "The file ends."
    expected = f"There: {first_line(should) or 'an empty line'}" if at < len(wanted) else "There: nothing more"
    return Failed(Failure(said, expected, cause, excerpt(TITLE, data, wanted, at)))


async def locked(program: MailboxProgram) -> None:
    """While another program holds both locks nothing is written; then the message comes, or the program gave up."""
    before = mailbox(program.values, [message(program.values)])
    program.path.write_bytes(before)
    first = message(program.values)
    await program.append(first.text)
    before = program.content()
    held = locks.take(program.path)
    program.trial.at_end(held.release)
    sent = message(program.values)
    run = program.start("append", stdin=sent.text)
    until = time.monotonic() + _LOCKED_SECONDS
    while time.monotonic() < until:
        if program.path.stat().st_size != len(before):
            said = "The message was written to the file while another program had it locked."
            raise Failed(Failure(said, "Nothing is written: the program waits, or ends.", MboxCause.LOCKED))
        await asyncio.sleep(_GLANCE)
    held.release()
    status = await run.ended(2 * SECONDS)
    if status is None:
        said = f"The program still waits, {2 * SECONDS:.0f} seconds after the lock was let go."
        raise Failed(Failure(said, "The message, or an exit status that is not 0.", MboxCause.LOCKED_FOR_EVER))
    if status == 0:
        _holds(program, before, sent)
    elif program.content() != before:
        raise _differs(program.content(), before, MboxCause.HALF_DONE)


async def beside(program: MailboxProgram) -> None:
    """Several at once, beside a writer of ours that locks: every message is there, whole."""
    program.path.write_bytes(mailbox(program.values, [message(program.values)]))
    first = message(program.values)
    await program.append(first.text)
    theirs = [message(program.values) for _ in range(_PROGRAMS)]
    ours = [message(program.values) for _ in range(_OURS)]
    runs = [program.start("append", stdin=each.text) for each in theirs]
    await asyncio.gather(*(_write(program, each) for each in ours))
    statuses = [await run.ended(2 * SECONDS) for run in runs]
    if None in statuses:
        said = f"The program still runs, after {2 * SECONDS:.0f} seconds."
        raise Failed(Failure(said, "The program ends: every lock is let go soon.", MboxCause.LOCKED_FOR_EVER))
    written = [each for each, status in zip(theirs, statuses, strict=True) if status == 0]
    if not written:
        raise Failed(Failure(runs[0].end, "One of four that run at once gets the lock.", MboxCause.LOCKED_FOR_EVER))
    data = program.content()
    for each in (first, *ours, *written):
        if b"\n" + each.stored + b"\nFrom " not in data + b"From ":
            subject = each.header.splitlines()[-1]
            said = f"Of {1 + len(ours) + len(written)} messages one is missing or torn: {first_line(subject)}"
            raise Failed(Failure(said, "Every message, whole.", MboxCause.LOST))


async def _write(program: MailboxProgram, each: Message) -> None:
    """Append a message as other mail programs do: with both locks, tried again until they are free."""
    entry = from_line(program.values) + each.stored + b"\n"
    while True:
        try:
            held = locks.take(program.path)
        except locks.Busy:
            await asyncio.sleep(_GLANCE * program.values.random.random())
            continue
        with held.path.open("ab") as file:
            file.write(entry)
        held.release()
        await asyncio.sleep(_GLANCE)
        return
