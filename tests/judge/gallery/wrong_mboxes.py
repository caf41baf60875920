"""Readers and writers with one fault each; their words: FAULT count FILE, and so on."""

from __future__ import annotations

import fcntl
import os
import re
import select
import sys
from contextlib import contextmanager

from judge.gallery.faults import Gallery
from judge.gallery.right_mbox import Mailbox, obey

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

MBOXES = Gallery()
fault = MBOXES.fault


@fault("empty")
class CountsThePieces(Mailbox):
    """It cuts the file at separators and counts the pieces, of which an empty file has one."""

    def count(self) -> int:
        return len(re.split(rb"\nFrom ", b"".join(self.lines())))


@fault("empty")
class FallsOverNothing(Mailbox):
    """It looks at the first byte before it knows that there is one."""

    def lines(self) -> Iterator[bytes]:
        assert next(super().lines())
        return super().lines()


@fault("one")
class ForgetsTheFirst(Mailbox):
    """A separator is looked for behind a line end only, and the first has none before it."""

    def count(self) -> int:
        return b"".join(self.lines()).count(b"\nFrom ")


@fault("several")
class SaysOneOrNone(Mailbox):
    """It says whether there are messages, not how many."""

    def count(self) -> int:
        return min(1, super().count())


@fault("look-alikes")
class TakesFieldsForSeparators(Mailbox):
    """Any line that begins with From is a separator."""

    def is_separator(self, line: bytes) -> bool:
        return line.startswith(b"From")


@fault("look-alikes")
class LooksInMidLine(Mailbox):
    """The word is a separator wherever it stands."""

    def is_separator(self, line: bytes) -> bool:
        return b"From " in line


@fault("look-alikes")
class TakesAnyCase(Mailbox):
    """Small letters will do."""

    def is_separator(self, line: bytes) -> bool:
        return line.lower().startswith(b"from ")


@fault("show")
class ShowsTheSeparator(Mailbox):
    """The separator is shown as if it were part of the message."""

    def show(self, number: int) -> bytes | None:
        message = super().show(number)
        return None if message is None else b"From MAILER-DAEMON Sat Jan  3 01:05:34 2026\n" + message


@fault("show")
class CountsFromZero(Mailbox):
    """The first message is number 0."""

    def show(self, number: int) -> bytes | None:
        return super().show(number + 1)


@fault("show")
class ShowsTheBodyOnly(Mailbox):
    """The header is left out."""

    def show(self, number: int) -> bytes | None:
        message = super().show(number)
        return None if message is None else message.partition(b"\n\n")[2]


@fault("no-such-message")
class ShowsTheLastInstead(Mailbox):
    """For a number that is too high it shows the last message."""

    def show(self, number: int) -> bytes | None:
        return super().show(min(number, self.count()))


@fault("no-such-message")
class SaysNothingIsFine(Mailbox):
    """For a number that is too high it shows nothing and says that all is well."""

    def show(self, number: int) -> bytes | None:
        return super().show(number) or b""


@fault("unquoting")
class ShowsTheQuoting(Mailbox):
    """The sign before a quoted line stays."""

    def unquoted(self, text: bytes) -> bytes:
        return text


@fault("unquoting")
class UnquotesTheFirstDepthOnly(Mailbox):
    """A line that was quoted twice stays so."""

    def unquoted(self, text: bytes) -> bytes:
        return re.sub(rb"^>From ", b"From ", text, flags=re.MULTILINE)


@fault("unquoting")
class UnquotesTooMuch(Mailbox):
    """All the signs are taken off."""

    def unquoted(self, text: bytes) -> bytes:
        return re.sub(rb"^>+From ", b"From ", text, flags=re.MULTILINE)


@fault("unquoting")
class UnquotesInMidLine(Mailbox):
    """The sign is taken off in the middle of a line, too."""

    def unquoted(self, text: bytes) -> bytes:
        return super().unquoted(text).replace(b" >From ", b" From ")


@fault("no-final-newline")
class NeedsALineEnd(Mailbox):
    """A last line without a line end is not seen."""

    def lines(self) -> Iterator[bytes]:
        return (line for line in super().lines() if line.endswith(b"\n"))


@fault("crlf")
class WantsABlankLineOfLf(Mailbox):
    """A separator counts only behind a line that is LF and nothing else."""

    before = b"\n"

    def is_separator(self, line: bytes) -> bool:
        before, self.before = self.before, line
        return super().is_separator(line) and before == b"\n"


@fault("bytes")
class ReadsUtf8(Mailbox):
    """It falls over bytes that are no UTF-8."""

    def lines(self) -> Iterator[bytes]:
        return (line.decode().encode() for line in super().lines())


@fault("bytes")
class ReadsShortLines(Mailbox):
    """It reads 4096 bytes of a line, and takes the rest for the next one."""

    def lines(self) -> Iterator[bytes]:
        with open(self.path, "rb") as file:
            while line := file.readline(4096):
                yield line


@fault("large")
class ReadsTheFirst64Megabytes(Mailbox):
    """What is behind the first 64 megabytes is not seen."""

    def lines(self) -> Iterator[bytes]:
        with open(self.path, "rb") as file:
            while file.tell() < 64 * 2**20 and (line := file.readline()):
                yield line


@fault("append")
class AppendsNoSeparator(Mailbox):
    """The message is appended as it is."""

    def entry(self, message: bytes) -> bytes:
        return super().entry(message).partition(b"\n")[2]


@fault("append")
class WritesNothing(Mailbox):
    """It says that all is well, and writes nothing."""

    def append(self, message: bytes) -> None:
        pass


@fault("append")
class WritesNoBlankLine(Mailbox):
    """No blank line stands between two messages."""

    def entry(self, message: bytes) -> bytes:
        return super().entry(message).rstrip(b"\n") + b"\n"

    def gap(self, last: bytes) -> bytes:
        return b""


@fault("append-again")
class WritesOver(Mailbox):
    """A new message takes the place of the old ones."""

    def append(self, message: bytes) -> None:
        with open(self.path, "wb") as file:
            file.write(self.entry(message))


@fault("append-again")
class TrustsTheEndOfTheFile(Mailbox):
    """Where the file does not end with a line end, the separator is glued to its last line."""

    def gap(self, last: bytes) -> bytes:
        return b""


@fault("append-quoting")
class QuotesNothing(Mailbox):
    """A line that begins with From and a space is written as it is."""

    def quoted(self, text: bytes) -> bytes:
        return text


@fault("append-quoting")
class QuotesTheFirstDepthOnly(Mailbox):
    """A line that is quoted already is not quoted again, and comes back without its sign."""

    def quoted(self, text: bytes) -> bytes:
        return re.sub(rb"^From ", b">From ", text, flags=re.MULTILINE)


@fault("locks")
class LocksNothing(Mailbox):
    """It writes to a file that another program has locked."""

    @contextmanager
    def locked(self, file: int) -> Iterator[None]:
        yield


@fault("locks")
class LocksWithFlock(Mailbox):
    """It uses a kind of lock that no other mail program looks at."""

    @contextmanager
    def locked(self, file: int) -> Iterator[None]:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@fault("beside")
class WritesTheWholeFileAnew(Mailbox):
    """It reads the file before it locks it, and then writes all of it: what others wrote meanwhile is lost."""

    def append(self, message: bytes) -> None:
        before = b"".join(self.lines()) if os.path.exists(self.path) else b""
        select.select([], [], [], 0.1)
        with open(self.path, "ab") as file, self.locked(file.fileno()):
            os.truncate(self.path, 0)
            os.write(file.fileno(), before + self.gap(before[-2:]) + self.entry(message))


def main(words: list[str]) -> None:
    sys.exit(obey(MBOXES[words[0]].program, words[1:]))
