"""The letter that a client is to send, and whether what came is that letter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from heloworld.judge.client.causes import ClientCause
from heloworld.judge.failure import Failed, Failure, Spot
from heloworld.judge.values import Values
from heloworld.judge.wording import first_line

_BLANK_LINES_AT_END: Final = re.compile(rb"(?:\r\n)*\Z")


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter.

    Attributes:
        sender: The address of whoever sends it.
        recipient: The address of whoever is to get it.
        header: Its header, with LF.
        body: Its body, with LF, perhaps none behind the last line.
    """

    sender: str
    recipient: str
    header: bytes
    body: bytes

    @property
    def message(self) -> bytes:
        """What the client reads from its standard input."""
        return self.header + b"\n" + self.body

    @property
    def body_as_sent(self) -> bytes:
        """The body as it must cross: with CRLF, its dots stuffed."""
        return re.sub(rb"^\.", b"..", self.body, flags=re.MULTILINE).replace(b"\n", b"\r\n")


def new_letter(values: Values, body: bytes | None = None) -> Letter:
    """A letter to ana; its header names others than its envelope, as that of a mailing list's letter does.

    Args:
        values: Random values.
        body: Its body; two lines where there is none.
    """
    sender = values.address()
    header = f"From: {values.address()}\nTo: list-{values.token()}@shore.test\nSubject: {values.words(3)}\n"
    text = f"{values.words(4)}\n{values.words(3)} {values.token()}\n".encode()
    return Letter(sender, "ana@harbour.test", header.encode(), text if body is None else body)


@dataclass(frozen=True, slots=True)
class Received:
    """What came between 354 and the lone dot.

    Attributes:
        conn: On which connection.
        offset: Where it begins in all that the client sent there.
        raw: It, as it crossed, its last line end included, the lone dot not.
    """

    conn: int
    offset: int
    raw: bytes

    def require(self, letter: Letter, cause: str = ClientCause.ALTERED) -> None:
        """Raise `Failed` unless it is a letter: all of its header, and its body; blank lines at the end do not count.

        Args:
            letter: What should have come.
            cause: What is behind a difference in the body.
        """
        header, blank, body = self.raw.partition(b"\r\n\r\n")
        found, wanted = (_BLANK_LINES_AT_END.sub(b"", each) for each in (body, letter.body_as_sent))
        if found != wanted:
            raise self._differs(found, wanted, len(header) + len(blank), cause)
        for line in letter.header.splitlines():
            if line not in header.split(b"\r\n"):
                said = f"A header without this line of it: {first_line(line)}"
                raise self._fails(len(header), said, first_line(line), ClientCause.HEADER)

    def _differs(self, found: bytes, wanted: bytes, start: int, cause: str) -> Failed:
        """A failure at the first byte in which two bodies differ, the one that came beginning so far behind."""
        shorter = min(len(found), len(wanted))
        at = next((i for i in range(shorter) if found[i] != wanted[i]), shorter)
        line = wanted.rfind(b"\n", 0, at) + 1
        said = first_line(found[line:]) if at < len(found) else "The end of the letter."
        expected = first_line(wanted[line:]) if at < len(wanted) else "The end of the letter."
        return self._fails(start + at, said, expected, cause)

    def _fails(self, at: int, said: str, expected: str, cause: str) -> Failed:
        return Failed(Failure(said, expected, cause, Spot(self.conn, "client", self.offset + at)))
