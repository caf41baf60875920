"""What a FETCH response holds: its items by their names (RFC 3501 §7.4.2)."""

from __future__ import annotations

import re
from typing import Final

_TOKEN: Final = re.compile(
    rb'"(?:[^"\\]|\\.)*"'
    rb"|[()]"
    rb"|[A-Za-z0-9.]+\[[^\]]*\](?:<[0-9]+>)?"
    rb'|[^ \r\n()"]+',
    re.DOTALL,
)


def response_items(text: bytes) -> dict[str, bytes]:
    r"""The items of a response, such as ``(UID 7 FLAGS (\Seen))``.

    Args:
        text: What follows the word FETCH; in the place of a literal stands NIL.

    Returns:
        Name in upper case → value as it crossed. What comes behind something that is no item is left out.
    """
    items: dict[str, bytes] = {}
    name, start, depth = "", 0, 0
    for token in _TOKEN.finditer(text):
        word = token[0]
        if word == b"(":
            depth += 1
            start = token.start() if depth == 2 else start
            continue
        if word == b")":
            depth -= 1
            if depth <= 0:
                break
            value = text[start : token.end()]
        else:
            value = word
        if depth != 1:
            continue
        if name:
            items[name], name = value, ""
        else:
            name = word.decode("latin-1").upper()
    return items


def flags(value: bytes) -> frozenset[str]:
    """The flags of a value in brackets."""
    return frozenset(value.strip(b"()").decode("latin-1").split())
