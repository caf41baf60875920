"""A mailbox at one moment, and what happened to it between two."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from heloworld.mbox.maildrop.letters import Letter
from heloworld.mbox.reading.uid_book import UidBook

_FEW: Final = 10
"""Of how many letters one may be wanted, so that it is quicker to look for it than to go through all of them."""


class Sign(NamedTuple):
    """What the system says of a file; another sign, another content.

    Attributes:
        device: Where it is.
        inode: Which one it is there.
        size: Bytes.
        changed: When the system noted a change last, in nanoseconds: no program can set that back, as mutt does with
            the time of the last writing. 0 where it is so recent that the next change may have the same time.
    """

    device: int
    inode: int
    size: int
    changed: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A mailbox at one moment.

    Attributes:
        book: Its UIDs, one for each letter.
        letters: Its letters, in the order of the file.
        sign: What the system said of the file; None where it is not there.
        serial: Of two snapshots of one mailbox, the later one has the higher number.
    """

    book: UidBook
    letters: tuple[Letter, ...]
    sign: Sign | None
    serial: int = 0

    def __len__(self) -> int:
        """How many letters there are."""
        return len(self.letters)

    @property
    def uids(self) -> tuple[int, ...]:
        """The UIDs, ascending."""
        return self.book.uids

    def number_of(self, uid: int) -> int | None:
        """Which letter has a UID, counted from 1; None if none has."""
        uids = self.book.uids
        at = bisect_left(uids, uid)
        return at + 1 if at < len(uids) and uids[at] == uid else None

    def letter(self, uid: int) -> Letter | None:
        """The letter that has a UID; None if none has."""
        number = self.number_of(uid)
        return self.letters[number - 1] if number is not None else None

    def pairs(self, uids: Iterable[int]) -> Iterator[tuple[int, Letter]]:
        """Those of some UIDs that are there, each with its letter, in the order of the file."""
        wanted = set(uids)
        if len(wanted) * _FEW > len(self):
            yield from (each for each in zip(self.uids, self.letters, strict=True) if each[0] in wanted)
            return
        for uid in sorted(wanted):
            letter = self.letter(uid)
            if letter is not None:
                yield uid, letter


@dataclass(frozen=True, slots=True)
class News:
    """What happened to a mailbox.

    Attributes:
        snapshot: How it is now.
        appended: UIDs of letters that are new.
        expunged: UIDs of letters that are gone.
        flagged: UIDs of letters that were there before and have other flags now.
        is_replaced: Whether it is another mailbox: no UID of before means anything any more.
    """

    snapshot: Snapshot
    appended: tuple[int, ...] = ()
    expunged: tuple[int, ...] = ()
    flagged: tuple[int, ...] = ()
    is_replaced: bool = False

    def __bool__(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.appended or self.expunged or self.flagged or self.is_replaced)


def news(before: Snapshot, after: Snapshot) -> News:
    """What happened between two moments."""
    if before.book.validity != after.book.validity:
        return News(after, after.uids, before.uids, is_replaced=True)
    if before.letters is after.letters and before.uids == after.uids:
        return News(after)  # nothing but what is recent has changed, as at each login
    flags = dict(zip(before.uids, (letter.flags for letter in before.letters), strict=True))
    now = set(after.uids)
    return News(
        after,
        tuple(uid for uid in after.uids if uid not in flags),
        tuple(uid for uid in before.uids if uid not in now),
        tuple(
            uid
            for uid, letter in zip(after.uids, after.letters, strict=True)
            if uid in flags and flags[uid] != letter.flags
        ),
    )
