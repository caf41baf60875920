"""A right reader and writer of a mailbox file, standard library only: mboxrd, as part 2 of the course teaches it.

Its words: ``count FILE``, ``show N FILE``, ``append FILE`` with a message on stdin. Exit status 1
where there is no such message, 75 where another program does not give the file back. Faulty programs are this one with
one method changed.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import select
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
TO_QUOTE = re.compile(rb"^(>*From )", re.MULTILINE)
NO_SUCH_MESSAGE, USAGE, LATER = 1, 64, 75


class Mailbox:
    """A file of messages."""

    patience = 5.0

    def __init__(self, path: str) -> None:
        self.path = path

    # Reading

    def count(self) -> int:
        return sum(map(self.is_separator, self.lines()))

    def lines(self) -> Iterator[bytes]:
        with open(self.path, "rb") as file:
            yield from file

    def is_separator(self, line: bytes) -> bool:
        return line.startswith(b"From ")

    def show(self, number: int) -> bytes | None:
        """A message as it was before it was put in, without its ``From_`` line; None where there is none."""
        seen, found = 0, list[bytes]()
        for line in self.lines():
            if self.is_separator(line):
                seen += 1
            elif seen == number:
                found.append(line)
        return self.unquoted(self.without_blank_line(b"".join(found))) if seen >= number > 0 else None

    def without_blank_line(self, text: bytes) -> bytes:
        """The blank line before the next separator belongs to no message."""
        end = b"\r\n" if text.endswith(b"\r\n") else b"\n"
        return text.removesuffix(end) if text.endswith(2 * end) else text

    def unquoted(self, text: bytes) -> bytes:
        return QUOTED.sub(rb"\1", text)

    # Writing

    def append(self, message: bytes) -> None:
        with open(self.path, "r+b" if os.path.exists(self.path) else "x+b") as file, self.locked(file.fileno()):
            end = file.seek(0, os.SEEK_END)
            file.seek(max(0, end - 2))
            self.write(file.fileno(), self.gap(file.read()) + self.entry(message))

    def write(self, file: int, entry: bytes) -> None:
        os.lseek(file, 0, os.SEEK_END)
        while entry:
            entry = entry[os.write(file, entry) :]
        os.fsync(file)

    def gap(self, last: bytes) -> bytes:
        """What is missing between the last two bytes of the file and a new message."""
        if last in {b"", b"\n\n"}:
            return b""
        return b"\n" if last.endswith(b"\n") else b"\n\n"

    def entry(self, message: bytes) -> bytes:
        date = time.strftime("%a %b %e %H:%M:%S %Y", time.gmtime()).encode()
        return b"From MAILER-DAEMON " + date + b"\n" + self.text(message) + b"\n"

    def text(self, message: bytes) -> bytes:
        text = self.quoted(message.replace(b"\r\n", b"\n"))
        return text if text.endswith(b"\n") else text + b"\n"

    def quoted(self, text: bytes) -> bytes:
        return TO_QUOTE.sub(rb">\1", text)

    @contextlib.contextmanager
    def locked(self, file: int) -> Iterator[None]:
        """Hold both locks that other programs respect, never waiting for one while we have the other."""
        until = time.monotonic() + self.patience
        while not self.locks(file):
            if time.monotonic() > until:
                sys.exit(LATER)
            select.select([], [], [], 0.02)
        try:
            yield
        finally:
            os.unlink(self.path + ".lock")

    def locks(self, file: int) -> bool:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        try:
            os.close(os.open(self.path + ".lock", os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        except FileExistsError:
            fcntl.lockf(file, fcntl.LOCK_UN)
            return False
        return True


def obey(mailbox: type[Mailbox], words: list[str]) -> int:
    """Do what is asked, and say how it went: an exit status."""
    match words:
        case ["count", path]:
            print(mailbox(path).count())
        case ["show", number, path]:
            message = mailbox(path).show(int(number))
            if message is None:
                return NO_SUCH_MESSAGE
            sys.stdout.buffer.write(message)
        case ["append", path]:
            mailbox(path).append(sys.stdin.buffer.read())
        case _:
            return USAGE
    return 0


def main(words: list[str]) -> None:
    sys.exit(obey(Mailbox, words))
