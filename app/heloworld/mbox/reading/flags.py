"""Flags of a message as mail programs keep them in an mbox: letters in Status and X-Status, words in X-Keywords.

mutt, Dovecot, Python and Pine agree on the letters. Flags have IMAP's names here (RFC 3501 §2.3.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Final

from heloworld.mbox.edits import Edit

SEEN, ANSWERED, FLAGGED, DELETED, DRAFT = "\\Seen", "\\Answered", "\\Flagged", "\\Deleted", "\\Draft"

SYSTEM_FLAGS: Final = (ANSWERED, FLAGGED, DELETED, SEEN, DRAFT)
"""The flags of RFC 3501 that a client may set, in the order in which Dovecot lists them."""

OLD: Final = "O"
"""The letter of a message that a mail program has shown in its list: it is not new any more."""

_STATUS: Final[Mapping[str, str]] = {"R": SEEN}
_X_STATUS: Final[Mapping[str, str]] = {"A": ANSWERED, "F": FLAGGED, "T": DRAFT, "D": DELETED}
_BY_LETTER: Final = {**_STATUS, **_X_STATUS}
_FIELD: Final = re.compile(
    rb"^(Status|X-Status|X-Keywords)[ \t]*:([^\n]*(?:\n|\Z)(?:[ \t][^\n]*+(?:\n|\Z))*)", re.MULTILINE | re.IGNORECASE
)
_PERHAPS: Final = re.compile(rb"\n[sSxX](?i:tatus|-status|-keywords)")
"""Finds whatever may be one, quickly: most headers have none."""

_NONE: Final[frozenset[str]] = frozenset()


def flags_of(header: bytes) -> frozenset[str]:
    """The flags of a message.

    Args:
        header: Its header as it stands in the file.
    """
    if _PERHAPS.search(b"\n" + header) is None:
        return _NONE
    flags: set[str] = set()
    for found in _FIELD.finditer(header):
        text = found[2].decode("utf-8", "surrogateescape")
        if found[1].lower() == b"x-keywords":
            flags.update(text.split())
        else:
            flags.update(_BY_LETTER[letter] for letter in text if letter in _BY_LETTER)
    return frozenset(flags)


def is_old(header: bytes) -> bool:
    """Whether a mail program has shown a message in its list before: there is an O in its Status.

    Args:
        header: Its header as it stands in the file.
    """
    return _PERHAPS.search(b"\n" + header) is not None and OLD in _said(_FIELD.finditer(header), b"status")


def as_new(header: bytes) -> bytes:
    """A header of a message that no program has shown in the list of its mailbox yet: the same without that O.

    Args:
        header: A header as it stands in a file.
    """

    def without_old(found: re.Match[bytes]) -> bytes:
        if found[1].lower() != b"status" or OLD.encode() not in found[2]:
            return found[0]
        value = found[2].replace(OLD.encode(), b"")
        return found[1] + b":" + value if value.strip() else b""

    return _FIELD.sub(without_old, header)


def flag_edits(header: bytes, offset: int, flags: AbstractSet[str]) -> list[Edit]:
    """What has to change in a header so that a message has other flags; nothing where it has them already.

    Fields that are there are changed where they stand; letters that other programs have put into them stay. New ones
    go to the end of the header. A message that is given flags is not new any more, and gets its O.

    Args:
        header: The header as it stands in the file.
        offset: Where that is, in bytes.
        flags: All flags that the message is to have.
    """
    if flags_of(header) == flags:
        return []
    end = b"\r\n" if b"\r\n" in header[-2:] else b"\n"
    there = list(_FIELD.finditer(header)) if _PERHAPS.search(b"\n" + header) else []
    wanted = dict(_wanted(_said(there, b"status"), _said(there, b"x-status"), frozenset(flags)))
    edits = []
    for found in there:
        name = found[1].lower()
        value = wanted.pop(name, b"")
        line = found[1] + b": " + value + end if value else b""
        if line != found[0]:
            edits.append(Edit(offset + found.start(), offset + found.end(), line))
    new = b"".join(
        name + b": " + wanted[name.lower()] + end
        for name in (b"Status", b"X-Status", b"X-Keywords")
        if wanted.get(name.lower())
    )
    if new:
        start = b"" if not header or header.endswith(b"\n") else end
        edits.append(Edit(offset + len(header), offset + len(header), start + new))
    return edits


def _said(fields: Iterable[re.Match[bytes]], name: bytes) -> str:
    """What all fields of a name say, which is given in lower case: each letter once."""
    return "".join(dict.fromkeys("".join(found[2].decode("latin-1") for found in fields if found[1].lower() == name)))


@lru_cache(maxsize=256)
def _wanted(said: str, said_beside: str, flags: frozenset[str]) -> Mapping[bytes, bytes]:
    """What the fields are to say, by their names in lower case; mostly many messages get the same flags."""
    status = _letters(flags, _STATUS) + OLD + _others(said, {OLD})
    x_status = _letters(flags, _X_STATUS) + _others(said_beside, {OLD})
    words = " ".join(sorted(flag for flag in flags if not flag.startswith("\\")))
    return {
        b"status": status.encode("latin-1"),
        b"x-status": x_status.encode("latin-1"),
        b"x-keywords": words.encode("utf-8", "surrogateescape"),
    }


def _letters(flags: AbstractSet[str], letters: Mapping[str, str]) -> str:
    return "".join(letter for letter, flag in letters.items() if flag in flags)


def _others(text: str, known: Iterable[str]) -> str:
    """Letters of other programs that mean nothing to us."""
    return "".join(dict.fromkeys(each for each in text if "A" <= each <= "Z" and each not in {*_BY_LETTER, *known}))
