"""How a mailbox or a part of a message looks to somebody: what conditions about them are made of."""

from __future__ import annotations

import functools
import itertools
import tempfile
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

from heloworld.course.conditions.message_text import decoded
from heloworld.course.conditions.patterns import matches
from heloworld.errors import MailboxError
from heloworld.mbox.lenses import LENSES
from heloworld.mbox.lenses.messages import opened, spans


@functools.lru_cache(maxsize=256)
def starts(content: bytes, reader: str) -> tuple[int, ...]:
    """Where a reader sees messages start in a mailbox, in bytes; nowhere in what it refuses, or where there is none."""
    lens = LENSES.get(reader)
    if lens is None:
        return ()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "mailbox")
        path.write_bytes(content)
        try:
            with opened(path) as box:
                return tuple(span.offset for span in spans(box, lens))
        except MailboxError:
            return ()


def count(content: bytes, reader: str) -> int:
    """How many messages a reader sees in a mailbox."""
    return len(starts(content, reader))


def headers(content: bytes) -> Iterator[bytes]:
    """The header of each message that mboxrd sees in a mailbox, as it stands there, without its ``From_`` line."""
    offsets = starts(content, "mboxrd")
    for start, stop in itertools.pairwise((*offsets, len(content))):
        header, _, _ = content[start:stop].partition(b"\n\n")
        yield header.partition(b"\n")[2]


def is_part(part: Message, kind: str | None, encoding: str | None, line: str | None) -> bool:
    """Whether a MIME part is of a type, in an encoding, and holds a line.

    Args:
        part: The part.
        kind: A pattern for its type.
        encoding: Its Content-Transfer-Encoding.
        line: A pattern for one line of its text, the encoding undone.
    """
    declared = str(part.get("Content-Transfer-Encoding", "7bit")).strip()
    return (
        (kind is None or matches(kind, part.get_content_type()))
        and (encoding is None or declared.lower() == encoding.lower())
        and (line is None or any(matches(line, each, ignore_case=False) for each in decoded(part).splitlines()))
    )
