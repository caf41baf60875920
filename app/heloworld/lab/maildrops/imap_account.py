"""The folders of somebody who is logged in by IMAP, on the files of a world."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from heloworld.imap.mailbox import Added, Folder, FolderExists, Letter, NameRefused, NoSuchFolder
from heloworld.lab.maildrops.folders import INBOX, LEVEL, SPAM, Folders
from heloworld.lab.maildrops.imap_mailbox import ImapMailbox, in_words_of_imap
from heloworld.lab.maildrops.maildrop import Maildrop
from heloworld.mbox.dialects import Dialect
from heloworld.mbox.reading.flags import as_new, flag_edits
from heloworld.mbox.reading.message import assemble, from_line, prepare, take_apart, to_lf

_USES: Final = {
    "Drafts": "\\Drafts",
    "Sent": "\\Sent",
    "Trash": "\\Trash",
    "Junk": "\\Junk",
    SPAM: "\\Junk",
    "Archive": "\\Archive",
}
"""Name of a folder → what it is for (RFC 6154 §2)."""

_RETURN_PATH: Final = re.compile(rb"^Return-Path:[ \t]*<([^<>\s]*)>", re.IGNORECASE | re.MULTILINE)


class ImapAccount:
    """The folders of one user; `imap.mailbox.Account` says what its methods do.

    Args:
        folders: Where they lie.
        maildrop: The mailbox at a path.
        dialect: How these mailboxes quote.
        conn: The session's connection.
    """

    def __init__(self, folders: Folders, maildrop: Callable[[Path], Maildrop], dialect: Dialect, conn: int) -> None:
        self._folders, self._maildrop, self._dialect, self._conn = folders, maildrop, dialect, conn

    async def folders(self) -> Sequence[Folder]:
        """All folders."""
        with in_words_of_imap():
            names = await asyncio.to_thread(self._folders.names)
        return [Folder(name, _USES.get(name, "")) for name in names]

    async def subscribed(self) -> Sequence[str]:
        """The names on the user's list."""
        return await asyncio.to_thread(self._folders.subscribed)

    async def subscribe(self, name: str, *, listed: bool) -> None:
        """Put a name on that list, or take it away."""
        with in_words_of_imap():
            await asyncio.to_thread(lambda: self._folders.subscribe(name, listed=listed))

    async def open(self, name: str) -> ImapMailbox:
        """Open a folder."""
        maildrop = self._find(name)
        with in_words_of_imap():
            await maildrop.look()
        return ImapMailbox(maildrop, self._conn, self._find)

    async def append(self, name: str, letter: Letter) -> Added:
        """Put a message into a folder for good."""
        maildrop = self._find(name)
        with in_words_of_imap():
            snapshot, uids = await maildrop.append([self._record(letter)], conn=self._conn, why="APPEND")
        return Added(snapshot.book.validity, uids)

    async def create(self, name: str) -> None:
        """Make a folder."""
        if self._folders.has(name):
            raise FolderExists
        if not self._folders.can_be(name):
            raise NameRefused
        with in_words_of_imap():
            await asyncio.to_thread(self._folders.create, name)

    async def delete(self, name: str) -> None:
        """Remove a folder with everything in it."""
        if name == INBOX:
            raise NameRefused
        self._find(name)
        with in_words_of_imap():
            await asyncio.to_thread(self._folders.delete, name)

    async def rename(self, name: str, to: str) -> None:
        """Give a folder another name; of INBOX, the messages go there."""
        maildrop = self._find(name)
        if self._folders.has(to):
            raise FolderExists
        if not self._folders.can_be(to) or to.startswith(name + LEVEL):
            raise NameRefused
        with in_words_of_imap():
            if name != INBOX:
                await asyncio.to_thread(self._folders.rename, name, to)
                return
            await asyncio.to_thread(self._folders.create, to)
            uids = (await maildrop.look()).uids
        await ImapMailbox(maildrop, self._conn, self._find).move(uids, to)

    def release(self) -> None:
        """The session is over; the mailboxes are everybody's."""

    def _find(self, name: str) -> Maildrop:
        """The mailbox of a folder.

        Raises:
            NoSuchFolder: There is none of that name.
        """
        if not self._folders.has(name):
            raise NoSuchFolder
        return self._maildrop(self._folders.path(name))

    def _record(self, letter: Letter) -> bytes:
        """A message as a mailbox stores it, with its flags; its sender is the one of its Return-Path, if it has one."""
        header, _ = take_apart(to_lf(letter.text))
        sender = _RETURN_PATH.search(header)
        at = time.time() if letter.date is None else letter.date.timestamp()
        stored, body = prepare(letter.text, self._dialect)
        status = as_new(b"".join(edit.new for edit in flag_edits(b"", 0, letter.flags)))
        return assemble(from_line(sender[1] if sender else b"", at), b"", stored + status, body)
