"""A message as a mail program shows it: decoded header fields, the tree of its parts, their text.

All text is a stranger's and goes through `heloworld.wire.visible` before it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from heloworld.mbox.dialects import Dialect, unquote
from heloworld.mbox.mime.entity import entity
from heloworld.mbox.mime.first_part import first_part
from heloworld.mbox.mime.heading import Heading, heading
from heloworld.mbox.mime.multipart import Span
from heloworld.mbox.mime.parts import Part, PartTree
from heloworld.mbox.reading.message import split

LARGEST: Final = 16 * 1024 * 1024
"""Bytes of a message that are taken apart; of a larger one, the rest is left out and the screen says so."""

MOST_FIELDS: Final = 5_000
"""Header fields that are listed."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message taken apart.

    Attributes:
        heading: Its header fields.
        parts: Its parts, each behind the one that it belongs to; at least one.
        best: The number of the part to show first.
        unlisted: How many more parts were found than are listed.
        left_out: Bytes at its end that were not looked at.
    """

    heading: Heading
    parts: tuple[Part, ...]
    best: int
    unlisted: int
    left_out: int

    def heading_over(self, number: int) -> Heading:
        """The fields that belong over a part: those of the message that it is in, or that it holds itself."""
        at: int | None = number
        while at is not None:
            part = self.parts[at]
            if part.inner is not None:
                return part.inner
            at = part.parent
        return self.heading

    def read_at(self, number: int) -> Part:
        """The part whose text is shown when one is chosen: itself, or the first to read of a message that it holds."""
        part = self.parts[number]
        return part if part.inner is None else self.parts[first_part(self.parts, number + 1)]


def letter(raw: bytes, length: int, largest: int = LARGEST) -> Letter:
    """Take a message apart, however broken it is.

    Args:
        raw: The message as it stands in the mailbox, from its ``From_`` line; its first `largest` bytes suffice.
        length: How many bytes it has in all.
        largest: Bytes of it that are taken apart.
    """
    pieces = split(raw[:largest])
    source = pieces.header + pieces.blank + unquote(Dialect.MBOXRD, pieces.body)
    message = entity(source, Span(0, len(source)), "text/plain", MOST_FIELDS)
    tree = PartTree(message)
    left_out = max(length - len(raw[:largest]), 0)
    return Letter(heading(message.fields), tuple(tree.parts), first_part(tree.parts), tree.unlisted, left_out)
