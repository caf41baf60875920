"""Who is logged in, found out from outside: from what the client sent and what the server said to it."""

from __future__ import annotations

import contextlib

from heloworld.imap.grammar.cursor import first_string
from heloworld.imap.states import ImapState
from heloworld.wire import sasl
from heloworld.wire.rows import Exchange, Outcome


class LoginFollower:
    """Follows the login of one session.

    Attributes:
        user: The name that a login was made with; empty before.
    """

    def __init__(self) -> None:
        self.user = b""
        self._login: sasl.Login | None = None

    def follow(self, exchange: Exchange, argument: bytes) -> None:
        """Draw the consequences of a reply.

        Args:
            exchange: The command and its reply.
            argument: The whole argument, literals and all.
        """
        if exchange.verb == "AUTHENTICATE":
            self._hear_answer(exchange)
        if exchange.outcome is not Outcome.DONE:
            return
        if exchange.verb == "LOGIN":
            self.user = first_string(argument)
        elif exchange.verb == "AUTHENTICATE" and self._login is not None and self._login.question is None:
            with contextlib.suppress(sasl.Malformed):
                self.user = self._login.credentials.user

    def forget(self) -> None:
        """A handshake makes the server forget what it was told (RFC 3501 §6.2.1)."""
        self.user, self._login = b"", None

    def _hear_answer(self, exchange: Exchange) -> None:
        """Take a first answer beside the method, or one to a question."""
        with contextlib.suppress(sasl.Malformed, sasl.GivenUp):
            if exchange.before is ImapState.AUTH:
                if self._login is not None and self._login.question is not None:
                    self._login.answer(exchange.argument)
                return
            method, _, initial = exchange.argument.strip(b" ").partition(b" ")
            name = method.decode("latin-1").upper()
            self._login = sasl.Login(name, initial.strip(b" ")) if name in sasl.METHODS else None
