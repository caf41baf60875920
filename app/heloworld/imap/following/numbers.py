"""What a client knows of the mailbox that is chosen: how many messages, which number has which UID, which flags.

It is the lesson on numbers: EXPUNGE takes one away, and all behind it move up, while UIDs stay with their messages
(RFC 3501 §2.3.1, §7.4.1).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from heloworld.imap.following.response_items import flags, response_items
from heloworld.imap.responses import Response

KEEP: Final = 100_000
"""Messages of which more than their number is held."""

_DECIMAL: Final = re.compile(r"[0-9]{1,10}")


@dataclass(frozen=True, slots=True)
class Known:
    """What the server has told of a message.

    Attributes:
        uid: Its UID; 0 where that was not told.
        flags: Its flags as they were told last; None where they were not.
    """

    uid: int = 0
    flags: frozenset[str] | None = None


class Numbers:
    """The messages of a chosen mailbox, as far as the server has told.

    Attributes:
        name: The mailbox, as the client wrote it.
        read_only: Whether it was chosen for reading only.
        exists: How many messages there are.
        recent: How many of them are recent.
        uid_validity: The number that tells whether UIDs are still the same; 0 where it was not told.
        uid_next: The UID that the next message will have; 0 where it was not told.
        flags: The flags that occur.
    """

    def __init__(self, name: bytes = b"") -> None:
        self.name = name
        self.read_only = False
        self.exists = self.recent = self.uid_validity = self.uid_next = 0
        self.flags: frozenset[str] = frozenset()
        self._known: list[Known] = []

    @property
    def messages(self) -> Mapping[int, Known]:
        """What was told of each message, by its number."""
        nothing = Known()
        return {number: known for number, known in enumerate(self._known, 1) if known != nothing}

    def uid(self, number: int) -> int:
        """The UID of a message; 0 where it was not told."""
        return self._known[number - 1].uid if 0 < number <= len(self._known) else 0

    def hear(self, response: Response) -> None:
        """Draw the consequences of a response without a tag, or of the code in one with a tag."""
        match response.status:
            case "EXISTS":
                self.exists = max(response.number, 0)
                del self._known[self.exists :]
            case "RECENT":
                self.recent = max(response.number, 0)
            case "EXPUNGE":
                self._forget(response.number)
            case "FLAGS":
                self.flags = flags(response.text)
            case "FETCH":
                self._learn(response.number, response_items(response.text))
            case "OK":
                self._note(response)

    def hear_all_uids(self, found: bytes) -> None:
        """Take the answer to UID SEARCH ALL, which names all UIDs in the order of the numbers."""
        words = found.decode("latin-1").split()
        if len(words) == self.exists <= KEEP and all(map(_DECIMAL.fullmatch, words)):
            for number, uid in enumerate(words, 1):
                self._put(number, int(uid), None)

    def _note(self, response: Response) -> None:
        """Take what a code says about the mailbox."""
        word, _, value = response.detail.partition(" ")
        number = int(value) if _DECIMAL.fullmatch(value) else 0
        match word.upper():
            case "UIDVALIDITY":
                self.uid_validity = number
            case "UIDNEXT":
                self.uid_next = number
            case "READ-ONLY":
                self.read_only = True

    def _forget(self, number: int) -> None:
        if not 0 < number <= self.exists:
            return
        self.exists -= 1
        del self._known[number - 1 : number]

    def _learn(self, number: int, items: Mapping[str, bytes]) -> None:
        uid = items.get("UID", b"").decode("latin-1")
        told = flags(items["FLAGS"]) if "FLAGS" in items else None
        self._put(number, int(uid) if _DECIMAL.fullmatch(uid) else 0, told)

    def _put(self, number: int, uid: int, told: frozenset[str] | None) -> None:
        if not 0 < number <= min(self.exists, KEEP):
            return
        self._known += [Known()] * (number - len(self._known))
        known = self._known[number - 1]
        self._known[number - 1] = replace(known, uid=uid or known.uid, flags=known.flags if told is None else told)
