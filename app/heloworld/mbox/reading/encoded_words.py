"""Encoded words: header text that is not ASCII (RFC 2047), decoded as far as it makes sense.

Words that the RFC forbids are decoded where other programs do so: with blanks, question marks or letters that are not
ASCII in them, or longer than 75 characters. Whatever cannot be decoded stays as it was written. What comes out is text
from a stranger: it may hold any character at all, and goes through `heloworld.wire.visible` before it is shown.
"""

from __future__ import annotations

import binascii
import re
from typing import Final

from heloworld.mbox.reading.charsets import charset_named, text_in

# A charset may have a language behind it (RFC 2231 §5). The text goes up to the next ?= that there is.
_WORD: Final = re.compile(
    r"=\?(?P<charset>[^?*\s]{1,60})(?:\*[^?\s]{0,40})?\?(?P<encoding>[bBqQ])\?(?P<text>.*?)\?=", re.DOTALL
)
_END: Final = "?="
_FORBIDDEN: Final = (
    (re.compile(r"\s"), "a space inside an encoded word"),
    (re.compile(r"\?"), "a question mark inside an encoded word"),
    (re.compile(r"[^\x00-\x7f]"), "a letter that is not ASCII inside an encoded word"),
)
_BASE64: Final = re.compile(r"[A-Za-z0-9+/]*={0,2}")
_NO_TEXT: Final = re.compile(r"[\udc80-\udcff]")
_DECODED: Final = "{what}. RFC 2047 forbids it; most programs decode it."


def decode_words(raw: bytes) -> str:
    """A header value as text.

    Args:
        raw: The unfolded value; UTF-8 where it is not ASCII (RFC 6532).

    Returns:
        The text, with lone surrogates for bytes that are no text.
    """
    text = raw.decode("utf-8", "surrogateescape")
    if "=?" not in text:
        return text
    pieces: list[str] = []
    pending, charset, end = b"", "", 0
    for word in _WORD.finditer(text, 0, text.rfind(_END) + len(_END)):
        data = _decode(word)
        gap = text[end : word.start()]
        # White space between two encoded words is not text (RFC 2047 §6.2); some writers cut a character in two there.
        if data is not None and pending and not gap.strip() and word["charset"].lower() == charset:
            pending += data
        else:
            pieces.append(_text(charset, pending))
            pieces.append("" if pending and data is not None and not gap.strip() else gap)
            if data is None:
                pieces.append(word.group())
            pending, charset = data or b"", word["charset"].lower()
        end = word.end()
    pieces += [_text(charset, pending), text[end:]]
    return "".join(pieces)


def fault(raw: bytes) -> str:
    """What is wrong with the encoded words of a value by the rules (RFC 2047 §2, §4.1, §5), decoded or not.

    Args:
        raw: The unfolded value.

    Returns:
        The end of a sentence that begins with the field and "has", and maybe another one; empty where all are as they
        should be.
    """
    text = raw.decode("utf-8", "surrogateescape")
    for word in _WORD.finditer(text, 0, text.rfind(_END) + len(_END)) if "=?" in text else ():
        for pattern, what in _FORBIDDEN:
            if pattern.search(word["text"]):
                return _DECODED.format(what=what)
        if word["encoding"] in "bB" and not _BASE64.fullmatch(word["text"]):
            return "an encoded word marked B whose text is no base64. Programs decode it differently."
        if charset_named(word["charset"]) is None:
            return "an encoded word in a character set that is not known here. It is read as UTF-8 where it can be."
    if _NO_TEXT.search(decode_words(raw)) and not _NO_TEXT.search(text):
        return "an encoded word with bytes that are no text in its character set."
    return ""


def _decode(word: re.Match[str]) -> bytes | None:
    """The bytes that an encoded word stands for; None where they cannot be told or mean no text."""
    text = word["text"].encode("utf-8", "surrogateescape")
    try:
        data = binascii.a2b_qp(text, header=True) if word["encoding"] in "qQ" else binascii.a2b_base64(text + b"==")
        if charset_named(word["charset"]) is None:
            data.decode("utf-8")  # most character sets have ASCII in them; what is more can only be guessed
    except ValueError:
        return None
    return data


def _text(charset: str, data: bytes) -> str:
    """Some bytes of one or more words as text."""
    return text_in(charset_named(charset) or "utf-8", data, len(data)) if data else ""
