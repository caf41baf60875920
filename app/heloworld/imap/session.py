"""What the server answers: one session as pure state, no I/O of its own.

Commands go in; octets come out. What has to be waited for, a mailbox that is opened or rewritten, is awaited through
`heloworld.imap.mailbox`; a handshake is the business of whoever owns the connection, who sees by `state` what comes
next: a command, an answer in a login, the DONE of an IDLE, a handshake, or the end.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Callable

from heloworld.imap import commands, wording
from heloworld.imap.answers.authentication import Authentication
from heloworld.imap.answers.reply import Answer, Broken, Inconsistent, Ok, Protest, Refused, Request, line
from heloworld.imap.answers.session_commands import Open, SessionCommands
from heloworld.imap.answers.standing import Standing
from heloworld.imap.commands import COMMANDS, Line
from heloworld.imap.grammar.cursor import Bad, Cursor
from heloworld.imap.mailbox import Mailbox, MailboxBusy, MailboxTooLarge, MailboxTrouble
from heloworld.imap.policy import Policy
from heloworld.imap.states import TABLE, ImapState
from heloworld.wire import sasl
from heloworld.wire.rows import State

log = logging.getLogger(__name__)

_QUIET = frozenset({"FETCH", "STORE", "SEARCH"})
"""Commands in which numbers must not change (RFC 3501 §7.4.1)."""

_UNTOLD = frozenset({"SELECT", "EXAMINE", "CLOSE", "UNSELECT", "LOGOUT"})
"""Commands after which there is nothing to tell of the mailbox that was chosen."""


class Session:
    """What the server knows about one client.

    Args:
        policy: What is allowed.
        passwords: Who may log in.
        open_account: Opens the mailboxes of somebody who has logged in.
        offers_tls: Whether STARTTLS can be done.
        tell: Is told why a mailbox is not to be had, a `MailboxBusy` or `MailboxTrouble`.

    Attributes:
        authentication: What the client has said about itself.
    """

    def __init__(
        self,
        policy: Policy,
        passwords: sasl.Passwords,
        open_account: Open,
        *,
        offers_tls: bool,
        tell: Callable[[Exception], object] = lambda _: None,
    ) -> None:
        self.authentication = Authentication(policy, passwords, offers_tls=offers_tls)
        self._standing = Standing(tell)
        self._own = SessionCommands(self._standing, self.authentication, open_account)
        self._policy = policy
        self._errors = 0

    @property
    def greeting(self) -> bytes:
        """The first line."""
        said = wording.GREETING.format(capabilities=self._own.capabilities, hostname=self._policy.hostname)
        return line(said)

    @property
    def state(self) -> State:
        """Where the session stands, or in which pause it is."""
        return self._standing.state

    @property
    def mailbox(self) -> Mailbox | None:
        """The mailbox that is chosen."""
        return None if self._standing.messages is None else self._standing.messages.mailbox

    async def receive(self, raw: bytes) -> AsyncGenerator[bytes, None]:
        """Answer what a client has sent: a command with its literals, without its line end, or whatever is due.

        Raises:
            Broken: A literal cannot be sent to its end: the connection has to be cut.
        """
        async for part in self._receive(raw):
            yield part
        if last_word := self._last_word():
            yield last_word

    async def refusal(self, raw: bytes) -> bytes:
        """Why a literal that a command announces is not wanted; empty where it may come.

        Args:
            raw: The command so far, with the mark that announces the literal.
        """
        parsed = commands.parse(raw)
        if (refusal := self._misfit(parsed)) is not None:
            self._errors += 1
            return refusal + self._last_word()
        folders = self._standing.folders
        if parsed.verb != "APPEND" or folders is None or not parsed.argument.rpartition(b"{")[0].strip():
            return b""
        try:
            why = await folders.missing(Cursor(parsed.argument))
        except (Bad, Refused, MailboxTrouble, MailboxBusy):  # said when the command is whole
            return b""
        if not why:
            return b""
        self._errors += 1
        return line(f"{_text(parsed.tag)} NO {why}") + self._last_word()

    def message_too_large(self, raw: bytes) -> bytes:
        """Refuse a message before it comes, for its size (RFC 4469 §4.2: TOOBIG)."""
        self._errors += 1
        words = wording.MESSAGE_TOO_LARGE.format(limit=self._policy.message_limit)
        return line(f"{_text(commands.parse(raw).tag)} NO {words}") + self._last_word()

    def takes_message(self, raw: bytes) -> bool:
        """Whether the next literal of a command may be as large as a message."""
        return self._standing.is_logged_in and commands.parse(raw).verb == "APPEND"

    async def news(self) -> list[bytes]:
        """What has happened in the mailbox, for a client that idles; the end, where it is another one now."""
        if self._standing.messages is None:
            return []
        try:
            return await self._standing.messages.news()
        except Inconsistent:
            self._standing.state = ImapState.LOGOUT
            return [line(wording.INCONSISTENT)]
        except (MailboxTrouble, MailboxBusy):  # it will be told when the mailbox can be read again
            return []

    def line_too_long(self) -> bytes:
        """Answer a line that exceeded its limit."""
        self._errors += 1
        self._standing.resume()
        return line(wording.LINE_TOO_LONG) + self._last_word()

    def tls_started(self) -> None:
        """Forget everything the client said in the clear (RFC 3501 §6.2.1)."""
        self._standing.resume()
        self.authentication.tls_started()

    def tls_failed(self) -> bytes:
        """What to say to STARTTLS where no handshake can be had after all."""
        self._standing.resume()
        return line(f"{self._standing.tag} NO {wording.TLS_UNAVAILABLE}")

    def release(self) -> None:
        """The session is over, whatever it was at."""
        self._standing.release()

    def _last_word(self) -> bytes:
        """What is said to a client that has made too many mistakes; nothing to any other."""
        if self._errors < self._policy.error_limit or self.state is ImapState.LOGOUT:
            return b""
        self._standing.state = ImapState.LOGOUT
        return line(wording.TOO_MANY)

    def _receive(self, raw: bytes) -> AsyncGenerator[bytes, None]:
        if self.state is ImapState.IDLE:
            return self._settle("IDLE", self._own.end_idle(raw))
        if self.state is ImapState.AUTH:
            return self._settle("AUTHENTICATE", self._own.answer(raw))
        return self._command(commands.parse(raw))

    async def _command(self, parsed: Line) -> AsyncGenerator[bytes, None]:
        if (refusal := self._misfit(parsed)) is not None:
            self._errors += 1
            yield refusal
            return
        self._standing.tag = _text(parsed.tag)
        by_uid = parsed.verb.startswith("UID ")
        request = Request(parsed.verb.removeprefix("UID "), Cursor(parsed.argument), by_uid)
        async for part in self._settle(parsed.verb, self._answer(request)):
            yield part

    def _answer(self, request: Request) -> Answer:
        """What answers a command that makes sense now."""
        messages, folders = self._standing.messages, self._standing.folders
        for part in (self._own, messages, folders):
            if part is not None and request.verb in part.handlers:
                return part.handlers[request.verb](request)
        raise AssertionError(request.verb)

    def _misfit(self, parsed: Line) -> bytes | None:
        """Why a line is no command that makes sense now; None where it is one."""
        if not parsed.tag:
            return line(wording.INVALID_TAG)
        if parsed.verb in TABLE[self.state]:
            return None
        tag, verb = _text(parsed.tag), parsed.verb
        if self.state is ImapState.NOT_AUTHENTICATED:
            meant = COMMANDS.get(tag.upper())
            is_untagged = meant is not None and not meant.instead and verb not in COMMANDS
            words = wording.TAG_IS_COMMAND if is_untagged else wording.BEFORE_LOGIN
        elif not verb or verb == "UID":
            words = wording.INVALID_NAME
        elif verb in TABLE[ImapState.SELECTED]:
            words = wording.NO_MAILBOX
        else:
            words = wording.UNKNOWN_COMMAND.format(verb=verb)
        return line(f"{tag} BAD {words}")

    async def _settle(self, verb: str, answer: Answer) -> AsyncGenerator[bytes, None]:
        """Send an answer, what is new in the mailbox, and how the command went."""
        tag = self._standing.tag
        try:
            async for part in answer:
                if not isinstance(part, Ok):
                    yield part
                    continue
                if self._standing.is_logged_in:
                    self._errors = 0
                for told in await self._news_after(verb):
                    yield told
                yield line(f"{tag} OK {part.words}")
        except Inconsistent:
            self._standing.state = ImapState.LOGOUT
            yield line(wording.INCONSISTENT)
        except Broken:
            raise
        except _REFUSALS as error:
            if isinstance(error, MailboxBusy | MailboxTrouble):
                self._standing.tell(error)
            yield self._refused(tag, self._explained(verb, error))
        except Exception:
            log.exception("a command could not be carried out")
            yield self._refused(tag, f"NO {wording.OUR_FAULT}")

    def _refused(self, tag: str, words: str) -> bytes:
        self._errors += 1
        self._standing.resume()
        return line(f"{tag} {words}")

    def _explained(self, verb: str, error: Exception) -> str:
        """How a command went that cannot be carried out."""
        match error:
            case Protest():
                return f"BAD {error}"
            case Bad() if not self._standing.is_logged_in:
                return f"BAD {wording.BEFORE_LOGIN}"
            case Bad():
                return "BAD " + wording.IN_COMMAND.format(verb=verb, complaint=str(error).removesuffix("."))
            case Refused():
                return f"NO {error}"
            case MailboxBusy():
                return f"NO {wording.IN_USE}"
            case MailboxTooLarge():
                return f"NO {wording.TOO_LARGE}"
        return f"NO {wording.TROUBLE}"

    async def _news_after(self, verb: str) -> list[bytes]:
        messages = self._standing.messages
        if messages is None or verb in _UNTOLD:
            return []
        try:
            return await messages.news(may_expunge=verb not in _QUIET, with_uids=verb.startswith("UID "))
        except (MailboxTrouble, MailboxBusy):  # it will be told when the mailbox can be read again
            return []


_REFUSALS = (Bad, Protest, Refused, MailboxBusy, MailboxTrouble)


def _text(tag: bytes) -> str:
    return tag.decode("ascii")
