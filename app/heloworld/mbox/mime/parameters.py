"""The value of a Content-Type or Content-Disposition field: a word, and parameters behind it (RFC 2045 §5.1, RFC 2231).

Read as widely as people write: without a semicolon, with blanks in an unquoted value, with a quote that never ends.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from heloworld.mbox.reading.charsets import charset_named, text_in
from heloworld.mbox.reading.encoded_words import decode_words

_COMMENTS: Final = re.compile(r"\s*+(?:\([^()]*+\)\s*+)*")
_WORD: Final = re.compile(r"[^\s;()\"=/]*+(?:\s*+/\s*+[^\s;()\"=/]++)?")
_BLANKS: Final = re.compile(r"\s+")
_NAME: Final = re.compile(r"\s*+([^\s;=\"]++)\s*+=\s*+")
_QUOTED: Final = re.compile(r'"([^"\\]*+(?:\\.[^"\\]*+)*)(?:"|\\?\Z)', re.DOTALL)
_NEXT: Final = re.compile(r"\s++[A-Za-z][A-Za-z0-9*-]*+=")
_ESCAPED: Final = re.compile(r'\\(["\\])')
_SECTION: Final = re.compile(r"([^*]++)(?:\*(\d{1,4}+))?(\*)?")
_PERCENT: Final = re.compile(rb"%([0-9A-Fa-f]{2})")
_MOST: Final = 1_000
_LONGEST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Typed:
    """What a field says.

    Attributes:
        word: Its first word in lower case, as ``text/plain`` or ``attachment``; empty where there is none.
        parameters: The parameters by their names in lower case, decoded.
    """

    word: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)

    def first_word(self, name: str) -> str:
        """The first word of a parameter that is one word and no more, comments behind it left out."""
        words = self.parameters.get(name, "").split()
        return words[0] if words else ""


def first_word(value: bytes) -> str:
    """The first word of a field that is one word, as Content-Transfer-Encoding: in lower case, without comments."""
    text = value[:_LONGEST].decode("utf-8", "surrogateescape").replace('"', " ")
    return _word_of(text)[0]


def typed(value: bytes) -> Typed:
    """Take the value of a field apart.

    Args:
        value: The unfolded value; UTF-8 where it is not ASCII (RFC 6532).
    """
    text = value.decode("utf-8", "surrogateescape")
    word, end = _word_of(text)
    return Typed(word, _assembled(_pairs(text, end)))


def _word_of(text: str) -> tuple[str, int]:
    """The first word of a text in lower case, comments before it left out, and where it ends."""
    comments = _COMMENTS.match(text)
    word = _WORD.match(text, comments.end() if comments else 0)
    return (_BLANKS.sub("", word.group()).lower(), word.end()) if word else ("", 0)


def _pairs(text: str, at: int) -> dict[str, str]:
    """Names in lower case and values; the first counts where there are two of a name.

    Args:
        text: The value of the field.
        at: Where its first word ends.
    """
    found: dict[str, str] = {}
    while len(found) < _MOST:
        name = _NAME.match(text, at)
        if name:
            value, at = _value(text, name.end())
            found.setdefault(name[1].lower(), value)
            if _NEXT.match(text, at):
                continue  # the semicolon was forgotten
        at = text.find(";", at) + 1
        if not at:
            break
    return found


def _value(text: str, at: int) -> tuple[str, int]:
    """A value, and where it ends."""
    if quoted := _QUOTED.match(text, at):
        return _ESCAPED.sub(r"\1", quoted[1]), quoted.end()
    end = text.find(";", at)
    end = end if end >= 0 else len(text)
    return text[at:end].strip(), end


def _assembled(pairs: Mapping[str, str]) -> dict[str, str]:
    """Parameters whose value is cut in pieces, or says its character set, as one (RFC 2231 §3, §4)."""
    plain: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, str, bool]]] = {}
    for name, value in pairs.items():
        section = _SECTION.fullmatch(name)
        if section and (section[2] or section[3]):
            pieces.setdefault(section[1], []).append((int(section[2] or 0), value, bool(section[3])))
        else:
            plain[name] = decode_words(value.encode("utf-8", "surrogateescape"))
    return plain | {name: _joined(sorted(found)) for name, found in pieces.items()}


def _joined(pieces: list[tuple[int, str, bool]]) -> str:
    """The value that some pieces make; UTF-8 where they do not say what they are in."""
    _, first, is_encoded = pieces[0]
    charset, quotes, rest = first.partition("'")
    _, second, value = rest.partition("'")
    says = is_encoded and bool(quotes and second)
    values = [value if says else first, *(piece for _, piece, _ in pieces[1:])]
    raw = b"".join(
        _unescaped(value) if encoded else value.encode("utf-8", "surrogateescape")
        for value, (_, _, encoded) in zip(values, pieces, strict=True)
    )
    return text_in((charset_named(charset) if says else None) or "utf-8", raw, len(raw))


def _unescaped(value: str) -> bytes:
    raw = value.encode("utf-8", "surrogateescape")
    return _PERCENT.sub(lambda found: bytes([int(found[1], 16)]), raw)
