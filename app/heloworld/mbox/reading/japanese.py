"""Japanese text in ISO-2022-JP and EUC-JP, with the letters that Windows has where JIS X 0208 has none.

Both spell JIS X 0208 (RFC 1468 §2); what mail programs write under these names is the set of code page 932, with the
circled digits of row 13 and the personal names of rows 89 to 92. No codec of Python reads these there; so each pair of
bytes is looked up where cp932 has it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

_ESCAPE: Final = re.compile(rb"(\x1b(?:\([BJI]|\$[@B]|\$\(D))")
_SEVEN_BIT_PAIR: Final = re.compile(rb"[\x21-\x7e][\x21-\x7e]")
_SEVEN_BIT_KANA: Final = re.compile(rb"[\x21-\x5f]")
_EUC_LETTER: Final = re.compile(rb"[\xa1-\xfe][\xa1-\xfe]|\x8e[\xa1-\xdf]|\x8f[\xa1-\xfe][\xa1-\xfe]")
_KANA_SHIFT, _SUPPLEMENT_SHIFT = 0x8E, 0x8F
_LETTERS: Final = 20_000


def iso_2022_jp(data: bytes) -> str:
    """Text in ISO-2022-JP; what is no text in it stays as it is."""
    start, *rest = _ESCAPE.split(data)
    texts = [_as_it_is(start)]
    for escape, piece in zip(rest[::2], rest[1::2], strict=True):
        if escape in {b"\x1b(B", b"\x1b(J"}:
            texts.append(_as_it_is(piece))
        elif escape == b"\x1b(I":
            texts.append(_read(_SEVEN_BIT_KANA, _half_width, piece))
        else:
            texts.append(_read(_SEVEN_BIT_PAIR, _supplement if escape == b"\x1b$(D" else _pair, piece))
    return "".join(texts)


def euc_jp(data: bytes) -> str:
    """Text in EUC-JP; a byte that is no text in it is a lone surrogate."""
    return _read(_EUC_LETTER, _euc_letter, data)


def _read(letter: re.Pattern[bytes], read: Callable[[bytes], str], data: bytes) -> str:
    """Some bytes as text: each letter as a function reads it, the rest as it is."""
    texts: list[str] = []
    end = 0
    for found in letter.finditer(data):
        if found.start() > end:
            texts.append(_as_it_is(data[end : found.start()]))
        texts.append(read(found.group()))
        end = found.end()
    return "".join([*texts, _as_it_is(data[end:])])


def _as_it_is(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


@lru_cache(maxsize=_LETTERS)
def _pair(pair: bytes) -> str:
    """The letter of a row and a column, both from 0x21 on."""
    row, column = pair
    lead = ((row - 0x21) >> 1) + (0x81 if row < 0x5F else 0xC1)
    trail = column + (0x7E if row % 2 == 0 else 0x1F if column < 0x60 else 0x20)
    return _letter(bytes((lead, trail)), "cp932") or _as_it_is(pair)


@lru_cache(maxsize=_LETTERS)
def _supplement(pair: bytes) -> str:
    """A letter of JIS X 0212."""
    return _letter(b"\x8f" + bytes(byte | 0x80 for byte in pair), "euc_jp") or _as_it_is(pair)


def _half_width(kana: bytes) -> str:
    return _letter(bytes(byte | 0x80 for byte in kana), "cp932") or _as_it_is(kana)


@lru_cache(maxsize=_LETTERS)
def _euc_letter(letter: bytes) -> str:
    codes = bytes(byte & 0x7F for byte in letter)
    if letter[0] == _KANA_SHIFT:
        return _half_width(codes[1:])
    own, text = (codes[1:], _supplement(codes[1:])) if letter[0] == _SUPPLEMENT_SHIFT else (codes, _pair(codes))
    return text if text != _as_it_is(own) else letter.decode("ascii", "surrogateescape")


def _letter(code: bytes, codec: str) -> str:
    """What a codec has for a code; nothing where it has nothing."""
    try:
        return code.decode(codec)
    except UnicodeDecodeError:
        return ""
