"""An IMAP session over a connection: the pure session put together with what takes time."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
import time
from typing import TypeAlias

from heloworld.imap import wording
from heloworld.imap.answers.reply import Broken, line
from heloworld.imap.command_reader import Answered, CommandReader, TooLarge
from heloworld.imap.mailbox import Account
from heloworld.imap.policy import Policy
from heloworld.imap.session import Session
from heloworld.imap.states import ImapState
from heloworld.imap.telling import Telling
from heloworld.wire.serving.admission import Full
from heloworld.wire.serving.listener import Speech
from heloworld.wire.serving.server_end import Idle, ServerEnd, TooLong
from heloworld.wire.serving.service import Service

log = logging.getLogger(__name__)

TURN = 0.02
"""Seconds of one answer after which others get their turn."""

ImapService: TypeAlias = Service[Policy, Account]
"""What all sessions share; `open_mail` is an `OpenAccount`."""


async def _serve(service: ImapService, conn: int, end: ServerEnd) -> None:
    """One session, from the greeting to the end; a mailbox that was opened is let go whatever happens."""
    session = Session(
        service.policy,
        service.passwords,
        lambda user: service.open_mail(user, conn),
        offers_tls=service.offers_tls,
        tell=functools.partial(_tell, conn),
    )
    session.authentication.tls = end.tls
    try:
        await _Talk(service, conn, end, session).go()
    finally:
        session.release()


def _tell(conn: int, trouble: Exception) -> None:
    """Say why a mailbox is not to be had: its client hears only that it is not, for the reason is its owner's."""
    if str(trouble):
        log.warning("Connection %d: %s", conn, trouble)


class _Talk:
    """Commands in, answers out, and what has to be waited for between them."""

    def __init__(self, service: ImapService, conn: int, end: ServerEnd, session: Session) -> None:
        self._service, self._conn, self._end, self._session = service, conn, end, session
        self._reader = CommandReader(end, session, service.policy)

    async def go(self) -> None:
        """Greet, and answer until the session is over or the client is gone."""
        await self._end.send(self._session.greeting)
        while self._session.state is not ImapState.LOGOUT:
            if not await self._turn():
                return

    async def _turn(self) -> bool:
        """One command; whether there may be more."""
        try:
            raw = await (self._idle() if self._session.state is ImapState.IDLE else self._reader.next())
        except TooLong:
            return await self._answer_too_long()
        except TooLarge:
            await self._end.send(line(wording.LITERAL_TOO_LARGE))
            return False
        except Answered:
            return True
        except Idle:
            await self._end.send(line(wording.INACTIVE))
            raise
        return raw is not None and await self._answer(raw)

    async def _answer(self, raw: bytes) -> bool:
        """Answer a command; whether the session goes on."""
        begun = time.monotonic()
        try:
            async with contextlib.aclosing(self._session.receive(raw)) as parts:
                async for part in parts:
                    if self._end.is_over:
                        return False
                    if self._session.state is ImapState.TLS:
                        return await self._begin_tls(part)
                    await self._end.send(part)
                    if time.monotonic() - begun > TURN:
                        await asyncio.sleep(0)
                        begun = time.monotonic()
        except Broken:
            log.warning("Connection %d: a message could not be read to its end, so the session was cut.", self._conn)
            self._end.give_up("mailbox trouble")
            self._end.abort()
            return False
        return True

    async def _answer_too_long(self) -> bool:
        await self._end.send(self._session.line_too_long())
        return True

    async def _idle(self) -> bytes | None:
        """Tell what happens in the mailbox until the client sends a line; that."""
        telling = Telling()
        mailbox = self._session.mailbox
        end_watch = mailbox.watch(telling.ask) if mailbox is not None else None
        sent = asyncio.ensure_future(self._reader.next())
        try:
            await self._tell_news()
            while not sent.done() and self._session.state is ImapState.IDLE:
                told = asyncio.ensure_future(telling.wait())
                await asyncio.wait({sent, told}, return_when=asyncio.FIRST_COMPLETED)
                told.cancel()
                if telling.has_news:
                    with telling.told():
                        await self._tell_news()
            return await sent if self._session.state is ImapState.IDLE else None
        finally:
            sent.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await sent
            if end_watch is not None:
                end_watch()
            with telling.told():
                pass

    async def _tell_news(self) -> None:
        for told in await self._session.news():
            await self._end.send(told)
        await self._end.flush()

    async def _begin_tls(self, agreed: bytes) -> bool:
        """Agree to STARTTLS and shake hands, or say that there are no certificates to be had; whether it goes on."""
        context = await self._service.tls_context()
        if context is None:
            await self._end.send(self._session.tls_failed())
            return True
        await self._end.send(agreed)
        if not await self._end.start_tls(context):
            return False
        self._session.tls_started()
        return True


SPEECH = Speech(
    "imap",
    _serve,
    {Full.ALL: wording.TOO_MANY_CONNECTIONS, Full.CLIENT: wording.TOO_MANY_OF_CLIENT},
    line(wording.SHUTTING_DOWN),
)
"""How a server speaks IMAP: what a `Listener` wants to know."""
