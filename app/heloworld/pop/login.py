"""Who is logged in, found out from outside: from what the client sent and what the server said to it."""

from __future__ import annotations

import contextlib

from heloworld.pop.states import PopState
from heloworld.wire import sasl
from heloworld.wire.rows import Exchange, Outcome


class LoginFollower:
    """Follows the login of one session.

    Attributes:
        user: The name that a login was made with; empty before.
    """

    def __init__(self) -> None:
        self.user = b""
        self._named = b""
        self._login: sasl.Login | None = None

    def follow(self, exchange: Exchange) -> None:
        """Draw the consequences of a reply."""
        if exchange.verb == "USER" and exchange.outcome is Outcome.DONE:
            self._named = exchange.argument
        if exchange.verb == "AUTH":
            self._hear_answer(exchange)
        if exchange.after is PopState.TRANSACTION is not exchange.before:
            self.user = self._name(exchange)

    def forget(self) -> None:
        """A handshake makes the server forget what it was told (RFC 2595 §4)."""
        self.user, self._named, self._login = b"", b"", None

    def _hear_answer(self, exchange: Exchange) -> None:
        """Take a first answer beside the method, or one to a question."""
        with contextlib.suppress(sasl.Malformed, sasl.GivenUp):
            if exchange.before is PopState.AUTH:
                if self._login is not None and self._login.question is not None:
                    self._login.answer(exchange.argument)
                return
            method, _, initial = exchange.argument.partition(b" ")
            name = method.decode("latin-1").upper()
            self._login = sasl.Login(name, initial.strip(b" ")) if name in sasl.METHODS else None

    def _name(self, exchange: Exchange) -> bytes:
        if exchange.verb != "AUTH":
            return exchange.argument.partition(b" ")[0] if exchange.verb == "APOP" else self._named
        if self._login is None or self._login.question is not None:
            return b""
        with contextlib.suppress(sasl.Malformed):
            return self._login.credentials.user
        return b""
