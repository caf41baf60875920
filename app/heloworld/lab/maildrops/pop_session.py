"""A login as the POP3 server knows it: the same letters, and what goes wrong in its words."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet

from heloworld.errors import MailboxError, MailboxLocked, MailboxTooLarge
from heloworld.lab.maildrops.login import Login, log_in
from heloworld.lab.maildrops.maildrop import Maildrop, MaildropInUse, Result
from heloworld.mbox.maildrop.maildrop_file import LetterGone
from heloworld.pop.maildrop import Entry, MaildropBusy, MaildropTooLarge, MaildropTrouble, MessageGone


async def open_for_pop(maildrop: Maildrop, conn: int) -> PopSession:
    """Have a mailbox for one session.

    Args:
        maildrop: The mailbox.
        conn: The session's connection.

    Raises:
        MaildropBusy: Another session has it, or another program its lock.
        MaildropTrouble: It cannot be read.
    """
    with _in_words_of_pop():
        return PopSession(await log_in(maildrop, conn))


class PopSession:
    """The letters at the login; `pop.maildrop.Maildrop` says what its methods do.

    Args:
        login: The login.
    """

    def __init__(self, login: Login) -> None:
        self._login = login
        self._entries = tuple(Entry(each.size, each.unique_id) for each in login.entries)

    @property
    def entries(self) -> Sequence[Entry]:
        """The letters."""
        return self._entries

    @property
    def gone(self) -> AbstractSet[int]:
        """The numbers of those that somebody else has deleted since."""
        return self._login.gone

    def text(self, number: int) -> Iterator[bytes]:
        """The text of a letter in chunks; the first is read at once, for the reply says whether there is any."""
        with _in_words_of_pop():
            chunks = self._login.text(number)
            first = next(chunks, b"")
        return _whole(first, chunks)

    async def undisturbed(self, read: Callable[[], Result]) -> Result:
        """Have a letter read when it can be read at once."""
        return await self._login.undisturbed(read)

    async def delete(self, numbers: Collection[int]) -> None:
        """Delete letters for good."""
        with _in_words_of_pop():
            await self._login.delete(numbers)

    def release(self) -> None:
        """Let others have the mailbox."""
        self._login.release()


def _whole(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    with _in_words_of_pop():
        yield from rest


class _in_words_of_pop(contextlib.AbstractContextManager[None]):  # noqa: N801 - used as a function is
    """Say what goes wrong as the server knows it; entered for every message that is read."""

    __slots__ = ()

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is None:  # as it is nearly always
            return
        match error:
            case MaildropInUse():  # which its reply says
                raise MaildropBusy from error
            case MailboxLocked():
                raise MaildropBusy(str(error)) from error
            case LetterGone():
                raise MessageGone(str(error)) from error
            case MailboxTooLarge():
                raise MaildropTooLarge(str(error)) from error
            case MailboxError():
                raise MaildropTrouble(str(error)) from error
