"""What a session asks for: folders, and the messages in one. Who keeps mailboxes gives it; this room knows no file."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, Protocol, TypeAlias, TypeVar

Result = TypeVar("Result")


class MailboxBusy(Exception):  # noqa: N818 - an event of the protocol, not a fault
    """Another program does not let go of the lock."""


class MailboxTrouble(Exception):  # noqa: N818 - the server goes on, so it is no fault of its own
    """A mailbox cannot be read or written now: its file was replaced, the disk is full."""


class MailboxTooLarge(MailboxTrouble):
    """The mailbox is too large to be changed, today and tomorrow."""


class MessageGone(Exception):  # noqa: N818 - an event of the protocol, not a fault
    """Somebody else has removed the message."""


class NoSuchFolder(Exception):  # noqa: N818 - an event of the protocol, not a fault
    """There is no folder of that name, or none that holds messages."""


class FolderExists(Exception):  # noqa: N818 - an event of the protocol, not a fault
    """There is a folder of that name already."""


class NameRefused(Exception):  # noqa: N818 - an event of the protocol, not a fault
    """No folder can have that name, or it cannot be removed or renamed."""


class Message(NamedTuple):
    r"""What is known of a message without reading its text.

    Attributes:
        uid: Its UID.
        flags: Its flags in their usual spelling, and keywords; \Recent is none of them.
        is_old: Whether another program has shown it as new before, so that it is \Recent to nobody here.
    """

    uid: int
    flags: frozenset[str]
    is_old: bool = False


class Facts(Protocol):
    """What is known of a message once somebody has looked."""

    @property
    def size(self) -> int:
        """Octets as it crosses: each line end counts two (RFC 3501 §7.4.2)."""

    @property
    def date(self) -> datetime:
        """When it came into the mailbox, with a time zone."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    r"""A mailbox as it is at one moment.

    Attributes:
        uid_validity: Changes when the UIDs are not the same any more, and is higher then.
        uid_next: Higher than any UID that was ever given out.
        messages: The messages, in the order of their UIDs.
        keywords: The keywords that occur or have occurred, in the order in which they came up.
        recent_from: The first UID that no session has been told of; what has it or a higher one is \Recent,
            unless it is old.
    """

    uid_validity: int
    uid_next: int
    messages: Sequence[Message]
    keywords: tuple[str, ...] = ()
    recent_from: int = 1

    def recent(self, recent_from: int) -> set[int]:
        r"""The UIDs of those that are \Recent to a session for which that begins with a UID."""
        return {each.uid for each in self.messages if each.uid >= recent_from and not each.is_old}


@dataclass(frozen=True, slots=True)
class FlagChange:
    """What STORE does to the flags of a message.

    Attributes:
        how: ``+`` sets flags, ``-`` takes them away, ``=`` puts them in the place of all others.
        flags: The flags.
    """

    how: Literal["+", "-", "="]
    flags: frozenset[str]

    def applied(self, flags: frozenset[str]) -> frozenset[str]:
        """The flags of a message after the change."""
        match self.how:
            case "+":
                return flags | self.flags
            case "-":
                return flags - self.flags
        return self.flags


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to be appended.

    Attributes:
        text: Header, empty line and body, line ends as the client sent them.
        flags: Its flags.
        date: When it is to have come; None for now.
    """

    text: bytes
    flags: frozenset[str]
    date: datetime | None


@dataclass(frozen=True, slots=True)
class Added:
    """Messages that were put into a folder (RFC 4315 §3).

    Attributes:
        uid_validity: That of the folder.
        uids: Their UIDs there, ascending.
        sources: For copies the UIDs where they come from, in the same order.
    """

    uid_validity: int
    uids: tuple[int, ...]
    sources: tuple[int, ...] = ()


class Structure(Protocol):
    """Where a message, or a part of one, lies in the text of the whole, and what it is made of (RFC 2046 §5).

    All offsets count octets of the text as it crosses.
    """

    @property
    def start(self) -> int:
        """Where its header begins."""

    @property
    def body(self) -> int:
        """Where its body begins, behind the empty line."""

    @property
    def stop(self) -> int:
        """Where it ends; a line end before a delimiter is no part of it."""

    @property
    def header(self) -> bytes:
        """Its header as it crosses, with the empty line."""

    @property
    def lines(self) -> int:
        """How many line ends its body has."""

    @property
    def kind(self) -> str:
        """Its media type in lower case, as it is to be read, whatever its header says."""

    @property
    def parts(self) -> Sequence[Structure]:
        """The parts of a multipart."""

    @property
    def inner(self) -> Structure | None:
        """The message that a message/rfc822 holds."""


class Mailbox(Protocol):
    """A folder that a session has chosen. Others work in it, too; whatever is asked is answered as it is now."""

    async def look(self) -> Snapshot:
        """The mailbox as it is now; the same object as before where nothing has changed."""

    async def claim_recent(self) -> int:
        r"""The first UID of which no session has been told; from now on the messages are \Recent to no later one.

        Raises:
            MailboxTrouble: That cannot be kept.
        """

    async def facts(self, uids: Collection[int]) -> Mapping[int, Facts]:
        """Size and date of messages, by UID; those that are gone are left out.

        Raises:
            MailboxTrouble: They cannot be read.
        """

    async def undisturbed(self, read: Callable[[], Result]) -> Result:
        """Have messages read when they can be read at once; others are served until then.

        Args:
            read: Calls `header`, `text` or `structure`, or takes the next chunk of a text; it should not take long.
        """

    def header(self, uid: int) -> bytes:
        """The header of a message as it crosses, with the empty line.

        Raises:
            MessageGone: It is not there any more.
            MailboxTrouble: It cannot be read.
        """

    def text(self, uid: int) -> Iterator[bytes]:
        """The text of a message in chunks of at most some 64 KiB, each of which is read without long waiting.

        Returns:
            Header, empty line and body, with CRLF line ends: as many octets as `Facts.size` says. The chunks are
            asked for as fast as the client reads, perhaps never to the end.

        Raises:
            MessageGone: It is not there any more; raised by the call.
            MailboxTrouble: It cannot be read; raised by the call or by a chunk.
        """

    def structure(self, uid: int) -> Structure:
        """What a message is made of; raises as `header` does."""

    async def store(self, uids: Collection[int], change: FlagChange, *, why: str) -> None:
        """Change flags for good, of all these messages or, where it fails, of none. Those that are gone do not count.

        Args:
            uids: The messages.
            change: What is to be done with their flags.
            why: The command that asks for it, such as ``STORE`` or ``FETCH``.

        Raises:
            MailboxTrouble: It cannot be written now, or not at all (`MailboxTooLarge`).
            MailboxBusy: Another program does not let go of the lock.
        """

    async def expunge(self, uids: Collection[int], *, why: str) -> None:
        """Remove messages for good; as `store`."""

    async def copy(self, uids: Sequence[int], folder: str) -> Added:
        """Put copies of messages, with flags and dates, into another folder: of all of them, or none.

        Those that are gone do not count.

        Raises:
            NoSuchFolder: There is none of that name.
            MailboxTrouble: One of the two cannot be read or written now.
            MailboxBusy: Another program does not let go of the lock.
        """

    async def move(self, uids: Sequence[int], folder: str) -> Added:
        """Copy messages and remove them here, so that each is in one folder whatever happens; as `copy`."""

    def watch(self, tell: Callable[[], Awaitable[None]]) -> Callable[[], None]:
        """Have somebody told, soon and in the session's own thread, that `look` would find something new.

        Args:
            tell: Tells it; what it returns is done when the client has been told.

        Returns:
            What ends that.
        """

    def release(self) -> None:
        """The session has left the folder. Called once, whatever happened before."""


@dataclass(frozen=True, slots=True)
class Folder:
    r"""A folder by its name.

    Attributes:
        name: Its name as it crosses: ASCII, levels parted by ``/`` (RFC 3501 §5.1); ``INBOX`` in capitals.
        use: What it is for, such as ``\Trash`` (RFC 6154 §2); empty where for nothing in particular.
    """

    name: str
    use: str = ""


class Account(Protocol):
    """The folders of somebody who is logged in. Names are as `Folder.name` has them."""

    async def folders(self) -> Sequence[Folder]:
        """All folders; INBOX always is one of them."""

    async def subscribed(self) -> Sequence[str]:
        """The names on the user's list (RFC 3501 §6.3.6); a folder of that name need not exist."""

    async def subscribe(self, name: str, *, listed: bool) -> None:
        """Put a name on that list, or take it away; raises `MailboxTrouble` where the list cannot be written."""

    async def open(self, name: str) -> Mailbox:
        """Open a folder.

        Raises:
            NoSuchFolder: There is none of that name.
            MailboxTrouble: It cannot be read.
            MailboxBusy: Another program does not let go of the lock.
        """

    async def append(self, name: str, letter: Letter) -> Added:
        """Put a message into a folder for good; raises as `open` does, and where it cannot be written."""

    async def create(self, name: str) -> None:
        """Make a folder, and those above it where they are missing.

        Raises:
            FolderExists: There is one of that name.
            NameRefused: No folder can have that name.
            MailboxTrouble: It cannot be made now.
        """

    async def delete(self, name: str) -> None:
        """Remove a folder with everything in it, but not those below it.

        Raises:
            NoSuchFolder: There is none of that name.
            NameRefused: It cannot be removed, as INBOX.
            MailboxTrouble: It cannot be removed now.
        """

    async def rename(self, name: str, to: str) -> None:
        """Give a folder another name, and those below it. Of INBOX, the messages go there (RFC 3501 §6.3.5).

        Raises:
            NoSuchFolder: There is none of that name.
            FolderExists: There is one of the new name.
            NameRefused: No folder can have the new name.
            MailboxTrouble: It cannot be renamed now.
        """

    def release(self) -> None:
        """The session is over. Called once, whatever happened before."""


OpenAccount: TypeAlias = Callable[[str, int], Awaitable[Account]]
"""Opens a user's folders, given the name in lower case and the number of the connection.

Raises `MailboxTrouble` where they are not to be had, `MailboxBusy` where that will pass.
"""
