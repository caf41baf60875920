"""The messages of a mailbox as one reader sees them: what ``helo mbox`` lists, counts and shows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from heloworld.errors import MailboxError
from heloworld.mbox.lenses import walk
from heloworld.mbox.lenses.model import Lens, LensSpan
from heloworld.mbox.lenses.view import View
from heloworld.mbox.os_errors import reading
from heloworld.mbox.reading.index import MailboxIndex
from heloworld.mbox.reading.summary import Summary, summed_up


class Beginning(NamedTuple):
    """A mailbox that is open for reading.

    Attributes:
        path: Where it is.
        view: Its bytes.
        offsets: Where its separator lines start.
    """

    path: Path
    view: View
    offsets: Sequence[int]


@dataclass(frozen=True, slots=True)
class Message:
    """One message, as a reader sees it.

    Attributes:
        summary: What a list shows of it, its place in the file among it.
        body_sha256: The SHA-256, in hexadecimal, of the body as the reader understands it: after unquoting, line ends
            as in the file, without the empty line that parts it from the next message.
    """

    summary: Summary
    body_sha256: str


@contextmanager
def opened(path: Path) -> Iterator[Beginning]:
    """Open a mailbox and find its separator lines.

    Raises:
        MailboxGone: There is no such file, or it is not a plain file.
        MailboxError: It cannot be read.
    """
    with MailboxIndex(path) as index, reading(path):
        index.search()
        yield Beginning(path, View(index.fileno(), index.searched), index.offsets())


def spans(box: Beginning, lens: Lens) -> Iterator[LensSpan]:
    """Where a reader sees messages in a mailbox.

    Raises:
        MailboxError: The reader's program takes the file for no mailbox, or it is none to anybody.
    """
    check(box, lens)
    found = None
    for found in walk.spans(lens, box.view, box.offsets):
        yield found
    if found is None:
        check_not_foreign(box)


def messages(path: Path, lens: Lens) -> Iterator[Message]:
    """Every message of a mailbox, one after the other.

    Args:
        path: The mailbox.
        lens: Whose eyes to read with; one of `heloworld.mbox.lenses.LENSES`.

    Raises:
        MailboxGone: There is no such file, or it is not a plain file.
        MailboxError: It cannot be read, or it is no mailbox.
    """
    with opened(path) as box:
        for span in spans(box, lens):
            yield Message(summary(box.view, span), body_sha256(box.view, span, lens))


def summaries(path: Path, lens: Lens) -> Iterator[Summary]:
    """What a list shows of every message; the arguments and errors are those of `messages`."""
    with opened(path) as box:
        for span in spans(box, lens):
            yield summary(box.view, span)


def text(path: Path, lens: Lens, number: int) -> Iterator[bytes]:
    """One message as a reader hands it out, some bytes at a time: header, empty line, body.

    Args:
        path: The mailbox.
        lens: Whose eyes to read with.
        number: Which message, counted from 1.

    Raises:
        MailboxGone: There is no such file, or it is not a plain file.
        MailboxError: It cannot be read, it is no mailbox, or the reader sees no such message.
    """
    with opened(path) as box:
        span = next(islice(spans(box, lens), number - 1, None), None)
        if span is None:
            seen = walk.count(lens, box.view, box.offsets)
            raise MailboxError(
                f"There is no message number {number} in {path}: {lens.name} sees {seen}.",
                "Count from 1, or read with another reader's eyes (--as).",
            )
        yield from lens.show(box.view, span)


def summary(view: View, span: LensSpan) -> Summary:
    """What a list shows of a message."""
    return summed_up(view.fd, span.offset, span.stop - span.offset, span.header, span.header_stop)


def body_sha256(view: View, span: LensSpan, lens: Lens) -> str:
    """The checksum of a message's body, as `Message` has it; however long the body is, little of it is in memory.

    Raises:
        OSError: The file cannot be read.
    """
    digest = hashlib.sha256()
    for piece in lens.unquote(view.pieces(span.body, span.body_stop)):
        digest.update(piece)
    return digest.hexdigest()


def check(box: Beginning, lens: Lens) -> None:
    """Make sure that a reader's program would open a file.

    Raises:
        MailboxError: It takes the file for no mailbox, and says so.
    """
    refusal = walk.refusal(lens, box.view, box.offsets)
    if refusal:
        raise MailboxError(
            f"{box.path} cannot be read as {lens.name} reads: {refusal}.", "Read it with another reader's eyes (--as)."
        )


def check_not_foreign(box: Beginning) -> None:
    """Make sure that a file in which nobody saw a message may be an mbox at all; one of empty lines may.

    Raises:
        MailboxError: No line of it starts ``From``.
    """
    if not box.offsets and any(piece.strip(b"\r\n") for piece in box.view.pieces(0, box.view.size)):
        raise MailboxError(
            f'{box.path} is not an mbox: no line of it starts with "From ".',
            "Every message of an mbox starts with such a line. Name another file.",
        )
