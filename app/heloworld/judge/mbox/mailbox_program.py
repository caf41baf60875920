"""The reader or writer on trial: started as ``CMD count FILE``, ``CMD show N FILE``, ``CMD append FILE``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Final

from heloworld.judge.failure import Excerpt, Failed, Failure, Skipped
from heloworld.judge.mbox.causes import MboxCause
from heloworld.judge.program.last_words import ending_of
from heloworld.judge.program.process import Program
from heloworld.judge.trial import Trial
from heloworld.judge.wording import first_line
from heloworld.mbox.dialects import SEPARATOR

SECONDS: Final = 5.0
"""How long the program may take for a small file."""

UNABLE: Final = (2, 64)
"""Exit statuses of a program that does not know a command: what libraries for options say, and EX_USAGE."""

_AROUND: Final = 2_000
"""Bytes that are kept before and behind a wrong byte."""

_DIED: Final[Mapping[str, str]] = {MboxCause.COUNT: MboxCause.STATUS, MboxCause.ALTERED: MboxCause.STATUS}
"""Causes that say nothing about a program that ends with another status than 0."""


class MailboxProgram:
    """The program of one trial.

    Args:
        trial: The trial.

    Attributes:
        trial: The trial.
        values: Its random values.
        path: The mailbox file; it may not exist.
    """

    def __init__(self, trial: Trial) -> None:
        self.trial, self.values = trial, trial.values
        self.path: Path = trial.folder / f"{trial.values.word()}.mbox"

    def start(self, *words: str, stdin: bytes = b"") -> Program:
        """Start it with these words behind those of the command, and the file."""
        return self.trial.start({}, stdin=stdin, more=(*words, str(self.path)))

    async def count(
        self, wanted: int, cause: str = MboxCause.COUNT, seconds: float = SECONDS, *, about: str = ""
    ) -> None:
        """Have it count the messages; it must say how many there are.

        Args:
            wanted: How many.
            cause: What is behind another number.
            seconds: How long it may take.
            about: What is in the file, to be said behind the number.
        """
        program = self.start("count")
        await self._done(program, f"count prints {wanted}.", seconds, cause)
        printed = program.stdout.read_bytes()
        if printed.strip() == b"%d" % wanted:
            return
        is_number = printed.strip().isdigit()
        said = f"count printed {first_line(printed) or 'nothing'}{about}" + ("" if about else ".")
        expected = f"{wanted}, the number of messages, on a line of its own."
        why = cause if is_number else MboxCause.NO_NUMBER
        raise Failed(Failure(said, expected, why, _printed(printed, b"%d\n" % wanted)))

    async def show(self, number: int, wanted: bytes, cause: str = MboxCause.ALTERED) -> None:
        """Have it show a message, which must be the one that was put in; line ends at the end do not count.

        Args:
            number: The message's number, from 1.
            wanted: The message, with LF; CR LF will do.
            cause: What is behind a difference.
        """
        program = self.start("show", str(number))
        await self._done(program, f"show {number} prints the message.", SECONDS, cause)
        printed = program.stdout.read_bytes()
        if b"\r\n" in printed and b"\r\n" not in wanted:
            printed = printed.replace(b"\r\n", b"\n")
        if printed.rstrip(b"\n") == wanted.rstrip(b"\n"):
            return
        at = first_difference(printed, wanted)
        here, should = (_line_at(text, at) for text in (printed, wanted))
        said = f"show {number} printed, at byte {at:,}: {here or 'nothing'}"
        why = MboxCause.SEPARATOR_SHOWN if printed.startswith(SEPARATOR) else cause
        if printed and wanted.rstrip(b"\n").endswith(printed.rstrip(b"\n")):
            why = MboxCause.HEADER
        where = excerpt("what it printed", printed, wanted, at)
        raise Failed(Failure(said, f"There: {should or 'nothing more'}", why, where))

    async def append(self, text: bytes) -> None:
        """Have it append a message.

        Raises:
            Skipped: It says that it cannot.
            Failed: It failed.
        """
        before = self.content()
        program = self.start("append", stdin=text)
        status = await program.ended(SECONDS)
        if status in UNABLE and self.content() == before:
            raise Skipped(f"The program does not know append (exit status {status}).")
        await self._done(program, "append adds the message to the file.")

    def content(self) -> bytes:
        """What is in the file; nothing where there is none."""
        return self.path.read_bytes() if self.path.exists() else b""

    async def _done(
        self, program: Program, expected: str, seconds: float = SECONDS, cause: str = MboxCause.STATUS
    ) -> None:
        """The program must end soon, and well; a cause is what is behind it if it does not end well."""
        status = await program.ended(seconds)
        if status is None:
            said = f"The program still runs, after {seconds:.0f} seconds."
            slow = MboxCause.TOO_SLOW if seconds > SECONDS else MboxCause.KEEPS_RUNNING
            raise Failed(Failure(said, expected, slow))
        if status != 0:
            end = ending_of(program, _DIED.get(cause, cause))
            why = cause if cause == MboxCause.STATUS else end.cause
            raise Failed(Failure(end.said, f"Exit status 0: {expected}", why))


def excerpt(title: str, arrived: bytes, wanted: bytes, at: int) -> Excerpt:
    """Bytes around the first wrong one.

    Args:
        title: Whose they are.
        arrived: All of them.
        wanted: What they should have been.
        at: Where the two differ.
    """
    begin = max(at - _AROUND, 0)
    end = wanted.find(b"\n", at) + 1 or len(wanted)
    return Excerpt(title, arrived[begin : at + _AROUND], wanted[wanted.rfind(b"\n", 0, at) + 1 : end], at - begin)


def _line_at(text: bytes, at: int) -> str:
    """The line in which a byte stands, in words where it is empty; empty where the text has ended before."""
    return first_line(text[text.rfind(b"\n", 0, at) + 1 :]) or ("an empty line" if at < len(text) else "")


def first_difference(one: bytes, other: bytes) -> int:
    """Where two texts differ first; the length of the shorter where one begins with the other."""
    shorter = min(len(one), len(other))
    return next((at for at in range(shorter) if one[at] != other[at]), shorter)


def _printed(printed: bytes, wanted: bytes) -> Excerpt:
    return excerpt("what it printed", printed, wanted, first_difference(printed, wanted))


def on_mailbox(script: Callable[[MailboxProgram], Awaitable[None]]) -> Callable[[Trial], Awaitable[None]]:
    """A stage's script about a mailbox file."""

    async def play(trial: Trial) -> None:
        await script(MailboxProgram(trial))

    return play
