"""All maildrops of a world: one for each mailbox file, however many sessions have it open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from heloworld.lab.maildrops.maildrop import Maildrop
from heloworld.mbox.dialects import Dialect
from heloworld.mbox.maildrop.maildrop_file import MaildropFile
from heloworld.mbox.writing.append import MailboxWriter
from heloworld.wire.events import Event


class Maildrops:
    """Gives every session that asks for a mailbox the same maildrop.

    Args:
        writer: What changes mailboxes; the same that delivers into them.
        record: Takes a `Rewritten` for each change that is safe.
    """

    def __init__(self, writer: MailboxWriter, record: Callable[[Event], None]) -> None:
        self._writer = writer
        self._record = record
        self._by_path: dict[Path, Maildrop] = {}

    def of(self, path: Path, dialect: Dialect) -> Maildrop:
        """The maildrop of a mailbox.

        Args:
            path: The mailbox, absolute; it need not exist.
            dialect: How it quotes.
        """
        if path not in self._by_path:
            self._by_path[path] = Maildrop(MaildropFile(path, dialect), self._writer, self._record)
        return self._by_path[path]

    async def tell(self) -> None:
        """Have all clients that listen told what is new, and wait until that has been said."""
        for each in tuple(self._by_path.values()):
            await each.catch_up()

    async def close(self) -> None:
        """Finish what is under way, and let go of all files."""
        while self._by_path:
            _, maildrop = self._by_path.popitem()
            await maildrop.close()
