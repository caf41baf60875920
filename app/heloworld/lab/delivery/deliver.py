"""From letter to mailbox: what Postfix's local(8) does with an accepted message.

This is where `smtp` and `mbox` meet, and the only place.
"""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Callable
from email.utils import formatdate
from pathlib import Path
from typing import TypeAlias

from heloworld.errors import MailboxError, MailboxFull, MailboxLocked
from heloworld.lab.delivery.batch import LINGER, DeliveryBatch
from heloworld.lab.delivery.room import DeliveryRoom
from heloworld.lab.lock_holder import LockHolder
from heloworld.lab.plan import Plan
from heloworld.mbox.dialects import Dialect
from heloworld.mbox.reading.message import assemble, from_line, prepare
from heloworld.mbox.writing.append import MailboxWriter
from heloworld.smtp import wording
from heloworld.smtp.letter import Letter
from heloworld.wire.events import Delivered, Event

log = logging.getLogger(__name__)

SOFTWARE = "HELO World"
"""What stands in brackets in our Received fields."""


Peer: TypeAlias = Callable[[int, str], tuple[str, str]]
"""What is written down of a client, from the number of its connection and its address: its name, and the address."""


def loopback(_conn: int, client: str) -> tuple[str, str]:
    """What is written down of a client where hosts have no names but ``localhost``; as `Peer`."""
    return ("localhost" if client.startswith("127.") or client == "::1" else "unknown"), client


class Delivery:
    """Delivers letters into the mailboxes of one world.

    Args:
        plan: Where the mailboxes lie, how they quote, and our name in Received fields.
        writer: What appends to the files.
        holder: Who has some of them locked.
        record: Takes a `Delivered` for each copy that is safe.
        linger: Seconds that a letter waits for company at most.
        peer: What is written down of a client.
    """

    def __init__(
        self,
        plan: Plan,
        writer: MailboxWriter,
        holder: LockHolder,
        record: Callable[[Event], None],
        linger: float = LINGER,
        *,
        peer: Peer = loopback,
    ) -> None:
        self._plan = plan
        self._peer = peer
        self._writer = writer
        self._holder = holder
        self._record = record
        self._hostname = plan.policy.hostname
        self._mailboxes: dict[str, Path] = {}
        self._gathering = DeliveryBatch(linger)
        self._room = DeliveryRoom()

    def mailbox(self, user: str, *, is_spam: bool = False) -> Path:
        """The file that holds a user's mail, or what is taken for spam of it."""
        if is_spam:
            return self._plan.spam_folder(user)
        if user not in self._mailboxes:
            self._mailboxes[user] = self._plan.mailbox(user)
        return self._mailboxes[user]

    async def __call__(self, letter: Letter) -> str | None:
        """Append a letter to the mailbox of each recipient; all of them, or none.

        Returns:
            None once every copy is safe on the disk, or the reply that refuses the letter.
        """
        size = len(letter.content) * (1 + len(letter.recipients))
        await self._room.enter(size)
        try:
            await self._gathering.arrive()
            self._holder.keep_fresh()
            records = self._records(letter)
            places = await self._writer.append(records)
        except MailboxError as error:
            log.warning("%s: %s", letter.queue_id, error)
            for _, user in letter.recipients:
                self._holder.let_go(self.mailbox(user))
            return _refusal(letter, error)
        finally:
            self._gathering.leave()
            self._room.leave(size)
        for (path, _), place, (_, text) in zip(letter.recipients, places, records, strict=True):
            where = (str(place.path), place.offset, place.length)
            self._record(Delivered(letter.conn, time.time(), path, *where, letter.queue_id, place.seam, text=text))
        return None

    def _records(self, letter: Letter) -> list[tuple[Path, bytes]]:
        """The mailboxes, and what is to be appended to each."""
        envelope_line = from_line(letter.sender, letter.at)
        prepared: dict[Dialect, tuple[bytes, bytes]] = {}
        records = []
        for path, user in letter.recipients:
            dialect = self._plan.dialect_of(user)
            if dialect not in prepared:
                prepared[dialect] = prepare(letter.content, dialect)
            top = trace(letter, path, self._hostname, self._peer(letter.conn, letter.client))
            records.append(
                (self.mailbox(user, is_spam=letter.is_spam), assemble(envelope_line, top, *prepared[dialect]))
            )
        return records


def _refusal(letter: Letter, error: MailboxError) -> str:
    """The reply; it names the mailbox only where there is but one, so that it never names the wrong one."""
    if isinstance(error, MailboxFull):
        return wording.DISK_FULL
    if isinstance(error, MailboxLocked):
        alone = len(letter.recipients) == 1
        return wording.MAILBOX_LOCKED.format(path=letter.recipients[0][0]) if alone else wording.SOME_MAILBOX_LOCKED
    return wording.MAILBOX_BROKEN


def trace(letter: Letter, recipient: str, hostname: str, peer: tuple[str, str] | None = None) -> bytes:
    """The header fields that delivery adds on top (RFC 5321 §4.4), in Postfix's order, line ends LF.

    Received names its recipient only where there is one, so that none learns of another. A report of our own has its
    Received field already.

    Args:
        letter: The letter.
        recipient: Whose copy it is: the forward-path.
        hostname: Our own name.
        peer: The client's name, as far as we know one, and its address; as in a world of one host for None.
    """
    only = recipient if len(letter.recipients) + len(letter.elsewhere) == 1 else None
    lines = (f"Return-Path: <{letter.sender}>", f"Delivered-To: {recipient}", *letter.fields)
    top = "".join(f"{line}\n" for line in lines).encode()
    return top + received(letter, only, hostname, peer) + letter.addition if letter.client else top


def received(letter: Letter, recipient: str | None, hostname: str, peer: tuple[str, str] | None = None) -> bytes:
    """The Received field of this server, line ends LF.

    Args:
        letter: The letter.
        recipient: The only one; None where there are more.
        hostname: The server's name.
        peer: As in `trace`.
    """
    name, address = peer or loopback(letter.conn, letter.client)
    by = f"\tby {hostname} ({SOFTWARE}) with {letter.protocol} id {letter.queue_id}"
    when = date(int(letter.at))
    lines = [
        f"Received: from {_neuter(letter.helo)} ({name} [{_tagged(address)}])",
        by if recipient is not None else f"{by};",
        f"\tfor <{recipient}>; {when}" if recipient is not None else f"\t{when}",
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def _tagged(address: str) -> str:
    """An address as an address literal has it (RFC 5321 §4.1.3)."""
    return f"IPv6:{address}" if ":" in address else address


def _neuter(helo: str) -> str:
    """What the client called itself, fit for a header field: no white space, nothing that is not ASCII."""
    return "".join(char if "!" <= char <= "~" else "?" for char in helo)


@functools.lru_cache(maxsize=8)
def date(at: int) -> str:
    """A date as Postfix writes it (RFC 5322 §3.3)."""
    return f"{formatdate(at, localtime=False).replace('-0000', '+0000')} (UTC)"
