"""Character sets as mail names them, and text in them (RFC 2978; WHATWG Encoding Standard).

A name in a mail means what most programs write under it: ``gb2312`` stands for all of GB 18030, ``shift_jis`` for what
Windows has under that name. Only character sets are decoded, by a list: Python's ``punycode`` or ``unicode_escape``
are none.
"""

from __future__ import annotations

import codecs
import re
import threading
from functools import lru_cache
from typing import Final

from heloworld.mbox.reading.japanese import euc_jp, iso_2022_jp

LONGEST_LABEL: Final = 60
"""Characters of a character set's name at most."""

_MOST_MARKS: Final = 200
"""Bytes that are no text, after which the rest is taken for none, unless they are few among the others."""

_FEW: Final = 64
"""One in so many."""

_PIECE: Final = 512
_KEEP: Final = "heloworld-keep-bytes"
_LABEL: Final = re.compile(r"[a-z0-9_][a-z0-9_.:+$()-]*")
_NUMBERED: Final = re.compile(r"(?:x-)?(?:cp|ibm|win|windows|dos|ms)[-_]?(\d{3,5})")

_ALIASES: Final = {
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-6-i": "iso8859-6",
    "iso-8859-6-e": "iso8859-6",
    "windows-31j": "cp932",
    "cswindows31j": "cp932",
    "x-sjis": "cp932",
    "x-gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "cn-gb": "gb18030",
    "euc-cn": "gb18030",
    "x-euc-cn": "gb18030",
    "cn-big5": "big5",
    "x-x-big5": "big5",
    "big5-eten": "big5",
    "x-euc-jp": "euc-jp",
    "x-euc": "euc-jp",
    "_iso-2022-jp$esc": "iso-2022-jp",
    "iso-2022-jp-ms": "iso-2022-jp",
    "cp50220": "iso-2022-jp",
    "cp50221": "iso-2022-jp",
    "cp51932": "euc-jp",
    "cp20932": "euc-jp",
    "korean": "cp949",
    "x-windows-949": "cp949",
    "cp936": "gb18030",
    "cp54936": "gb18030",
    "cp20866": "koi8-r",
    "cp21866": "koi8-u",
    "cp65001": "utf-8",
    "cp28591": "cp1252",
    "cp10000": "mac-roman",
    "koi8-ru": "koi8-u",
    "x-mac-roman": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-mac-ukrainian": "mac-cyrillic",
    "x-mac-ce": "mac-latin2",
    "x-mac-greek": "mac-greek",
    "x-mac-turkish": "mac-turkish",
    "x-mac-japanese": "cp932",
    "unicode-1-1-utf-8": "utf-8",
    "x-unicode20utf8": "utf-8",
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "ansi_x3.110-1983": "cp1252",
}
"""Names that are in mails and that Python has under another spelling, or means less by."""

_SUPERSETS: Final = {
    "ascii": "utf-8",
    "iso8859-1": "cp1252",
    "utf-8-sig": "utf-8",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
"""What is really written under a name: more than the name says."""

_SINGLE_BYTE: Final = frozenset(
    f"""cp437 cp720 cp737 cp775 cp850 cp852 cp855 cp856 cp857 cp858 cp860 cp861 cp862 cp863 cp864 cp865 cp866 cp869
    cp874 cp1006 cp1125 cp037 cp273 cp424 cp500 cp875 cp1026 cp1140 hp-roman8 koi8-r koi8-t koi8-u kz1048 ptcp154
    mac-arabic mac-croatian mac-cyrillic mac-farsi mac-greek mac-iceland mac-latin2 mac-roman mac-romanian mac-turkish
    {" ".join(f"cp{number}" for number in range(1250, 1259))}
    {" ".join(f"iso8859-{number}" for number in range(2, 17) if number not in {9, 11, 12})}""".split()
)
_MULTI_BYTE: Final = frozenset(
    """big5hkscs cp932 cp949 cp950 gb18030 hz johab iso2022_kr shift_jis_2004 shift_jisx0213 euc_jis_2004 euc_jisx0213
    iso2022_jp_2004 iso2022_jp_3 utf-7 utf-16 utf-16-be utf-16-le""".split()  # noqa: SIM905 - as the one above
)
_JAPANESE: Final = {
    "euc_jp": euc_jp,
    **dict.fromkeys(("iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_ext"), iso_2022_jp),
}


@lru_cache(maxsize=256)
def charset_named(label: str) -> str | None:
    """The character set that a mail means by a name.

    Args:
        label: The name as it is written, in any case, quotes and blanks around it allowed.

    Returns:
        A name that `text_in` takes; None where it is no character set that is known.
    """
    name = label.strip(" \t\"'").lower()
    if len(name) > LONGEST_LABEL or not _LABEL.fullmatch(name):
        return None
    numbered = _NUMBERED.fullmatch(name)
    name = f"cp{int(numbered[1]):03}" if numbered else name
    known = _known(_ALIASES.get(name, name))
    return known or (_known(name.removeprefix("x-")) if name.startswith("x-") else None)


def _known(name: str) -> str | None:
    """A character set by Python's name for it, or by one of its other names."""
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    found = _SUPERSETS.get(found, found)
    return found if found == "utf-8" or found in _SINGLE_BYTE | _MULTI_BYTE | _JAPANESE.keys() else None


def text_in(charset: str, data: bytes, longest: int) -> str:
    """Bytes as text. A byte that is none in the character set stays apart, alone, and the rest is read.

    Args:
        charset: What `charset_named` answers.
        data: The bytes.
        longest: How many characters are wanted at most.

    Returns:
        The text, with a lone surrogate (U+DC80 to U+DCFF) for each byte that is no text.
    """
    if charset == "utf-8":
        text = data[: 4 * longest].decode("utf-8", "surrogateescape")
    elif charset in _JAPANESE:
        text = _JAPANESE[charset](data[: 4 * longest])
    elif charset in _SINGLE_BYTE:
        text = codecs.charmap_decode(data[:longest], "strict", _table(charset))[0]
    else:
        text = _decoded(charset, data, longest)
    return text.removeprefix("\ufeff")[:longest]


@lru_cache(maxsize=16)
def _table(charset: str) -> str:
    """All characters of a character set of single bytes."""
    return "".join(bytes([byte]).decode(charset, _KEEP) for byte in range(256))


def _decoded(charset: str, data: bytes, longest: int) -> str:
    """Text of which a character may take several bytes, a piece at a time."""
    if charset == "utf-16":  # big-endian, unless it says otherwise (RFC 2781 §4.3)
        charset = "utf-16-le" if data.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
    decoder = codecs.getincrementaldecoder(charset)(_KEEP)
    pieces: list[str] = []
    length = _marks.count = 0
    for start in range(0, len(data), _PIECE):
        if length >= longest:
            break
        if _marks.count > _MOST_MARKS + start // _FEW:  # each one costs a call
            pieces.append(decoder.decode(b"", final=True))
            pieces.append(data[start : start + longest - length].decode("ascii", "surrogateescape"))
            break
        stop = start + _PIECE
        pieces.append(decoder.decode(data[start:stop], stop >= len(data)))
        length += len(pieces[-1])
    return "".join(pieces)


class _Marks(threading.local):
    """How many bytes were no text in what this thread decodes."""

    count = 0


_marks = _Marks()


def _keep_bytes(error: UnicodeError) -> tuple[str, int]:
    """An error handler of Python's codecs: what is no text stays, each byte for itself."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    _marks.count += 1
    data = error.object[error.start : error.end] or error.object[error.start : error.start + 1]
    return "".join(chr(byte if byte < 0x80 else 0xDC00 + byte) for byte in data), error.start + len(data)


codecs.register_error(_KEEP, _keep_bytes)
