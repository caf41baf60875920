"""The folders of a user on the disk: INBOX is where mail is delivered, any other one an mbox of its own.

They lie beside it, in ``ana.folders``; what a file name cannot hold is written as in a URL.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote

from heloworld.mbox.os_errors import reading, writing
from heloworld.mbox.reading.uid_book import book_of

INBOX: Final = "INBOX"
SPAM: Final = "Spam"
"""The folder of what a world takes for spam: it lies beside the mailbox, and is there once something is in it."""

LEVEL: Final = "/"
"""What parts the levels of a name."""

LONGEST: Final = 200
"""Characters of a file name that a folder's name may become."""

_LIST: Final = ".subscriptions"
_NAME: Final = re.compile(r"[ -$&\'+-~]+")
"""What the name of a folder may be made of: ASCII without the wildcards of LIST (RFC 3501 §5.1)."""

_UPWARDS: Final = frozenset({".", ".."})
"""Levels that no name has: they lead nowhere here, and elsewhere they lead out of a user's folders."""


def spam_folder_of(inbox: Path) -> Path:
    """Where a user's mail lies that is taken for spam.

    Args:
        inbox: The mailbox into which other mail is delivered.
    """
    return inbox.with_name(f"{inbox.stem}.spam.mbox")


class Folders:
    """The folders of one user.

    Args:
        inbox: The mailbox into which mail is delivered, absolute.
    """

    def __init__(self, inbox: Path) -> None:
        self._inbox = inbox
        self.place = inbox.with_name(f"{inbox.stem}.folders")

    def path(self, name: str) -> Path:
        """Where a folder lies, whether there is one or not."""
        if name == INBOX:
            return self._inbox
        if name == SPAM:
            return spam_folder_of(self._inbox)
        return self.place / f"{quote(name, safe=' ').replace('.', '%2E')}.mbox"

    def names(self) -> tuple[str, ...]:
        """All folders, INBOX first.

        Raises:
            MailboxError: They cannot be listed.
        """
        found: list[str] = []
        with reading(self.place), suppress(FileNotFoundError):
            found = sorted(unquote(each.stem) for each in self.place.glob("[!.]*.mbox"))
        return (INBOX, *([SPAM] if self.has(SPAM) else []), *(each for each in found if each != SPAM))

    def has(self, name: str) -> bool:
        """Whether there is such a folder; INBOX always is, even before the first mail."""
        return name == INBOX or self.path(name).is_file()

    def can_be(self, name: str) -> bool:
        """Whether a folder may have that name."""
        levels = name.split(LEVEL)
        fits = len(self.path(name).name) <= LONGEST
        is_path = not all(levels) or not _UPWARDS.isdisjoint(levels)
        return bool(_NAME.fullmatch(name)) and not is_path and fits and levels[0].upper() != INBOX

    def create(self, name: str) -> None:
        """Make a folder, and those above it where they are missing.

        Raises:
            MailboxError: It cannot be made.
        """
        levels = name.split(LEVEL)
        with writing(self.place):
            self.place.mkdir(mode=0o700, parents=True, exist_ok=True)
            for depth in range(1, len(levels) + 1):
                self.path(LEVEL.join(levels[:depth])).touch(mode=0o600)

    def delete(self, name: str) -> None:
        """Remove a folder with everything in it.

        Raises:
            MailboxError: It cannot be removed.
        """
        path = self.path(name)
        with writing(path):
            path.unlink()
            book_of(path).unlink(missing_ok=True)

    def rename(self, name: str, to: str) -> None:
        """Give a folder another name, and those below it; UIDs are new ones there.

        Raises:
            MailboxError: It cannot be renamed.
        """
        moving = [each for each in self.names() if each == name or each.startswith(name + LEVEL)]
        if LEVEL in to:
            self.create(to.rpartition(LEVEL)[0])
        with writing(self.path(name)):
            for each in moving:
                book_of(self.path(each)).unlink(missing_ok=True)
                self.path(each).rename(self.path(to + each.removeprefix(name)))

    def subscribed(self) -> Sequence[str]:
        """The names on the user's list; none where it cannot be read."""
        try:
            return (self.place / _LIST).read_text("ascii").splitlines()
        except (OSError, UnicodeError):
            return ()

    def subscribe(self, name: str, *, listed: bool) -> None:
        """Put a name on that list, or take it away.

        Raises:
            MailboxError: The list cannot be written.
        """
        kept = [each for each in self.subscribed() if each != name]
        with writing(self.place):
            self.place.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh = self.place / f"{_LIST}.new"
            fresh.write_text("".join(f"{each}\n" for each in ([*kept, name] if listed else kept)), "ascii")
            fresh.replace(self.place / _LIST)
