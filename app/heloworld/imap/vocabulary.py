"""Words inside commands and responses, in plain words: flags, what FETCH and STATUS give (RFC 3501 §2.3, §6.4.5)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

FLAGS: Mapping[str, str] = {
    "\\SEEN": "it has been read",
    "\\ANSWERED": "it has been answered",
    "\\FLAGGED": "it is marked as important",
    "\\DELETED": "it is marked for removal, and still there until EXPUNGE or CLOSE",
    "\\DRAFT": "it is not finished",
    "\\RECENT": "no session was told of it before this one",
}
"""The server's own flags, in upper case (RFC 3501 §2.3.2)."""

_ITEMS: Mapping[str, str] = {
    "FLAGS": "its flags",
    "UID": "its UID; as long as UIDVALIDITY stays the same, it keeps it and no other message gets it",
    "INTERNALDATE": "when it came into the mailbox",
    "RFC822.SIZE": "how many octets it has",
    "ENVELOPE": "date, subject, from, sender, reply-to, to, cc, bcc, in-reply-to, message-id, as read from its header",
    "BODYSTRUCTURE": "which parts it has, and what is in them",
    "BODY": "which parts it has",
    "BODY[]": "the whole message",
    "RFC822": "the whole message",
    "RFC822.HEADER": "its header",
    "RFC822.TEXT": "its body",
    "MESSAGES": "messages in the mailbox",
    "RECENT": "of them new since the last session",
    "UIDNEXT": "the UID that the next message will have, or a higher one",
    "UIDVALIDITY": "as long as this stays the same, so do the UIDs",
    "UNSEEN": r"messages without \Seen",
}

_LEVEL: Final = re.compile(r"[0-9.]+")


def item(name: str) -> str:
    """What an item of FETCH or STATUS is; empty where nothing is known.

    Args:
        name: The item in upper case, such as ``BODY[HEADER.FIELDS (SUBJECT)]<0>``.
    """
    if (known := _ITEMS.get(name)) is not None:
        return known
    if not name.startswith("BODY["):
        return ""
    section = name[5:].partition("]")[0]
    part = _LEVEL.match(section)
    of = f" of part {part[0].strip('.')}" if part is not None else ""
    for word, meaning in _SECTIONS.items():
        if word in section:
            return f"{meaning}{of}"
    return f"the text{of}" if of else "a stretch of the message"


_SECTIONS: Mapping[str, str] = {
    "HEADER.FIELDS.NOT": "the header without some fields",
    "HEADER.FIELDS": "some fields of the header",
    "HEADER": "the header",
    "MIME": "the MIME header",
    "TEXT": "the body",
}


def flag(name: str) -> str:
    """What a flag says."""
    return FLAGS.get(name.upper(), "a word of somebody's own (a keyword)")
