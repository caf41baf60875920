"""What the server answers: one session as pure state, no I/O.

Command lines go in; bytes come out, and what has to be waited for: a maildrop that opens, a deletion, a handshake. Who
owns the connection does that and says how it went.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from heloworld.pop import wording
from heloworld.pop.answers.answer import Answer, Todo
from heloworld.pop.answers.answer import line as one_line
from heloworld.pop.answers.authorization import Authorization
from heloworld.pop.answers.transaction import Transaction
from heloworld.pop.commands import parse
from heloworld.pop.maildrop import Maildrop, MaildropBusy, MaildropTooLarge, MaildropTrouble
from heloworld.pop.policy import Policy
from heloworld.pop.replies import parse as parse_reply
from heloworld.pop.states import HANDSHAKE, TABLE, PopState, advance, step
from heloworld.wire import sasl
from heloworld.wire.rows import Outcome, State

log = logging.getLogger(__name__)

_OVER = frozenset({PopState.UPDATE, PopState.CLOSED})


class Session:
    """What the server knows about one client.

    Args:
        policy: What is allowed.
        passwords: Who may log in.
        offers_tls: Whether STLS can be done.
        tell: Is told why the maildrop is not to be had, a `MaildropBusy` or `MaildropTrouble`.

    Attributes:
        state: Where the session stands.
        authorization: What the client has said about itself.
        transaction: The open maildrop; None before the login.
    """

    def __init__(
        self,
        policy: Policy,
        passwords: sasl.Passwords,
        *,
        offers_tls: bool,
        tell: Callable[[Exception], object] = lambda _: None,
    ) -> None:
        self.state: State = PopState.AUTHORIZATION
        self.authorization = Authorization(policy, passwords, offers_tls=offers_tls)
        self.transaction: Transaction | None = None
        self._policy, self._tell = policy, tell
        self._login = ""
        self._errors = 0

    @property
    def greeting(self) -> bytes:
        """The first line."""
        return one_line(wording.GREETING.format(hostname=self._policy.hostname))

    def command(self, line: bytes) -> Answer:
        """Answer one line of the client's, given without its ending."""
        is_answer = self.state is PopState.AUTH
        verb, argument = ("AUTH", line) if is_answer else parse(line)
        what = "AUTH" if is_answer else step(verb, argument)
        try:
            reply = self.authorization.take_answer(line) if is_answer else self._reply(verb, argument, what)
        except Exception:
            log.exception("a command could not be carried out")
            reply = wording.OUR_FAULT
        return self._settle(what, reply)

    def line_too_long(self) -> Answer:
        """Answer a line that exceeded its limit; in a login that ends it."""
        return self._settle("AUTH" if self.state is PopState.AUTH else "", wording.LINE_TOO_LONG)

    def opened(self, maildrop: Maildrop) -> Answer:
        """The maildrop is there: the login is complete."""
        self.transaction = Transaction(maildrop, self._tell)
        return self._settle(self._login, wording.LOGGED_IN)

    def not_opened(self, error: Exception) -> Answer:
        """The maildrop is not to be had."""
        self._tell_trouble(error)
        return self._settle(self._login, wording.IN_USE if isinstance(error, MaildropBusy) else wording.NOT_READ)

    def updated(self) -> Answer:
        """What was marked is deleted."""
        return self._settle("QUIT", wording.DELETED)

    def not_updated(self, error: Exception) -> Answer:
        """Nothing is deleted; RFC 1939 §6 wants that to be said, and the session to end all the same."""
        self._tell_trouble(error)
        match error:
            case MaildropBusy():
                words = wording.IN_USE
            case MaildropTooLarge():
                words = wording.TOO_LARGE
            case _:
                words = wording.NOT_DELETED
        return self._settle("QUIT", words)

    def _tell_trouble(self, error: Exception) -> None:
        if isinstance(error, MaildropBusy | MaildropTrouble):
            self._tell(error)

    def tls_started(self) -> None:
        """Forget everything the client said in the clear (RFC 2595 §4)."""
        self.state = advance(self.state, HANDSHAKE, Outcome.DONE)
        self.authorization.tls_started()

    def tls_failed(self) -> Answer:
        """Answer STLS where no handshake can be had after all."""
        self.state = PopState.AUTHORIZATION
        return self._settle("", wording.TLS_UNAVAILABLE)

    def _reply(self, verb: str, argument: bytes, what: str) -> str | Answer:
        part = self.authorization if self.transaction is None else self.transaction
        has_no_name = verb == "PASS" and self.state is PopState.AUTHORIZATION
        if what in TABLE[self.state] or has_no_name:
            return part.answer(verb, argument)
        is_named = self.state is PopState.TRANSACTION and verb
        return wording.UNKNOWN_WORD.format(verb=verb) if is_named else wording.UNKNOWN

    def _settle(self, what: str, reply: str | Answer) -> Answer:
        """Make a reply count."""
        answer = Answer(one_line(reply)) if isinstance(reply, str) else reply
        if not answer.data:
            self._login = what
            return answer
        outcome = parse_reply(answer.data.partition(b"\r\n")[0]).outcome
        self.state = advance(self.state, what, outcome)
        if outcome is Outcome.DONE and self.state is PopState.TRANSACTION:
            self._errors = 0
        elif outcome in {Outcome.NEVER, Outcome.NOT_NOW}:
            self._errors += 1
        if self.state in _OVER:
            return Answer(answer.data, Todo.CLOSE)
        if self._errors >= self._policy.error_limit:
            return Answer(answer.data + one_line(self._last_word()), Todo.CLOSE)
        return Answer(answer.data, Todo.START_TLS) if self.state is PopState.TLS else answer

    def _last_word(self) -> str:
        return wording.TOO_MANY_BEFORE_LOGIN if self.transaction is None else wording.TOO_MANY
