"""What the server answers: one session as pure state, no I/O.

Commands go in, replies come out. What has to be done besides answering (read a message, shake hands, hang up) is for
whoever owns the connection; it follows from the verb and the reply.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from heloworld.smtp import path as paths
from heloworld.smtp import wording
from heloworld.smtp.commands import words
from heloworld.smtp.login.access import OPEN, Access
from heloworld.smtp.login.authentication import Authentication
from heloworld.smtp.policy import Policy
from heloworld.smtp.recipients.restrictions import add_recipient, complete, is_taken, refuse_sender
from heloworld.smtp.refusals import Refusals
from heloworld.smtp.screening import NOBODY_ASKS, Screened
from heloworld.smtp.states import END_OF_DATA, HANDSHAKE, TABLE, SmtpState, advance
from heloworld.smtp.transaction import Transaction
from heloworld.wire.rows import State

ECHO_LIMIT = 100
"""Characters of a client's words that a reply repeats; RFC 5321 §4.5.3.1.5 gives a reply line 512 octets."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One reply.

    Attributes:
        verb: The command that it answers, in upper case; empty where there was no word.
        lines: The reply's lines without their ends.
        code: The reply code.
    """

    verb: str
    lines: tuple[str, ...]
    code: int


class Session:
    """What the server knows about one client.

    Args:
        policy: What is allowed.
        offers_tls: Whether STARTTLS can be done.
        refusals: What is refused although it could be done; a count of its own where none is given.
        access: What is asked before mail is taken.
        screen: What is asked about each recipient: given the reverse-path and the forward-path.
        inquires: Whether an inquiry about a sender is made before the first recipient is taken.
    """

    def __init__(
        self,
        policy: Policy,
        *,
        offers_tls: bool,
        refusals: Refusals | None = None,
        access: Access = OPEN,
        screen: Callable[[str, str], Screened] = lambda _sender, _recipient: NOBODY_ASKS,
        inquires: bool = False,
    ) -> None:
        self.policy = policy
        self.access = access
        self.login = Authentication(policy, access)
        self.screen = screen
        self.inquires = inquires
        self.state = SmtpState.CONNECTED
        self.helo = self.client = ""  # what the client calls itself, and its numeric address
        self.extended = False
        self.tls = False
        self.errors = 0
        self.transaction = Transaction()
        self.offers_tls = offers_tls
        self._before_tls: State = self.state
        self.refusals = Refusals(policy) if refusals is None else refusals

    def meet(self, client: str, refusals: Refusals) -> None:
        """A client has come, from a numeric address; what it is refused, whatever it does."""
        self.client, self.refusals = client, refusals

    @property
    def protocol(self) -> str:
        """The word for Received's ``with`` (RFC 3848, RFC 6531 §4.3)."""
        word = "UTF8SMTP" if self.transaction.smtputf8 else "ESMTP" if self.extended else "SMTP"
        if word == "SMTP":
            return word
        return word + ("S" if self.tls else "") + ("A" if self.login.user else "")

    @property
    def command_limit(self) -> int:
        """Bytes in the next line, CRLF included."""
        return max(self.policy.command_limit, self.policy.login_limit if self.login.is_offered else 0)

    @property
    def is_out_of_patience(self) -> bool:
        """Whether there were so many mistakes, or failed logins, that the server hangs up."""
        return self.errors >= self.policy.error_limit or self.login.failures >= self.policy.guess_limit

    def command(self, line: bytes) -> Answer:
        """Answer one command line, or an answer to a challenge, given without its ending."""
        if self.state is SmtpState.AUTH:
            return self._settle("AUTH", self.login.answer(line))
        word, argument = words(line)
        verb = word.upper().decode("latin-1")
        text = argument.decode("utf-8", "surrogateescape")
        if not self.refusals:
            return self._settle(verb, self._reply(verb, text))
        before = self.helo, self.extended, self.transaction.copy()
        reply = self._reply(verb, text)
        refusal = self.refusals.refuse(verb, text) if _code(reply) < 400 else None
        if refusal is None:
            return self._settle(verb, reply)
        self.helo, self.extended, self.transaction = before
        if verb == "AUTH":
            self.login.forget()
        self.transaction.attempts += verb == "RCPT"
        return self._settle(verb, refusal, error_from=500)

    def needs_inquiry(self, line: bytes) -> bool:
        """Whether somebody has to find out about the sender before a command can be answered.

        Nobody does about those who have logged in, nor for a recipient who is not taken anyway.
        """
        if not self.inquires or self.login.user or self.transaction.finding is not None:
            return False
        word, argument = words(line)
        if word.upper() != b"RCPT":
            return False
        parsed = _parse(argument.decode("utf-8", "surrogateescape"), "TO:") if "RCPT" in TABLE[self.state] else None
        return parsed is not None and parsed.path is not None and is_taken(self, parsed.path)

    def line_too_long(self) -> Answer:
        """Answer a line that exceeded its limit; a login is over then (RFC 4954 §4)."""
        if self.state is SmtpState.AUTH:
            self.login.forget()
            return self._settle("AUTH", wording.ANSWER_TOO_LONG)
        return self._settle("", wording.LINE_TOO_LONG)

    def failed(self) -> Answer:
        """Answer a command, or a message, that could not be carried out through our own fault."""
        verbs = {SmtpState.DATA: END_OF_DATA, SmtpState.AUTH: "AUTH"}
        return self._settle(verbs.get(self.state, ""), wording.OUR_FAULT)

    def tls_failed(self) -> Answer:
        """Answer STARTTLS where no handshake can be had after all: the session goes on where it was."""
        self.state = self._before_tls
        return self._settle("STARTTLS", wording.TLS_UNAVAILABLE)

    def check_text(self, content: bytes | None) -> str | None:
        """The reply to a message that is not taken, or None.

        Args:
            content: The message; None for one that exceeded the size limit.
        """
        if content is None:
            return wording.TEXT_TOO_BIG
        if b"\0" in content:
            return wording.NUL_IN_TEXT
        if _has_line_over(content, self.policy.line_limit):
            return wording.LONG_TEXT_LINE
        return self.refusals.refuse(END_OF_DATA)

    def end_of_data(self, reply: str) -> Answer:
        """The transaction is over, with this reply; that a message cannot be had now is no mistake of the client's.

        A client that has delivered something is forgiven its errors (Postfix: smtpd_hard_error_limit).
        """
        answer = self._settle(END_OF_DATA, reply, error_from=500)
        self.errors = 0 if answer.code < 400 else self.errors
        return answer

    def tls_started(self) -> None:
        """Forget everything the client said in the clear (RFC 3207 §4.2)."""
        self.state = advance(self.state, HANDSHAKE, 220)
        self.tls, self.helo, self.extended, self.transaction = True, "", False, Transaction()
        self.login.forget()

    def verbs(self) -> tuple[str, ...]:
        """The commands that are carried out here and now, in the order of the alphabet."""
        idle = set() if self.offers_tls and not self.tls else {"STARTTLS"}
        idle |= set() if self.login.methods(tls=self.tls) else {"AUTH"}
        return tuple(sorted(_HANDLERS.keys() - idle))

    def _settle(self, verb: str, reply: str | tuple[str, ...], *, error_from: int = 400) -> Answer:
        """Make a reply count; from which code on as an error of the client's, is to be said."""
        answer = Answer(verb, (reply,) if isinstance(reply, str) else reply, _code(reply))
        self._before_tls = self.state
        self.state = advance(self.state, verb, answer.code)
        self.errors += answer.code >= error_from
        return answer

    def _reply(self, verb: str, argument: str) -> str | tuple[str, ...]:
        if verb in wording.FORBIDDEN:
            return wording.NOT_MAIL
        if self.tls and verb == "STARTTLS":
            return wording.TLS_ACTIVE
        handler = _HANDLERS.get(verb)
        if handler is not None:
            out_of_order = wording.OUT_OF_ORDER[self.state].get(verb) if verb not in TABLE[self.state] else None
            return self._too_soon(verb) or out_of_order or handler(self, argument)
        if not verb:
            return wording.EMPTY_LINE
        return wording.NOT_IMPLEMENTED if verb in wording.UNIMPLEMENTED else wording.NOT_RECOGNIZED

    def _too_soon(self, verb: str) -> str | None:
        """What is said before the order of commands is looked at.

        Where TLS has to come first, that. To AUTH where nobody can log in, as Postfix does: the order would not help.
        DATA after recipients were tried and all refused has a reply of its own (RFC 5321 §3.3).
        """
        if self._is_waiting_for_tls and verb not in wording.BEFORE_TLS:
            return wording.TLS_FIRST
        if verb == "AUTH" and not self.login.is_offered and self.state is not SmtpState.CONNECTED:
            return wording.NO_AUTHENTICATION
        refused = self.state is SmtpState.MAIL and verb == "DATA" and self.transaction.attempts
        return wording.NO_VALID_RECIPIENTS if refused else None

    @property
    def _is_waiting_for_tls(self) -> bool:
        return self.access.requires_tls and not self.tls

    def extensions(self) -> tuple[str, ...]:
        """What EHLO announces: only what works as its RFC says, and each command that needs it (RFC 5321 §4.1.1.1)."""
        tls = ("STARTTLS",) if self.offers_tls and not self.tls else ()
        size = f"SIZE {self.policy.size_limit}"
        methods = self.login.methods(tls=self.tls)
        auth = (f"AUTH {' '.join(methods)}",) if methods else ()
        manual = () if self._is_waiting_for_tls else ("HELP",)
        return ("PIPELINING", size, *tls, *auth, "ENHANCEDSTATUSCODES", "8BITMIME", "SMTPUTF8", *manual)


def _code(reply: str | tuple[str, ...]) -> int:
    """The code of a reply, of one line or of many."""
    return int((reply if isinstance(reply, str) else reply[0])[:3])


def _has_line_over(text: bytes, limit: int) -> bool:
    """Whether a line is longer than a limit, its CR counted and its LF not: looks at one byte in `limit`."""
    start = 0
    while start + limit < len(text):
        start = text.rfind(b"\n", start, start + limit + 1) + 1
        if not start:
            return True
    return False


def _parse(argument: str, keyword: str) -> paths.Argument | None:
    return paths.parse(argument.encode("utf-8", "surrogateescape"), keyword)


def _unsupported(key: str, value: str) -> str:
    option = f"{key}={value}" if value else key
    return wording.UNSUPPORTED_OPTION.format(option=option[:ECHO_LIMIT].encode("ascii", "replace").decode())


def _alone(verb: str, reply: Callable[[Session], str]) -> Callable[[Session, str], str]:
    """A handler for a verb that takes no argument."""
    return lambda session, argument: wording.SYNTAX.format(syntax=verb) if argument else reply(session)


def _helo(session: Session, name: str) -> str:
    if not name:
        return wording.HELLO_SYNTAX.format(verb="HELO")
    session.helo, session.extended, session.transaction = name, False, Transaction()
    return wording.HELLO.format(hostname=session.policy.greeting(name, session.client))


def _ehlo(session: Session, name: str) -> str | tuple[str, ...]:
    if not name:
        return wording.HELLO_SYNTAX.format(verb="EHLO")
    session.helo, session.extended, session.transaction = name, True, Transaction()
    lines = (session.policy.greeting(name, session.client), *session.extensions())
    return (*(f"250-{line}" for line in lines[:-1]), f"250 {lines[-1]}")


def _mail(session: Session, argument: str) -> str:
    parsed = _parse(argument, "FROM:")
    if parsed is None or parsed.parameters is None:
        return wording.SYNTAX.format(syntax="MAIL FROM:<address>")
    if parsed.path is None:
        return wording.BAD_SENDER
    if refusal := _refuse_parameters(session, parsed.path, parsed.parameters):
        return refusal
    session.transaction = Transaction(complete(session, parsed.path), "SMTPUTF8" in parsed.parameters)
    return wording.SENDER_OK


def _refuse_parameters(session: Session, sender: paths.Path, parameters: dict[str, str]) -> str | None:
    for key, value in parameters.items():
        is_fine = _MAIL_PARAMETERS.get(key)
        is_known = is_fine is not None and (key != "AUTH" or session.login.is_offered)
        if is_fine is None or not is_known or not is_fine(value):
            return wording.BAD_SIZE if key == "SIZE" else _unsupported(key, value)
    if int(parameters.get("SIZE") or 0) > session.policy.size_limit:
        return wording.TOO_BIG
    return None if "SMTPUTF8" in parameters or str(sender).isascii() else wording.SMTPUTF8_NEEDED


def _rcpt(session: Session, argument: str) -> str:
    parsed = _parse(argument, "TO:")
    session.transaction.attempts += 1
    if parsed is None or parsed.parameters is None:
        return wording.SYNTAX.format(syntax="RCPT TO:<address>")
    if parsed.path is None or parsed.path.is_null:
        return wording.BAD_RECIPIENT
    if parsed.parameters:
        return _unsupported(*next(iter(parsed.parameters.items())))
    if not session.transaction.smtputf8 and not str(parsed.path).isascii():
        return wording.SMTPUTF8_NEEDED
    return refuse_sender(session, parsed.path) or add_recipient(session, parsed.path)


def _vrfy(session: Session, argument: str) -> str:
    parsed = _parse(f"TO:{argument}", "TO:")
    if parsed is None or parsed.path is None or parsed.path.is_null:
        return wording.SYNTAX.format(syntax="VRFY address")
    if not str(parsed.path).isascii():
        return wording.SMTPUTF8_NEEDED
    known = session.policy.mailbox(parsed.path, session.helo)
    return wording.VERIFIED.format(path=parsed.path) if known else session.policy.refuse_recipient(parsed.path)


def _starttls(session: Session, argument: str) -> str:
    if argument:
        return wording.SYNTAX.format(syntax="STARTTLS")
    return wording.READY_FOR_TLS if session.offers_tls else wording.NOT_IMPLEMENTED


def _rset(session: Session) -> str:
    session.transaction = Transaction()
    return wording.OK


_AUTH_VALUE = re.compile(r"<>|(?:[!-*,-<>-~]|\+[0-9A-F]{2})+")
"""Nobody known, or an address as xtext (RFC 3461 §4)."""

_MAIL_PARAMETERS: dict[str, Callable[[str], bool]] = {
    "SIZE": lambda value: value.isascii() and value.isdigit() and len(value) <= 20,
    "BODY": lambda value: value.upper() in {"7BIT", "8BITMIME"},
    "SMTPUTF8": lambda value: not value,
    "AUTH": lambda value: _AUTH_VALUE.fullmatch(value) is not None,
}
"""The parameters of MAIL that the announced extensions bring.

RFC 1870 §3, RFC 6152 §2, RFC 6531 §3.4, RFC 4954 §5. Who it was that first sent a mail, as AUTH= says, is passed on to
nobody, so it changes nothing.
"""

_HANDLERS: dict[str, Callable[[Session, str], str | tuple[str, ...]]] = {
    "HELO": _helo,
    "EHLO": _ehlo,
    "MAIL": _mail,
    "RCPT": _rcpt,
    "DATA": _alone("DATA", lambda _: wording.GO_ON),
    "RSET": _alone("RSET", _rset),
    "NOOP": lambda _session, _ignored: wording.OK,
    "VRFY": _vrfy,
    "HELP": lambda session, _topic: wording.HELP.format(verbs=" ".join(session.verbs())),
    "STARTTLS": _starttls,
    "AUTH": lambda session, argument: session.login.begin(argument),
    "QUIT": lambda _session, _ignored: wording.BYE,
}
