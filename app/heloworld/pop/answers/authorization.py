"""What the server answers before the login (RFC 1939 §4): who is it, and may a password cross here? No I/O."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from heloworld.pop import wording
from heloworld.pop.answers.answer import Answer, Todo, listing
from heloworld.pop.policy import Policy
from heloworld.wire import sasl

ALWAYS: Final = ("CAPA", "TOP", "UIDL", "RESP-CODES", "PIPELINING", "AUTH-RESP-CODE")
"""What CAPA announces before the login and after it (RFC 2449 §6, RFC 3206 §6)."""


class Authorization:
    """What a client has said about itself.

    Args:
        policy: What is allowed.
        passwords: Who may log in.
        offers_tls: Whether STLS can be done.

    Attributes:
        tls: Whether the connection is under TLS.
        user: Whose password was right; empty where nobody's was.
    """

    def __init__(self, policy: Policy, passwords: sasl.Passwords, *, offers_tls: bool) -> None:
        self.tls = False
        self.user = ""
        self._offers_tls = offers_tls
        self._requires_tls = policy.requires_tls
        self._passwords = passwords
        self._named: bytes | None = None
        self._login: sasl.Login | None = None
        self._handlers: Mapping[str, Callable[[bytes], str | Answer]] = {
            "CAPA": self._capa,
            "USER": self._user,
            "PASS": self._pass,
            "AUTH": self._auth,
            "STLS": self._stls,
            "QUIT": self._quit,
        }

    def answer(self, verb: str, argument: bytes) -> str | Answer:
        """Answer a command that makes sense before the login; PASS may come without a name."""
        if not self._lets_log_in and (refusal := self._refuse_plaintext(verb, argument)):
            return refusal
        return self._handlers[verb](argument)

    def take_answer(self, line: bytes) -> str | Answer:
        """Take an answer to a challenge of AUTH."""
        assert self._login is not None
        try:
            self._login.answer(line)
        except sasl.GivenUp:
            return wording.GIVEN_UP
        except sasl.Malformed:
            return wording.INVALID_BASE64
        return self._ask_or_admit(self._login)

    def tls_started(self) -> None:
        """Forget everything the client said in the clear (RFC 2595 §4)."""
        self.tls, self._named, self._login = True, None, None

    @property
    def _lets_log_in(self) -> bool:
        return self.tls or not self._requires_tls

    def _refuse_plaintext(self, verb: str, argument: bytes) -> str:
        if verb in {"USER", "PASS"}:
            return wording.NO_PLAINTEXT
        return wording.NO_PLAINTEXT_METHOD if verb == "AUTH" and argument else ""

    def _capa(self, _argument: bytes) -> Answer:
        tls = ("STLS",) if self._offers_tls and not self.tls else ()
        login = ("USER", f"SASL {' '.join(sasl.METHODS)}") if self._lets_log_in else ("SASL",)
        return listing(wording.OK, (*ALWAYS, *tls, *login))

    def _user(self, name: bytes) -> str:
        self._named = name
        return wording.OK

    def _pass(self, password: bytes) -> str | Answer:
        name, self._named = self._named, None
        return wording.NO_USER if name is None else self._admit(sasl.Credentials(name, password))

    def _auth(self, argument: bytes) -> str | Answer:
        if not argument:
            return listing(wording.OK, sasl.METHODS if self._lets_log_in else ())
        method, _, initial = argument.partition(b" ")
        name = method.decode("latin-1").upper()
        if name not in sasl.METHODS:
            return wording.UNSUPPORTED_METHOD
        try:
            return self._ask_or_admit(sasl.Login(name, initial.strip(b" ")))
        except sasl.Malformed:
            return wording.INVALID_BASE64

    def _stls(self, _argument: bytes) -> str:
        if self.tls:
            return wording.TLS_ACTIVE
        return wording.BEGIN_TLS if self._offers_tls else wording.UNKNOWN

    def _quit(self, _argument: bytes) -> str:
        return wording.BYE_BEFORE_LOGIN

    def _ask_or_admit(self, login: sasl.Login) -> str | Answer:
        """Ask the next question of a login, or see who it is."""
        self._login = login
        if (question := login.question) is not None:
            return wording.CHALLENGE.format(question=question.decode("ascii"))
        self._login = None
        try:
            return self._admit(login.credentials)
        except sasl.Malformed:
            return wording.AUTHENTICATION_FAILED

    def _admit(self, credentials: sasl.Credentials | sasl.Proof) -> str | Answer:
        """Let somebody in, or not; which of name and password is wrong is not told."""
        self.user = self._passwords.admit(credentials) or ""
        return Answer(b"", Todo.OPEN) if self.user else wording.AUTHENTICATION_FAILED
