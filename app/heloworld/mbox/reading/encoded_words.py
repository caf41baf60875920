"""Encoded words: header text that is not ASCII (RFC 2047), decoded as far as it makes sense.

Whatever cannot be decoded stays as it was written. What comes out is text from a stranger: it may hold any
character at all, and goes through `heloworld.wire.visible` before it is shown.
"""

from __future__ import annotations

import binascii
import re
from typing import Final

# RFC 2047 §2 allows a word 75 characters in all; a charset may have a language behind it (RFC 2231 §5).
_WORD: Final = re.compile(
    r"=\?(?P<charset>[^?*\s]{1,40})(?:\*[^?\s]{0,40})?\?(?P<encoding>[bBqQ])\?(?P<text>[^?\s]{0,2000})\?="
)


def decode_words(raw: bytes) -> str:
    """A header value as text.

    Args:
        raw: The unfolded value; UTF-8 where it is not ASCII (RFC 6532).

    Returns:
        The text, with lone surrogates for bytes that are no UTF-8.
    """
    text = raw.decode("utf-8", "surrogateescape")
    if "=?" not in text:
        return text
    pieces: list[str] = []
    pending, charset, end = b"", "", 0
    for word in _WORD.finditer(text):
        data = _decode(word)
        gap = text[end : word.start()]
        # White space between two encoded words is not text (RFC 2047 §6.2); some writers cut a character in two there.
        if data is not None and pending and not gap.strip() and word["charset"].lower() == charset:
            pending += data
        else:
            pieces.append(pending.decode(charset, "replace") if pending else "")
            pieces.append("" if pending and data is not None and not gap.strip() else gap)
            if data is None:
                pieces.append(word.group())
            pending, charset = data or b"", word["charset"].lower()
        end = word.end()
    pieces += [pending.decode(charset, "replace") if pending else "", text[end:]]
    return "".join(pieces)


def _decode(word: re.Match[str]) -> bytes | None:
    """The bytes that an encoded word stands for; None where they cannot be told or mean no text."""
    try:
        text = word["text"].encode("ascii")
        data = binascii.a2b_qp(text, header=True) if word["encoding"] in "qQ" else binascii.a2b_base64(text + b"==")
        data.decode(word["charset"], "replace")
    except (ValueError, LookupError):
        return None
    return data
