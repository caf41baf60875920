"""Who is logged in, found out from outside: from what the client sent and what the server said to it."""

from __future__ import annotations

import contextlib
from typing import Final

from heloworld.smtp.states import SmtpState
from heloworld.wire import sasl
from heloworld.wire.rows import Exchange
from heloworld.wire.sasl_words import decoded

ASKS: Final = 334
"""The code of a question."""

LOGGED_IN: Final = 235
"""The code that lets somebody in (RFC 4954 §4)."""


class LoginFollower:
    """Follows the login of one session.

    Attributes:
        user: The name that a login was made with; empty before.
        challenge: What the server has asked and not heard an answer to, in base64.
    """

    def __init__(self) -> None:
        self.user = self.challenge = b""
        self._login: sasl.Login | None = None

    def follow(self, exchange: Exchange) -> bytes:
        """Draw the consequences of a reply; returns who has logged in by then."""
        if exchange.verb != "AUTH":
            return self.user
        with contextlib.suppress(sasl.Malformed, sasl.GivenUp):
            self._hear(exchange)
        self.challenge = exchange.said[-1].strip(b" ") if exchange.code == ASKS else b""
        if exchange.code == LOGGED_IN and self._login is not None and self._login.question is None:
            with contextlib.suppress(sasl.Malformed):
                self.user = self._login.credentials.user
        return self.user

    def forget(self) -> bytes:
        """A handshake makes the server forget what it was told (RFC 3207 §4.2); returns who is logged in: nobody."""
        self.user, self.challenge, self._login = b"", b"", None
        return self.user

    def _hear(self, exchange: Exchange) -> None:
        """Take a first answer beside the method, or one to a question."""
        if exchange.before is SmtpState.AUTH:
            if self._login is not None and self._login.question is not None:
                self._login.answer(exchange.argument)
            return
        self._login = None
        name, initial = method_and_answer(exchange.argument)
        if name in sasl.KNOWN:
            asked = exchange.said[-1].strip(b" ") if exchange.code == ASKS else b""
            self._login = sasl.Login(name, initial, decoded(asked) or b"")


def method_and_answer(argument: bytes) -> tuple[str, bytes]:
    """What stands behind AUTH: the method in upper case, and the first answer; empty where there is none."""
    method, *answers = argument.split() or [b""]
    return method.decode("latin-1").upper(), answers[0] if answers else b""
