"""What a session asks a mailbox for. Who keeps mailboxes gives it; this room knows no file."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple, Protocol, TypeAlias, TypeVar

Result = TypeVar("Result")


class MaildropBusy(Exception):  # noqa: N818 - an event of the protocol, not a fault
    """Another session has the maildrop, or another program its lock."""


class MaildropTrouble(Exception):  # noqa: N818 - the server goes on, so it is no fault of its own
    """The maildrop cannot be read or written now: its file was replaced, the disk is full."""


class MaildropTooLarge(MaildropTrouble):
    """The maildrop is too large to be changed, today and tomorrow."""


class MessageGone(Exception):  # noqa: N818 - an event of the protocol, not a fault
    """Somebody else has deleted the message since the login."""


class Entry(NamedTuple):
    """A message, as LIST and UIDL tell of it.

    Attributes:
        size: Octets as it crosses: each line end counts two, and no dot that is doubled (RFC 1939 §11).
        uid: Its unique name: 1 to 70 characters from ``!`` to ``~``, the same in every session (RFC 1939 §7).
    """

    size: int
    uid: str


class Maildrop(Protocol):
    """The mailbox of somebody who is logged in, as it was at the login. Messages are numbered from 1."""

    @property
    def entries(self) -> Sequence[Entry]:
        """The messages, in order; the same for the whole session, whatever is delivered meanwhile."""

    @property
    def gone(self) -> AbstractSet[int]:
        """The numbers of the messages that somebody else has deleted since; asked for with each command."""

    def text(self, number: int) -> Iterator[bytes]:
        """The text of a message in chunks of at most some 64 KiB, each of which is read without long waiting.

        Args:
            number: From 1 to the number of entries.

        Returns:
            Header, empty line and body, with CRLF line ends and no dot doubled. The chunks are asked for as fast as
            the client reads, perhaps never to the end.

        Raises:
            MessageGone: It is not there any more. Raised by the call it is answered; by a chunk it ends the session,
                for half of the message has crossed then.
            MaildropTrouble: It cannot be read; the same.
        """

    async def undisturbed(self, read: Callable[[], Result]) -> Result:
        """Have a message read when it can be read at once; others are served until then.

        Args:
            read: Calls `text`, or takes the next chunk of a text; it should not take long.
        """

    async def delete(self, numbers: Collection[int]) -> None:
        """Delete messages for good: all of them, or none where it fails. Those that are gone already do not count.

        Raises:
            MaildropTrouble: They cannot be deleted now, or not at all (`MaildropTooLarge`).
            MaildropBusy: Another program does not let go of the lock.
        """

    def release(self) -> None:
        """The session is over: others may have the maildrop. Called once, whatever happened before."""


OpenMaildrop: TypeAlias = Callable[[str, int], Awaitable[Maildrop]]
"""Opens a user's maildrop, given the name in lower case and the number of the connection.

Raises `MaildropBusy` where another session has it, `MaildropTrouble` where it cannot be read.
"""
