"""What STORE is asked to do (RFC 3501 §6.4.6)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal

from heloworld.imap.grammar.cursor import Cursor
from heloworld.imap.grammar.flags import flags_of_store
from heloworld.imap.mailbox import FlagChange

_ITEM: Final = re.compile(rb"([+-]?)FLAGS(\.SILENT)?(?= )", re.IGNORECASE)
_HOW: Mapping[bytes, Literal["+", "-", "="]] = {b"+": "+", b"-": "-", b"": "="}


def store_item(cursor: Cursor) -> tuple[FlagChange, bool]:
    """Take the item and the flags: the change, and whether the client does not want to be told of it."""
    found = cursor.match(_ITEM)
    cursor.space()
    flags = flags_of_store(cursor)
    cursor.end()
    return FlagChange(_HOW[found[1]], flags), found[2] is not None
