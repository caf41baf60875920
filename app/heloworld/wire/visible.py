"""The one door: bytes → text that is safe to show.

Mail is hostile. No byte that came from a wire or from a file reaches the terminal except through this
module. It is a bijection: nothing is dropped, nothing looks like something else, and the very bytes can be
told from what is shown.

======================================  ==============================================
in the bytes                            on the screen
======================================  ==============================================
printable characters (UTF-8)            themselves
C0 controls, TAB, CR and LF among them  their control picture: ``␀ … ␛ … ␟``
DEL                                     ``␡``
a byte that is no UTF-8                 ``⟨9B⟩``
everything else that could move, hide   its code point: ``⟨U+202E⟩``
or reorder text: C1 controls, bidi and
other format characters, separators
other than the space, surrogates,
unassigned and private characters,
variation selectors, skin tones, fillers
and blanks
a character that would look like a      its code point: ``⟨U+241B⟩``
mark (control pictures, ``⟨``, ``⟩``)
======================================  ==============================================

A mark is never only a character: `pieces` tells marks from text, so that a view can give them a style of their
own and a sender who writes ``⟨9B⟩`` cannot fake one (that text itself appears as ``⟨U+27E8⟩9B⟨U+27E9⟩``).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

_PLAIN = re.compile(rb"[\x20-\x7e]*")
_OPEN, _CLOSE = "\u27e8", "\u27e9"
_PICTURES = "".join(chr(0x2400 + code) for code in range(0x20)) + "\u2421"
_LOOKALIKES = frozenset(_PICTURES) | {_OPEN, _CLOSE}
_SELECTORS = frozenset(map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters, marks and symbols by their category, and yet drawn as nothing at all."""
_SKIN_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
"""They are drawn into the character before them by some terminals and beside it by others."""
_UNSHOWN = _LOOKALIKES | _SELECTORS | _FILLERS | _SKIN_TONES
_FOR_PEOPLE = {"\xad": "", "\u3000": "  "}
"""What is drawn in a text for people: a soft hyphen is none where no line ends, an ideographic space is two wide."""
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"})
_ESCAPED_BYTES = range(0xDC80, 0xDD00)


class Piece(NamedTuple):
    """A run of text of one kind."""

    text: str
    is_mark: bool


def visible(data: bytes) -> str:
    """The bytes as text that is safe to show, every byte accounted for.

    Args:
        data: Any bytes at all, read as UTF-8 where they are UTF-8.

    Returns:
        Text without control, format or unassigned characters.
    """
    if _PLAIN.fullmatch(data):
        return data.decode("ascii")
    return visible_text(data.decode("utf-8", "surrogateescape"))


def visible_text(text: str) -> str:
    """The same door for text that is not ours: a file's name, a decoded header, a peer's host name."""
    return "".join(map(_show, text))


def readable_text(text: str) -> str:
    """The same door for a text as a mail program shows it: a space of any kind is a space there.

    French puts U+00A0 before a colon, Japanese U+3000 before a paragraph; `visible_text` marks them.
    """
    return text if text.isascii() and text.isprintable() else "".join(map(_show_to_people, text))


def pieces(data: bytes) -> list[Piece]:
    """The bytes as runs of plain text and runs of marks, for views that style them differently."""
    if _PLAIN.fullmatch(data):
        return [Piece(data.decode("ascii"), is_mark=False)] if data else []
    runs = groupby(data.decode("utf-8", "surrogateescape"), key=_is_marked)
    return [Piece("".join(map(_show, run)), is_mark) for is_mark, run in runs]


@lru_cache(maxsize=4096)
def _show(char: str) -> str:
    """One character, as itself or as its mark."""
    code = ord(char)
    if code < 0x20:
        return _PICTURES[code]
    if code == 0x7F:
        return _PICTURES[-1]
    if code in _ESCAPED_BYTES:
        return f"{_OPEN}{code - 0xDC00:02X}{_CLOSE}"
    if char == " " or not _is_hidden(char):
        return char
    return f"{_OPEN}U+{code:04X}{_CLOSE}"


@lru_cache(maxsize=4096)
def _show_to_people(char: str) -> str:
    """One character of a text for people."""
    return " " if unicodedata.category(char) == "Zs" and char not in _FOR_PEOPLE else _FOR_PEOPLE.get(char, _show(char))


def _is_marked(char: str) -> bool:
    """Whether a character is shown as a mark."""
    return _show(char) != char


def _is_hidden(char: str) -> bool:
    """Whether a character must not be drawn as itself."""
    return char in _UNSHOWN or unicodedata.category(char) in _HIDDEN_CATEGORIES
