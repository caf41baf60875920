"""Tag lists, as signatures and keys are written: ``name=value; name=value`` (RFC 6376 §3.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from heloworld.trust.dkim.results import DkimError
from heloworld.trust.verdict import shown

MOST: Final = 100
"""Tags that a list may have; the RFCs know 14."""

_SECTION: Final = "RFC 6376 §3.2"
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_SPACE: Final = " \t\r\n"
_FOLDING: Final = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag.

    Attributes:
        name: Its name; case counts.
        value: Its value without white space around it.
        start: Where the value begins in the list, in characters.
        end: Where it ends.
    """

    name: str
    value: str
    start: int
    end: int

    @property
    def flat(self) -> str:
        """The value without any white space, as base64 and lists want it."""
        return _FOLDING.sub("", self.value)


def parse_tags(text: str) -> dict[str, Tag]:
    """Read a tag list.

    Args:
        text: The list; white space and line ends may stand around names and values.

    Raises:
        DkimError: It is none; the sentence says where.
    """
    tags: dict[str, Tag] = {}
    parts = text.split(";", MOST + 1)
    if len(parts) > MOST + 1:
        raise DkimError(f"There are more than {MOST} tags.", _SECTION)
    at = 0
    for part in parts:
        if part.strip(_SPACE):
            tag = _tag(part, at)
            if tag.name in tags:
                raise DkimError(f"The tag {tag.name}= is there twice.", _SECTION)
            tags[tag.name] = tag
        elif at + len(part) < len(text):
            raise DkimError(f"There is a semicolon too many at character {at + len(part) + 1}.", _SECTION)
        at += len(part) + 1
    return tags


def _tag(part: str, at: int) -> Tag:
    name, equals, value = part.partition("=")
    place = at + len(part) - len(part.lstrip(_SPACE)) + 1
    name = name.strip(_SPACE)
    if not equals:
        raise DkimError(f"“{shown(name, 40)}” at character {place} has no “=”.", _SECTION)
    if not _NAME.fullmatch(name):
        raise DkimError(f"“{shown(name, 40)}” at character {place} cannot be the name of a tag.", _SECTION)
    start = at + part.index("=") + 1
    return Tag(name, value.strip(_SPACE), start, at + len(part))
