"""What the server answers to AUTH and to what follows it, as pure state (RFC 4954 §4)."""

from __future__ import annotations

import time
from collections.abc import Callable

from heloworld.smtp import wording
from heloworld.smtp.login.access import Access
from heloworld.smtp.policy import Policy
from heloworld.wire import sasl


class Authentication:
    """Who a client has proved to be.

    Args:
        policy: Which methods there are.
        access: Who may log in, and what has to come before.
        nonce: Makes what no challenge had before.

    Attributes:
        user: Whose password was right; empty where nobody's was.
        name: That user as the client wrote it, in lower case.
        failures: How often a login failed.
    """

    def __init__(self, policy: Policy, access: Access, nonce: Callable[[], str] | None = None) -> None:
        self.user = self.name = ""
        self.failures = 0
        self._policy, self._access = policy, access
        self._nonce = nonce or _nonce
        self._login: sasl.Login | None = None

    @property
    def is_offered(self) -> bool:
        """Whether anybody can log in at this port."""
        return self._access.passwords is not None

    def methods(self, *, tls: bool) -> tuple[str, ...]:
        """What EHLO announces: how one may log in here and now."""
        may = self.is_offered and not self.user and (tls or not self._access.requires_tls)
        return self._policy.methods if may else ()

    def begin(self, argument: str) -> str:
        """Answer AUTH.

        Args:
            argument: The method, and perhaps a first answer.
        """
        method, *initial = argument.split() or [""]
        if self.user:
            return wording.ALREADY_LOGGED_IN
        if not method or len(initial) > 1:
            return _SYNTAX
        method = method.upper()
        if method not in self._policy.methods:
            return self._fail(wording.NO_SUCH_METHOD)
        if initial and method == sasl.CRAM_MD5:  # RFC 4954 §4: the server begins, so there is nothing to answer yet
            return _SYNTAX
        challenge = f"<{self._nonce()}@{self._policy.hostname}>".encode() if method == sasl.CRAM_MD5 else b""
        try:
            self._login = sasl.Login(method, "".join(initial).encode("utf-8", "surrogateescape"), challenge)
        except sasl.Malformed:
            return self._fail(wording.NOT_BASE64.format(which="initial"))
        return self._go_on(self._login)

    def answer(self, line: bytes) -> str:
        """Answer what the client says to a challenge, given without its line end."""
        login, self._login = self._login, None
        assert login is not None
        try:
            login.answer(line)
        except sasl.GivenUp:
            return wording.ABORTED
        except sasl.Malformed:
            return self._fail(wording.NOT_BASE64.format(which="continued"))
        return self._go_on(login)

    def forget(self) -> None:
        """Nobody is logged in, and nobody is about to be; how often it failed stays."""
        self.user, self.name, self._login = "", "", None

    def _go_on(self, login: sasl.Login) -> str:
        """Ask the next question, or see who it is."""
        if (question := login.question) is not None:
            self._login = login
            return wording.CHALLENGE.format(question=question.decode("ascii"))
        self._login = None
        try:
            credentials = login.credentials
        except sasl.Malformed:
            return self._fail(wording.NO_REASON)
        assert self._access.passwords is not None
        self.user = self._access.passwords.admit(credentials) or ""
        if not self.user:
            return self._fail(wording.NO_REASON)
        self.name = credentials.user.decode("utf-8", "replace").lower()
        return wording.LOGGED_IN

    def _fail(self, why: str) -> str:
        self.failures += 1
        return wording.LOGIN_FAILED.format(why=why)


def _nonce() -> str:
    """A number that nobody can guess, and the time (RFC 2195 §2)."""
    import secrets  # who does not ask for CRAM-MD5 need not wait for it

    return f"{secrets.randbelow(10**16):016}.{int(time.time())}"


_SYNTAX = wording.SYNTAX.format(syntax="AUTH mechanism")
