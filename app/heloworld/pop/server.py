"""A POP3 session over a connection: the pure session put together with what takes time."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from heloworld.pop import wording
from heloworld.pop.answers.answer import Answer, Todo, line
from heloworld.pop.maildrop import Maildrop, MaildropBusy, MaildropTrouble, MessageGone, Result
from heloworld.pop.policy import Policy
from heloworld.pop.session import Session
from heloworld.wire.serving.admission import Full
from heloworld.wire.serving.listener import Speech
from heloworld.wire.serving.server_end import Idle, ServerEnd, TooLong
from heloworld.wire.serving.service import Service

log = logging.getLogger(__name__)

PopService: TypeAlias = Service[Policy, Maildrop]
"""What all sessions share; `open_mail` is an `OpenMaildrop`."""


async def _serve(service: PopService, conn: int, end: ServerEnd) -> None:
    """One session, from the greeting to the end; a maildrop that was opened is let go whatever happens."""
    tell = partial(_tell, conn)
    session = Session(service.policy, service.passwords, offers_tls=service.offers_tls, tell=tell)
    session.authorization.tls = end.tls
    try:
        await _Talk(service, conn, end, session).go()
    finally:
        if session.transaction is not None:
            session.transaction.maildrop.release()


def _tell(conn: int, trouble: Exception) -> None:
    """Say why a maildrop is not to be had: its client hears only that it is not, for the reason is its owner's."""
    if str(trouble):
        log.warning("Connection %d: %s", conn, trouble)


class _Talk:
    """Lines in, answers out, and what has to be waited for between them."""

    def __init__(self, service: PopService, conn: int, end: ServerEnd, session: Session) -> None:
        self._service, self._conn, self._end, self._session = service, conn, end, session

    async def go(self) -> None:
        """Greet, and answer until the session is over or the client is gone."""
        await self._end.send(self._session.greeting)
        while (answer := await self._next()) is not None:
            if not await self._give(answer) or answer.todo is Todo.CLOSE:
                return

    async def _next(self) -> Answer | None:
        """The answer to the next line; None where there is none any more."""
        try:
            text = await self._end.line(self._service.policy.command_limit)
        except TooLong:
            return self._session.line_too_long()
        except Idle:
            await self._end.send(line(wording.IDLE))
            raise
        if text is None:
            return None
        return await self._after(await self._undisturbed(lambda: self._session.command(text)))

    async def _after(self, answer: Answer) -> Answer:
        """The answer to give, once what it depends on is done."""
        match answer.todo:
            case Todo.OPEN:
                return await self._open()
            case Todo.UPDATE:
                return await self._update()
            case Todo.START_TLS:
                return await self._begin_tls(answer)
        return answer

    async def _give(self, answer: Answer) -> bool:
        """Send an answer; whether all of it could be sent.

        Where a message breaks off, so does the session: what the client has sent behind it, DELE and QUIT perhaps,
        was meant for somebody who has the message.
        """
        await self._end.send(answer.data)
        if not answer.body:
            return True
        try:
            body = iter(answer.body)
            while (chunk := await self._undisturbed(lambda: next(body, None))) is not None:
                if self._end.is_over:
                    return False
                await self._end.send(chunk)
        except (MaildropTrouble, MessageGone, OSError):
            log.warning("Connection %d: a message could not be read to its end, so the session was cut.", self._conn)
            self._end.give_up("mailbox trouble")
            self._end.abort()
            return False
        return True

    async def _undisturbed(self, read: Callable[[], Result]) -> Result:
        """Do something that may read a message, when that can be done at once."""
        transaction = self._session.transaction
        return read() if transaction is None else await transaction.maildrop.undisturbed(read)

    async def _open(self) -> Answer:
        user = self._session.authorization.user
        try:
            maildrop = await self._service.open_mail(user, self._conn)
        except (MaildropBusy, MaildropTrouble) as error:
            return self._session.not_opened(error)
        except Exception as error:
            log.exception("a maildrop could not be opened")
            return self._session.not_opened(error)
        return self._session.opened(maildrop)

    async def _update(self) -> Answer:
        """Delete what is marked, whether the client still listens or not: it has said QUIT."""
        transaction = self._session.transaction
        assert transaction is not None
        try:
            await transaction.maildrop.delete(transaction.marked)
        except (MaildropBusy, MaildropTrouble) as error:
            return self._session.not_updated(error)
        except Exception as error:
            log.exception("marked messages could not be deleted")
            return self._session.not_updated(error)
        return self._session.updated()

    async def _begin_tls(self, answer: Answer) -> Answer:
        """Agree to STLS and shake hands, or say that there are no certificates to be had."""
        context = await self._service.tls_context()
        if context is None:
            return self._session.tls_failed()
        await self._end.send(answer.data)
        if not await self._end.start_tls(context):
            return Answer(b"", Todo.CLOSE)
        self._session.tls_started()
        return Answer(b"")


SPEECH = Speech(
    "pop3",
    _serve,
    {Full.ALL: wording.TOO_MANY_CONNECTIONS, Full.CLIENT: wording.TOO_MANY_OF_CLIENT},
    line(wording.SHUTTING_DOWN),
)
"""How a server speaks POP3: what a `Listener` wants to know."""
