"""Macros: names that are put together from the letter itself (RFC 7208 §7)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from heloworld.trust.spf.results import PermError
from heloworld.trust.verdict import shown

LETTERS: Final = "slodiphv"
ONLY_EXPLAINED: Final = "crt"
"""Letters that only an explanation may have (RFC 7208 §7.2)."""

LONGEST_NAME: Final = 253
LONGEST_TEXT: Final = 4_000
"""Characters of an expanded text; what is beyond is cut, for a reply must stay one."""

_SECTION: Final = "RFC 7208 §7.1"
_MACRO: Final = re.compile(
    r"%(?:\{(?P<letter>[A-Za-z])(?P<keep>\d*)(?P<reverse>[rR]?)(?P<split>[-.+,/_=]*)\}|(?P<plain>[%_-])|(?P<wrong>))"
)
_PLAIN: Final = {"%": "%", "_": " ", "-": "%20"}
_TOP_LABEL: Final = re.compile(r"(?:[A-Za-z0-9]*[A-Za-z][A-Za-z0-9]*|[A-Za-z0-9]+-[A-Za-z0-9-]*[A-Za-z0-9])")


@dataclass(frozen=True, slots=True)
class Macro:
    """A macro in braces.

    Attributes:
        letter: What it stands for, in lower case.
        keep: How many labels are kept, from the right; 0 for all.
        is_reversed: Whether the labels are turned around first.
        split_at: What separates them; empty for dots alone.
        is_escaped: Whether the value is escaped as in a URL, which an upper-case letter says.
    """

    letter: str
    keep: int = 0
    is_reversed: bool = False
    split_at: str = ""
    is_escaped: bool = False

    def expand(self, value: str) -> str:
        """What the macro makes of its letter's value."""
        if self.keep or self.is_reversed or self.split_at:
            parts = re.split(f"[{re.escape(self.split_at or '.')}]", value)
            if self.is_reversed:
                parts.reverse()
            value = ".".join(parts[-self.keep :])
        return quote(value, safe="-._~") if self.is_escaped else value


@dataclass(frozen=True, slots=True)
class MacroString:
    """A text with macros in it.

    Attributes:
        text: As it is written.
        parts: Literal text and macros, in order.
    """

    text: str
    parts: tuple[str | Macro, ...]

    @property
    def letters(self) -> set[str]:
        """The letters whose values it needs."""
        return {part.letter for part in self.parts if isinstance(part, Macro)}

    def expand(self, values: Mapping[str, str]) -> str:
        """The text with the values of its letters in it."""
        done: list[str] = []
        length = 0
        for part in self.parts:
            done.append(part if isinstance(part, str) else part.expand(values[part.letter]))
            length += len(done[-1])
            if length > LONGEST_TEXT:
                break
        return "".join(done)[:LONGEST_TEXT]


def parse(text: str, *, in_explanation: bool = False) -> MacroString:
    """Read a text with macros.

    Args:
        text: The text.
        in_explanation: Whether it is an explanation, which may have spaces and three more letters.

    Raises:
        PermError: It is not one.
    """
    lowest = " " if in_explanation else "!"
    if any(not lowest <= character <= "~" for character in text):
        raise PermError(f"“{shown(text)}” has a character that may not be there.", _SECTION)
    parts: list[str | Macro] = []
    last = 0
    for found in _MACRO.finditer(text):
        if found.start() > last:
            parts.append(text[last : found.start()])
        parts.append(_part(found, text, in_explanation=in_explanation))
        last = found.end()
    return MacroString(text, (*parts, text[last:]) if last < len(text) else tuple(parts))


def parse_domain(text: str) -> MacroString:
    """Read a domain of a term, which ends in a macro or in a label that can be the last of a name (RFC 7208 §7.1).

    Raises:
        PermError: It is not one.
    """
    parsed = parse(text)
    last = parsed.parts[-1] if parsed.parts else ""
    if isinstance(last, Macro):
        return parsed
    before, dot, label = text.removesuffix(".").rpartition(".")
    if text.endswith(("%%", "%_", "%-")) or not (dot and before and _TOP_LABEL.fullmatch(label)):
        raise PermError(f"“{shown(text)}” is no domain.", _SECTION)
    return parsed


def as_name(expanded: str) -> str:
    """An expanded text as a name to ask for; of one that is too long, labels go from the left (RFC 7208 §7.3)."""
    name = expanded.removesuffix(".")
    while len(name) > LONGEST_NAME and "." in name:
        name = name.partition(".")[2]
    return name


def _part(found: re.Match[str], text: str, *, in_explanation: bool) -> str | Macro:
    if found["plain"]:
        return _PLAIN[found["plain"]]
    if not found["letter"]:
        raise PermError(f"“{shown(text)}” has a % that begins no macro.", _SECTION)
    letter = found["letter"].lower()
    if letter in ONLY_EXPLAINED and not in_explanation:
        raise PermError(
            f"The macro %{{{letter}}} may stand in explanations alone, and “{shown(text)}” is none.", "RFC 7208 §7.2"
        )
    if letter not in LETTERS + ONLY_EXPLAINED:
        raise PermError(f"“{shown(text)}” has a macro %{{{letter}}}, which there is not.", "RFC 7208 §7.2")
    keep = found["keep"][:4]
    if keep and not int(keep):
        raise PermError(f"“{shown(text)}” has a macro that keeps no label at all.", _SECTION)
    return Macro(letter, int(keep or 0), bool(found["reverse"]), found["split"], found["letter"].isupper())
