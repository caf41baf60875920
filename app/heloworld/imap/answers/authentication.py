"""What the server answers before the login (RFC 3501 §6.2): who is it, and may a password cross here? No I/O."""

from __future__ import annotations

from heloworld.imap import wording
from heloworld.imap.answers.reply import Protest, Refused
from heloworld.imap.grammar.cursor import Cursor
from heloworld.imap.policy import Policy
from heloworld.wire import sasl


class Authentication:
    """What a client has said about itself.

    Args:
        policy: What is allowed.
        passwords: Who may log in.
        offers_tls: Whether STARTTLS can be done.

    Attributes:
        tls: Whether the connection is under TLS.
    """

    def __init__(self, policy: Policy, passwords: sasl.Passwords, *, offers_tls: bool) -> None:
        self.tls = False
        self._offers_tls = offers_tls
        self._requires_tls = policy.requires_tls
        self._passwords = passwords
        self._login: sasl.Login | None = None

    @property
    def lets_log_in(self) -> bool:
        """Whether a password may cross."""
        return self.tls or not self._requires_tls

    @property
    def capabilities(self) -> str:
        """What is announced before the login."""
        tls = ("STARTTLS",) if self._offers_tls and not self.tls else ()
        login = tuple(f"AUTH={each}" for each in sasl.METHODS) if self.lets_log_in else ("LOGINDISABLED",)
        return " ".join((*wording.IMAP_BEFORE_LOGIN, *tls, *login))

    def starttls(self) -> None:
        """Raise `Protest` where STARTTLS makes no sense."""
        if self.tls:
            raise Protest(wording.TLS_ACTIVE)
        if not self._offers_tls:
            raise Protest(wording.BEFORE_LOGIN)

    def login(self, cursor: Cursor) -> str:
        """The name of somebody who gives name and password.

        Raises:
            Bad: The arguments are none.
            Refused: Nobody is let in.
        """
        cursor.space()
        user = cursor.astring()
        cursor.space()
        password = cursor.astring()
        cursor.end()
        if not self.lets_log_in:
            raise Refused(wording.NO_PLAINTEXT)
        return self._admit(sasl.Credentials(user, password))

    def authenticate(self, cursor: Cursor) -> str | bytes:
        """Begin a login by a method: the next question in base64, or the name of who is let in; raises as `login`."""
        cursor.space()
        method = cursor.atom().decode("ascii").upper()
        initial = b""
        if not cursor.at_end:
            cursor.space()
            initial = cursor.astring()
        cursor.end()
        if method not in sasl.METHODS:
            raise Refused(wording.UNSUPPORTED_METHOD)
        if not self.lets_log_in:
            raise Refused(wording.NO_PLAINTEXT)
        try:
            self._login = sasl.Login(method, initial)
        except sasl.Malformed:
            raise Refused(wording.INVALID_BASE64) from None
        return self._ask_or_admit(self._login)

    def answer(self, answer: bytes) -> str | bytes:
        """Take an answer to a question; as `authenticate`, and `Protest` where the client gives up."""
        assert self._login is not None
        try:
            self._login.answer(answer)
        except sasl.GivenUp:
            raise Protest(wording.ABORTED) from None
        except sasl.Malformed:
            raise Refused(wording.INVALID_BASE64) from None
        return self._ask_or_admit(self._login)

    def tls_started(self) -> None:
        """Forget everything the client said in the clear (RFC 3501 §6.2.1)."""
        self.tls, self._login = True, None

    def _ask_or_admit(self, login: sasl.Login) -> str | bytes:
        if (question := login.question) is not None:
            return question
        self._login = None
        try:
            return self._admit(login.credentials)
        except sasl.Malformed:
            raise Refused(wording.AUTHENTICATION_FAILED) from None

    def _admit(self, credentials: sasl.Credentials | sasl.Proof) -> str:
        """Let somebody in, or not; which of name and password is wrong is not told."""
        user = self._passwords.admit(credentials)
        if user is None:
            raise Refused(wording.AUTHENTICATION_FAILED)
        return user
