"""What is said on a screen of what other programs do to the file that it shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from textual.screen import Screen

from heloworld.errors import MailboxError
from heloworld.mbox.reading.index import Change
from heloworld.wire.visible import visible_text

_SAID: Final[Mapping[Change, str]] = {
    Change.SHORTENED: "The file has become shorter. What is left of it is shown.",
    Change.REWRITTEN: "Another program has rewritten or replaced the file. It was read anew.",
}


class FileChangeNotices:
    """Says each thing once, and takes it back when it is not true any more.

    Attributes:
        takes_back: Whether what was said before is not true since the last call of `of`.
    """

    def __init__(self) -> None:
        self.takes_back = False
        self._trouble = ""
        self._may_end = False

    @property
    def has_trouble(self) -> bool:
        """Whether the file could not be looked at the last time."""
        return bool(self._trouble)

    def of(self, change: Change, trouble: MailboxError | None) -> str:
        """What there is to say; empty where that is nothing, or mere growth.

        Args:
            change: What happened to what was known of the file.
            trouble: Why it cannot be looked at now.
        """
        before, self._trouble = self._trouble, "" if trouble is None else trouble.sentence
        is_other = before != self._trouble
        self.takes_back = self._may_end and (is_other or change is not Change.NONE)
        said = self._said(change, is_other=is_other)
        if said or self.takes_back:
            self._may_end = bool(said) and (is_other or change is Change.SHORTENED)
        return said

    def _said(self, change: Change, *, is_other: bool) -> str:
        if self._trouble:
            return visible_text(f"{self._trouble} What was read of it is still shown.") if is_other else ""
        again = "The file can be read again. " if is_other else ""
        return (again + _SAID.get(change, "")).strip()

    def tell(self, screen: Screen[Any], change: Change, trouble: MailboxError | None) -> None:
        """Say on a screen what there is to say, and have what was said before go where it is not true any more.

        Args:
            screen: The screen.
            change: As in `of`.
            trouble: As in `of`.
        """
        said = self.of(change, trouble)
        if self.takes_back:
            screen.app.clear_notifications()
        if said:
            screen.notify(said, severity="warning", timeout=8, markup=False)
