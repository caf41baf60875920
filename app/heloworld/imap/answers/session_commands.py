"""What the server answers about the session itself: the login, the choice of a mailbox, the end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

from heloworld.imap import wording
from heloworld.imap.answers.authentication import Authentication
from heloworld.imap.answers.name_patterns import folder_name
from heloworld.imap.answers.reply import Answer, Handlers, Ok, Protest, Refused, Request, echo, line
from heloworld.imap.answers.standing import Standing
from heloworld.imap.answers.view import View
from heloworld.imap.grammar.cursor import Bad
from heloworld.imap.mailbox import Account, NoSuchFolder
from heloworld.imap.states import ImapState

Open: TypeAlias = Callable[[str], Awaitable[Account]]
"""Opens the mailboxes of a user."""

_MOST_FIELDS: Final = 60
"""What ID takes: 30 names and their values (RFC 2971 §3.3)."""


class SessionCommands:
    """The commands about the session itself.

    Args:
        standing: Where the session stands.
        authentication: What the client says about itself.
        open_account: Opens the mailboxes of who is let in.
    """

    def __init__(self, standing: Standing, authentication: Authentication, open_account: Open) -> None:
        self._standing, self._authentication, self._open = standing, authentication, open_account
        self.handlers: Handlers = {
            "CAPABILITY": self._capability,
            "NOOP": self._nothing,
            "CHECK": self._nothing,
            "ID": self._id,
            "ENABLE": self._enable,
            "LOGOUT": self._logout,
            "STARTTLS": self._starttls,
            "LOGIN": self._login,
            "AUTHENTICATE": self._authenticate,
            "IDLE": self._idle,
            "SELECT": self._select,
            "EXAMINE": self._select,
            "CLOSE": self._leave,
            "UNSELECT": self._leave,
        }

    @property
    def capabilities(self) -> str:
        """What is announced now."""
        is_in = self._standing.is_logged_in
        return " ".join(wording.IMAP_AFTER_LOGIN) if is_in else self._authentication.capabilities

    async def _capability(self, _request: Request) -> Answer:
        yield line(f"* CAPABILITY {self.capabilities}")
        is_in = self._standing.is_logged_in
        yield Ok(wording.COMPLETED.format(verb="Capability") if is_in else wording.CAPABILITY_BEFORE_LOGIN)

    async def _nothing(self, request: Request) -> Answer:
        yield Ok(wording.COMPLETED.format(verb="NOOP" if request.verb == "NOOP" else "Check"))

    async def _id(self, request: Request) -> Answer:
        cursor = request.cursor
        if not cursor.at_end:  # some clients send nothing
            cursor.space()
        if not (cursor.at_end or cursor.takes(b"NIL")) and len(cursor.listed(cursor.nil_or_string)) > _MOST_FIELDS:
            raise Bad("Too many fields")
        cursor.end()
        yield line(wording.ID)
        yield Ok(wording.COMPLETED.format(verb="ID"))

    async def _enable(self, request: Request) -> Answer:
        request.cursor.space()
        request.cursor.atom()
        yield line(wording.NOTHING_ENABLED)
        yield Ok(wording.ENABLED)

    async def _logout(self, _request: Request) -> Answer:
        self._standing.leave()
        self._standing.state = ImapState.LOGOUT
        yield line(wording.BYE)
        yield Ok(wording.COMPLETED.format(verb="Logout"))

    async def _starttls(self, request: Request) -> Answer:
        request.cursor.end()
        self._authentication.starttls()
        self._standing.state = ImapState.TLS
        yield Ok(wording.BEGIN_TLS)

    # The login

    async def _login(self, request: Request) -> Answer:
        if not self._authentication.lets_log_in:
            yield line(wording.EXPOSED)
        async for part in self._admit(self._authentication.login(request.cursor)):
            yield part

    async def _authenticate(self, request: Request) -> Answer:
        async for part in self._ask_or_admit(self._authentication.authenticate(request.cursor)):
            yield part

    async def answer(self, text: bytes) -> Answer:
        """Take an answer to a question of AUTHENTICATE."""
        async for part in self._ask_or_admit(self._authentication.answer(text)):
            yield part

    async def _ask_or_admit(self, step: str | bytes) -> Answer:
        if isinstance(step, bytes):
            self._standing.state = ImapState.AUTH
            yield line(wording.CHALLENGE.format(question=step.decode("ascii")))
            return
        async for part in self._admit(step):
            yield part

    async def _admit(self, user: str) -> Answer:
        self._standing.log_in(await self._open(user))
        yield Ok(wording.LOGGED_IN.format(capabilities=self.capabilities))

    # The mailbox that is chosen

    async def _select(self, request: Request) -> Answer:
        request.cursor.space()
        name = folder_name(request.cursor.astring())
        request.cursor.end()
        if self._standing.leave():
            yield line(wording.PREVIOUS_CLOSED)
        try:
            mailbox = await self._standing.account.open(name)
        except NoSuchFolder:
            raise Refused(wording.NO_SUCH_FOLDER.format(name=echo(name))) from None
        is_read_only = request.verb == "EXAMINE"
        try:
            claimed = 0 if is_read_only else await mailbox.claim_recent()
            now = await mailbox.look()
            view = View(now, recent_from=claimed or now.recent_from, read_only=is_read_only)
        except BaseException:
            mailbox.release()
            raise
        self._standing.choose(name, mailbox, view)
        for told in view.opening():
            yield told
        yield Ok(wording.READ_ONLY if is_read_only else wording.READ_WRITE)

    async def _leave(self, request: Request) -> Answer:
        messages = self._standing.messages
        if request.verb == "CLOSE" and messages is not None:
            await messages.remove_deleted()
        self._standing.leave()
        yield Ok(wording.COMPLETED.format(verb=request.verb.capitalize()))

    async def _idle(self, request: Request) -> Answer:
        request.cursor.end()
        self._standing.state = ImapState.IDLE
        yield line(wording.IDLING)

    async def end_idle(self, text: bytes) -> Answer:
        """Take the line that ends the waiting; only DONE ends it well (RFC 2177 §3)."""
        self._standing.resume()
        if text.strip().upper() != b"DONE":
            raise Protest(wording.EXPECTED_DONE)
        yield Ok(wording.COMPLETED.format(verb="Idle"))
