"""Copying a message of a mailbox."""

from __future__ import annotations

from typing import Any, Final

from textual.screen import Screen

from heloworld.errors import MailboxError
from heloworld.mbox.reading.lines import MailboxText
from heloworld.ui import clipboard
from heloworld.wire.visible import visible, visible_text

COPY_LIMIT: Final = 1024 * 1024
"""Bytes of a message that are copied at most; terminals take no more, many of them less."""


def message_text(text: MailboxText, message: int, limit: int = COPY_LIMIT) -> tuple[str, str]:
    """A message as it stands in the file, what is no text shown as marks.

    Args:
        text: The mailbox.
        message: Which message, counted from 0.
        limit: Bytes at most.

    Returns:
        The text, and what to say of it.

    Raises:
        MailboxError: The file cannot be read.
    """
    start, stop = text.bounds(message)
    raw = text.read(start, min(stop, start + limit))
    lines = "\n".join(visible(line.removesuffix(b"\r")) for line in raw.split(b"\n"))
    return lines, f"message {message + 1:,}" + (", its first megabyte" if stop - start > limit else "")


def copy_message(screen: Screen[Any], text: MailboxText, message: int | None) -> None:
    """Copy a message, counted from 0, and say so on a screen; or why that cannot be. None is no message."""
    if message is None:
        return
    try:
        clipboard.copy(screen.app, *message_text(text, message))
    except MailboxError as error:
        screen.notify(visible_text(str(error)), severity="warning", markup=False)
