"""UIDs of a mailbox, kept in a file beside it: whoever only reads a mailbox does not write to it.

A UID belongs to one message for ever (RFC 3501 §2.3.1.1). Other programs rewrite a mailbox without a word, so messages
are known again by what no mail program changes: their ``From_`` line and header without the fields of
`heloworld.mbox.reading.wire_text.HIDDEN_FIELDS`. Where the book is lost, all UIDs are new, and UIDVALIDITY says so.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from heloworld.mbox.reading.wire_text import without_hidden_fields

KEY: Final = 8
"""Bytes of a key."""

_WIDTH: Final = 4
LAST_UID: Final = 2**32 - 1
"""The largest UID there can be (RFC 3501 §9: nz-number)."""


@dataclass(frozen=True, slots=True)
class UidBook:
    """Who is who in a mailbox.

    Attributes:
        validity: Its UIDVALIDITY.
        next_uid: The UID that the next new message gets.
        recent: The lowest UID of a message that no session has been told of as recent.
        uids: The UIDs of the messages, ascending, in the order of the file.
        keys: What each message is known by.
    """

    validity: int
    next_uid: int = 1
    recent: int = 1
    uids: tuple[int, ...] = ()
    keys: tuple[bytes, ...] = ()

    def matched(self, keys: Sequence[bytes]) -> UidBook:
        """The book for a mailbox as it is now.

        A message keeps its UID as long as those before it kept theirs: UIDs have to ascend. The first one that is not
        known, and all behind it, are new.

        Args:
            keys: What the messages are known by, in the order of the file.
        """
        same = _common(self.keys, keys)
        if same == len(keys) == len(self.keys):
            return self
        places = defaultdict[bytes, list[int]](list)
        for at in range(same, len(self.keys)):
            places[self.keys[at]].append(at)
        uids, at = list(self.uids[:same]), same
        for key in keys[same:]:
            found = places.get(key, [])
            which = bisect_left(found, at)
            if which == len(found):
                break
            at = found[which] + 1
            uids.append(self.uids[at - 1])
        added = range(self.next_uid, self.next_uid + len(keys) - len(uids))
        return replace(self, uids=(*uids, *added), keys=tuple(keys), next_uid=added.stop)

    def without(self, uids: frozenset[int]) -> UidBook:
        """The book without some messages that are deleted."""
        kept = [(uid, key) for uid, key in zip(self.uids, self.keys, strict=True) if uid not in uids]
        return replace(self, uids=tuple(uid for uid, _ in kept), keys=tuple(key for _, key in kept))

    def to_bytes(self) -> bytes:
        """The book as its file holds it: a line of JSON, then the UIDs, four bytes each, then the keys."""
        fields = {"validity": self.validity, "next": self.next_uid, "recent": self.recent, "count": len(self.uids)}
        numbers = b"".join(uid.to_bytes(_WIDTH, "big") for uid in self.uids)
        body = numbers + b"".join(self.keys)
        return json.dumps(fields | {"sum": _sum(body)}).encode() + b"\n" + body

    @classmethod
    def from_bytes(cls, content: bytes) -> UidBook | None:
        """A book from its file; None if that is no whole book."""
        head, _, body = content.partition(b"\n")
        try:
            fields = json.loads(head)
            numbers = (int(fields[name]) for name in ("validity", "next", "recent", "count"))
            validity, next_uid, recent, count = numbers
            is_whole = len(body) == count * (_WIDTH + KEY) and fields["sum"] == _sum(body)
        except (ValueError, KeyError, TypeError):
            return None
        if not is_whole or not 0 < validity <= LAST_UID:
            return None
        uids = tuple(int.from_bytes(body[at : at + _WIDTH], "big") for at in range(0, count * _WIDTH, _WIDTH))
        keys = tuple(body[at : at + KEY] for at in range(count * _WIDTH, len(body), KEY))
        is_in_order = all(one < other for one, other in zip(uids, (*uids[1:], next_uid), strict=False))
        return cls(validity, next_uid, recent, uids, keys) if is_in_order else None


def book_of(mailbox: Path) -> Path:
    """Where the UIDs of a mailbox are kept."""
    return mailbox.with_name(f".{mailbox.name}.helo-uids")


def message_key(from_line: bytes, header: bytes) -> bytes:
    """What a message is known by.

    Args:
        from_line: Its ``From_`` line.
        header: Its header, with whatever mail programs have written into it.
    """
    return hashlib.blake2b(from_line + without_hidden_fields(header), digest_size=KEY).digest()


def _common(one: Sequence[bytes], other: Sequence[bytes]) -> int:
    """How many elements two sequences have in common at their start."""
    for at, (this, that) in enumerate(zip(one, other, strict=False)):
        if this != that:
            return at
    return min(len(one), len(other))


def _sum(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=KEY).hexdigest()
