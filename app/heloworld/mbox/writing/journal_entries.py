"""What stands in a journal: for each mailbox of a round, what is going to happen to it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from heloworld.mbox.edits import Edit, applied
from heloworld.mbox.writing.locks import Locked
from heloworld.mbox.writing.transition import Transition


class Change(NamedTuple):
    """What is going to change in a mailbox that is locked.

    Attributes:
        mailbox: The mailbox.
        base: Where its old tail starts, in bytes.
        old: Everything that stands in it from there on.
        edits: What becomes of that: in order, not overlapping.
    """

    mailbox: Locked
    base: int
    old: bytes
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Append:
    """What one mailbox gets in a round.

    Attributes:
        name: The mailbox, as seen from the journal's folder.
        inode: Which file it was.
        offset: Its length before, in bytes.
        data: What is appended.
    """

    name: str
    inode: int
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Rewrite:
    """How one mailbox is rewritten in a round.

    Attributes:
        name: The mailbox, as seen from the journal's folder.
        inode: Which file it was.
        base: Where its old tail starts, in bytes.
        old: Everything that stood in it from there on.
        edits: What becomes of that.
        is_forward: Whether it is finished after a kill instead of undone: a recovery that was killed itself.
    """

    name: str
    inode: int
    base: int
    old: bytes
    edits: tuple[Edit, ...]
    is_forward: bool = False

    def transition(self) -> Transition:
        """The same as two tails."""
        return Transition.of(self.base, self.old, applied(self.old, self.base, self.edits))


class Supply:
    """Hands out the bytes of a journal, so many at a time."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, length: int) -> bytes:
        """The next bytes."""
        start, self._at = self._at, self._at + length
        return self._data[start : self._at]

    @property
    def is_used_up(self) -> bool:
        """Whether all were handed out, and no more were asked for."""
        return self._at == len(self._data)


def listed(rewrite: Rewrite) -> list[object]:
    """A rewrite as a journal's first line has it; its bytes follow behind that line."""
    edits = [[edit.start, edit.stop, len(edit.new)] for edit in rewrite.edits]
    return [rewrite.name, rewrite.inode, rewrite.base, len(rewrite.old), rewrite.is_forward, edits]


def rewrite_of(listed: Sequence[Any], supply: Supply) -> Rewrite:
    """The same back.

    Raises:
        ValueError: It is no such list.
        TypeError: It is no list at all.
    """
    name, inode, base, length, is_forward, edits = listed
    old = supply.take(length)
    after = tuple(Edit(int(start), int(stop), supply.take(added)) for start, stop, added in edits)
    return Rewrite(str(name), int(inode), int(base), old, after, bool(is_forward))


def checksum(*pieces: bytes) -> str:
    """What tells a journal of which the disk has only kept the length."""
    total = hashlib.blake2b(digest_size=16)
    for piece in pieces:
        total.update(piece)
    return total.hexdigest()
