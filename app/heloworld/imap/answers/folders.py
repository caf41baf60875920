"""What the server answers about mailboxes as wholes (RFC 3501 §6.3), whichever is chosen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeVar

from heloworld.imap import wording
from heloworld.imap.answers.messages import Messages
from heloworld.imap.answers.name_patterns import LONGEST, Pattern, folder_name, parents
from heloworld.imap.answers.reply import Answer, Handlers, Ok, Refused, Request, echo, line
from heloworld.imap.grammar.cursor import MISSING, Bad, Cursor
from heloworld.imap.grammar.dates import internal_date
from heloworld.imap.grammar.flags import flag_list
from heloworld.imap.mailbox import Account, FolderExists, Letter, NameRefused, NoSuchFolder, Snapshot
from heloworld.imap.message.strings import astring

_STATUS: Mapping[str, Callable[[Snapshot], int]] = {
    "MESSAGES": lambda now: len(now.messages),
    "RECENT": lambda now: len(now.recent(now.recent_from)),
    "UIDNEXT": lambda now: now.uid_next,
    "UIDVALIDITY": lambda now: now.uid_validity,
    "UNSEEN": lambda now: sum(r"\Seen" not in each.flags for each in now.messages),
}
"""What STATUS can be asked for, in the order in which it is told."""

_MOST_STATUS: Final = 50

_T = TypeVar("_T")


class Folders:
    """The mailboxes of somebody who is logged in.

    Args:
        account: The mailboxes.
        chosen: The one that is chosen; None while there is none.
    """

    def __init__(self, account: Account, chosen: Callable[[], Messages | None]) -> None:
        self._account, self._chosen = account, chosen
        self.handlers: Handlers = {
            "NAMESPACE": self._namespace,
            "LIST": self._list,
            "LSUB": self._lsub,
            "STATUS": self._status,
            "CREATE": self._create,
            "DELETE": self._delete,
            "RENAME": self._rename,
            "SUBSCRIBE": self._subscribe,
            "UNSUBSCRIBE": self._subscribe,
            "APPEND": self._append,
        }

    async def _namespace(self, _request: Request) -> Answer:
        yield line(wording.NAMESPACE)
        yield Ok(wording.COMPLETED.format(verb="Namespace"))

    async def _list(self, request: Request) -> Answer:
        reference, pattern = _pattern(request.cursor)
        if not pattern:
            yield line(wording.NO_REFERENCE)
        else:
            folders = {folder.name: folder.use for folder in await self._account.folders()}
            above = parents(folders)
            wanted = Pattern(reference, pattern)
            for name in _sorted(wanted, folders.keys() | above):
                children = r"\HasChildren" if name in above else r"\HasNoChildren"
                words = [*([] if name in folders else [r"\Noselect"]), children, folders.get(name, "")]
                yield _listed("LIST", " ".join(filter(None, words)), name)
        yield Ok(wording.COMPLETED.format(verb="List"))

    async def _lsub(self, request: Request) -> Answer:
        reference, pattern = _pattern(request.cursor)
        names = set(await self._account.subscribed())
        wanted = Pattern(reference, pattern)
        above = {name for name in parents(names) - names if pattern.endswith("%")}
        for name in _sorted(wanted, names | above):
            yield _listed("LSUB", "" if name in names else r"\Noselect", name)
        yield Ok(wording.COMPLETED.format(verb="Lsub"))

    async def _status(self, request: Request) -> Answer:
        name = _name(request.cursor)
        request.cursor.space(MISSING)
        items = {item.decode("ascii").upper() for item in request.cursor.listed(request.cursor.atom)[:_MOST_STATUS]}
        request.cursor.end()
        if not items:
            raise Bad("Empty status list")
        for item in items - _STATUS.keys():
            raise Bad(f"Invalid status item {item[:40]}")
        mailbox = await self._found(self._account.open(name), name)
        try:
            now = await mailbox.look()
        finally:
            mailbox.release()
        counts, chosen = {item: count(now) for item, count in _STATUS.items() if item in items}, self._chosen()
        is_chosen = chosen is not None and chosen.name == name
        if chosen is not None and is_chosen and "RECENT" in counts:
            counts["RECENT"] = chosen.recent(now)  # as Dovecot has it: those that the session was told of count
        told = " ".join(f"{item} {count}" for item, count in counts.items())
        yield b"* STATUS " + astring(name) + f" ({told})\r\n".encode("ascii")
        yield Ok(wording.STATUS_OF_SELECTED if is_chosen else wording.COMPLETED.format(verb="Status"))

    async def _create(self, request: Request) -> Answer:
        name = _only_name(request.cursor)
        await self._made(self._account.create(name), name)
        yield Ok(wording.COMPLETED.format(verb="Create"))

    async def _delete(self, request: Request) -> Answer:
        name = _only_name(request.cursor)
        if name == "INBOX":
            raise Refused(wording.INBOX_STAYS)
        await self._made(self._found(self._account.delete(name), name, "[NONEXISTENT] "), name)
        yield Ok(wording.COMPLETED.format(verb="Delete"))

    async def _rename(self, request: Request) -> Answer:
        name = _name(request.cursor)
        to = _only_name(request.cursor)
        renamed = self._found(self._account.rename(name, to), name, "[NONEXISTENT] ")
        await self._made(renamed, to, wording.TARGET_EXISTS)
        yield Ok(wording.COMPLETED.format(verb="Rename"))

    async def _subscribe(self, request: Request) -> Answer:
        name = _only_name(request.cursor)
        if request.verb == "SUBSCRIBE" and not await self._exists(name):
            raise Refused(wording.NO_SUCH_FOLDER.format(name=echo(name)))
        await self._account.subscribe(name, listed=request.verb == "SUBSCRIBE")
        yield Ok(wording.COMPLETED.format(verb=request.verb.capitalize()))

    async def _append(self, request: Request) -> Answer:
        cursor = request.cursor
        name = _name(cursor)
        cursor.space()
        flags, date = frozenset[str](), None
        if cursor.sees(b"("):
            flags = flag_list(cursor)
            cursor.space()
        if cursor.sees(b'"'):
            date = internal_date(cursor)
            cursor.space()
        text = cursor.string()
        cursor.end()
        if not text:
            raise Refused(wording.NO_OCTETS)
        letter = Letter(text, flags, date)
        added = await self._found(self._account.append(name, letter), name, "[TRYCREATE] ")
        yield Ok(wording.APPENDED.format(uid_validity=added.uid_validity, uid=added.uids[0]))

    async def missing(self, cursor: Cursor) -> str:
        """Why an APPEND cannot succeed, as far as is known before its literal; empty where it may."""
        name = _name(cursor)
        return "" if await self._exists(name) else "[TRYCREATE] " + wording.NO_SUCH_FOLDER.format(name=echo(name))

    async def _exists(self, name: str) -> bool:
        return name in {folder.name for folder in await self._account.folders()}

    @staticmethod
    async def _found(work: Awaitable[_T], name: str, code: str = "") -> _T:
        """Do something with a mailbox that has to be there."""
        try:
            return await work
        except NoSuchFolder:
            raise Refused(code + wording.NO_SUCH_FOLDER.format(name=echo(name))) from None

    @staticmethod
    async def _made(work: Awaitable[None], name: str, exists: str = wording.FOLDER_EXISTS) -> None:
        """Do something that makes or removes a name."""
        try:
            await work
        except FolderExists:
            raise Refused(exists) from None
        except NameRefused:
            raise Refused(wording.NAME_REFUSED.format(name=echo(name))) from None


def _sorted(wanted: Pattern, names: set[str]) -> list[str]:
    """The names that fit, INBOX first."""
    return sorted(filter(wanted.fits, names), key=lambda name: (name != "INBOX", name))


def _listed(word: str, attributes: str, name: str) -> bytes:
    return f'* {word} ({attributes}) "/" '.encode("ascii") + astring(name) + b"\r\n"


def _pattern(cursor: Cursor) -> tuple[str, str]:
    """The reference and the pattern of LIST and LSUB."""
    cursor.space("Invalid reference")
    reference = cursor.astring("Invalid reference")
    cursor.space("Invalid pattern")
    pattern = cursor.list_mailbox("Invalid pattern")
    cursor.end()
    return reference.decode("utf-8", "surrogateescape"), pattern.decode("utf-8", "surrogateescape")


def _name(cursor: Cursor) -> str:
    cursor.space(MISSING)
    name = folder_name(cursor.astring())
    if not name:
        raise Refused(wording.NAME_REFUSED.format(name="Name is empty"))
    if len(name) > LONGEST or not name.isascii() or not name.isprintable():
        raise Refused(wording.NAME_REFUSED.format(name=echo(name)))
    return name


def _only_name(cursor: Cursor) -> str:
    name = _name(cursor)
    cursor.end()
    return name
