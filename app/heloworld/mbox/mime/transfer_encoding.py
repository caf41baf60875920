"""Content-Transfer-Encoding: how the bytes of a part are spelled, and the bytes themselves (RFC 2045 §6)."""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Final

_FOREIGN: Final = re.compile(
    rb"^[ \t]*+[A-Za-z0-9+/=]*+[ \t]*+[^A-Za-z0-9+/=\s]|^[ \t]*+[A-Za-z0-9+/=]++[ \t]++\w", re.MULTILINE
)
_FULL_LINE: Final = re.compile(rb"^[> \t]*+[A-Za-z0-9+/]{60,}={0,2}[ \t]*\r?$", re.MULTILINE)
_RUN: Final = re.compile(rb"[A-Za-z0-9+/]+")
_NO_LETTERS: Final = bytes({*range(256)} - {*b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="})
_BLANKS_AT_END: Final = re.compile(rb"(?<![ \t])[ \t]++(?=\r?(?:\n|\Z))")
_BEGIN: Final = re.compile(rb"^begin [0-7]{3,4} [^\n]*\n", re.MULTILINE)
_END: Final = re.compile(rb"^(?:end|`)?[ \t]*\r?$", re.MULTILINE)
_LINE: Final = re.compile(rb"[^\r\n]+")
_WORD: Final = re.compile(rb"\S+")
_LONGEST_WORD: Final = 30
"""Bytes between white space from which on a line is no prose."""
_QUARTET: Final = 4
_MOST_RUNS: Final = 1_000


def decoded(encoding: str, data: bytes) -> bytes:
    """The bytes that a part stands for, as far as they can be told.

    Args:
        encoding: The encoding's name in lower case; one that is not known leaves the bytes as they are.
        data: The part's body.
    """
    decode = _DECODERS.get(encoding)
    return decode(data) if decode else data


def is_known(encoding: str) -> bool:
    """Whether it is the name of an encoding."""
    return encoding in _DECODERS or encoding in {"", "7bit", "8bit", "binary"}


def _base64(data: bytes) -> bytes:
    """RFC 2045 §6.8: what is no code is ignored. What a mailing list has put behind the code is none of it."""
    if _FOREIGN.search(data):
        data = data[: _footer(data)]
    code = data.translate(None, _NO_LETTERS)
    if b"=" not in code.rstrip(b"="):
        return _quartets(code.rstrip(b"="))
    return b"".join(_quartets(run.group()) for run in islice(_RUN.finditer(code), _MOST_RUNS))


def _footer(data: bytes) -> int:
    """Where text begins that stands behind all code: behind the last full line of it, and after its padding, if any."""
    start = max((line.end() for line in _FULL_LINE.finditer(data)), default=0)
    is_padded = data[:start].rstrip().endswith(b"=")
    for line in _LINE.finditer(data, start):
        text = line.group().lstrip(b"> \t").rstrip()
        letters = len(text.translate(None, _NO_LETTERS))
        if _is_prose(text, letters) or (is_padded and letters < len(text)):
            return line.start()
        is_padded = is_padded or text.endswith(b"=")
    return len(data)


def _is_prose(text: bytes, letters: int) -> bool:
    """Whether a line is words or a rule, and not code with a strange character in it.

    Args:
        text: The line.
        letters: How many of its characters may be code.
    """
    words = _WORD.findall(text)
    is_words = len(words) > 1 and max(map(len, words)) < _LONGEST_WORD and not text.endswith(b"=")
    return is_words or letters * 2 < len(text)


def _quartets(code: bytes) -> bytes:
    """Code without its padding; a letter too many stands for nothing."""
    surplus = len(code) % _QUARTET
    whole = code[:-1] if surplus == 1 else code
    return binascii.a2b_base64(whole + b"=" * (-len(whole) % _QUARTET))


def _quoted_printable(data: bytes) -> bytes:
    """RFC 2045 §6.7: blanks at the end of a line were added on the way, and are none of it; rule 3."""
    return binascii.a2b_qp(_BLANKS_AT_END.sub(b"", data))


def _uuencoded(data: bytes) -> bytes:
    """What uuencode wrote; nothing where it never begins."""
    begin = _BEGIN.search(data)
    if not begin:
        return b""
    end = _END.search(data, begin.end())
    lines = _LINE.finditer(data, begin.end(), end.start() if end else len(data))
    return b"".join(_uu_line(line.group()) for line in lines)


def _uu_line(line: bytes) -> bytes:
    """One line; some writers pad it with too many characters."""
    length = (((line[0] - 32) & 63) * 4 + 5) // 3
    try:
        return binascii.a2b_uu(line[:length])
    except binascii.Error:
        return b""


_DECODERS: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "base64": _base64,
    "quoted-printable": _quoted_printable,
    **dict.fromkeys(("x-uuencode", "uuencode", "uue", "x-uue"), _uuencoded),
}
