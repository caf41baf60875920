"""What the server hands to delivery: one accepted message with its envelope."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Letter:
    """A message and its envelope, as they came.

    Attributes:
        conn: The number of the connection it came over.
        queue_id: The name under which the server promises it.
        at: When the server took it, in seconds since the epoch.
        client: The client's numeric address; empty for a report of our own.
        helo: What the client called itself, as text that may hold anything.
        protocol: The word for Received's ``with`` (RFC 3848, RFC 6531 §4.3): ``SMTP``, ``ESMTP``, ``ESMTPS`` …
        sender: The reverse-path without brackets; empty for the null sender.
        recipients: ``(forward-path, user)`` for each mailbox that gets a copy.
        content: The message as it crossed, transparency undone, line ends kept.
        elsewhere: The forward-paths that other servers are to take.
        fields: Header fields that go on top of it, without line ends.
        added: Header fields that go right before it, below our Received, without line ends.
        smtputf8: Whether it may go only to servers that know SMTPUTF8 (RFC 6531 §3.4).
        user: Who had logged in to send it; empty where nobody had.
        is_spam: Whether it belongs into the spam folders of its recipients.
    """

    conn: int
    queue_id: str
    at: float
    client: str
    helo: str
    protocol: str
    sender: str
    recipients: tuple[tuple[str, str], ...]
    content: bytes
    elsewhere: tuple[str, ...] = ()
    smtputf8: bool = False
    fields: tuple[str, ...] = ()
    user: str = ""
    is_spam: bool = False
    added: tuple[str, ...] = ()

    @property
    def addition(self) -> bytes:
        """`added` as lines, their ends LF."""
        return "".join(f"{field}\n" for field in self.added).encode()


Deliver: TypeAlias = Callable[[Letter], Awaitable[str | None]]
"""Puts a letter into its mailboxes; returns None once it is safe there, or the reply that refuses it."""
