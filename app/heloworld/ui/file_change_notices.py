"""What is said on a screen of what other programs do to the file that it shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from heloworld.errors import MailboxError
from heloworld.mbox.reading.index import Change
from heloworld.wire.visible import visible_text

_SAID: Final[Mapping[Change, str]] = {
    Change.SHORTENED: "The file has become shorter. What is left of it is shown.",
    Change.REWRITTEN: "Another program has rewritten or replaced the file. It was read anew.",
}


class FileChangeNotices:
    """Says each thing once.

    Attributes:
        has_trouble: Whether the file could not be looked at the last time.
    """

    def __init__(self) -> None:
        self.has_trouble = False

    def of(self, change: Change, trouble: MailboxError | None) -> str:
        """What there is to say; empty where that is nothing, or mere growth.

        Args:
            change: What happened to what was known of the file.
            trouble: Why it cannot be looked at now.
        """
        had_trouble, self.has_trouble = self.has_trouble, trouble is not None
        if trouble is not None:
            return "" if had_trouble else visible_text(f"{trouble.sentence} What was read of it is still shown.")
        again = "The file can be read again. " if had_trouble else ""
        return (again + _SAID.get(change, "")).strip()
