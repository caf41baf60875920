"""What all sessions share of a server that asks for a password and then opens somebody's mail."""

from __future__ import annotations

import itertools
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from heloworld.wire import starttls
from heloworld.wire.events import Event
from heloworld.wire.sasl import Passwords
from heloworld.wire.serving.admission import Limits
from heloworld.wire.serving.server_end import Patience
from heloworld.wire.serving.sessions import Sessions


class Policy(Limits, Protocol):
    """What every such server has to be told; its protocol's policy may say more."""

    @property
    def idle_limit(self) -> float:
        """Seconds without a byte from the client before the server hangs up."""


P = TypeVar("P", bound=Policy)
"""The policy of a protocol."""

M = TypeVar("M")
"""What a login opens: a maildrop, or folders."""


@dataclass(slots=True)
class Service(Generic[P, M]):
    """What all sessions of a server share.

    Attributes:
        policy: What is allowed.
        record: Takes the events, in the order in which they happen.
        passwords: Who may log in.
        open_mail: Opens the mail of somebody who has logged in, given the name in lower case and the number of the
            connection; which errors it raises, the protocol's room says.
        tls: Makes the TLS context when one is first needed, in a thread; None where the server offers no TLS.
        connections: Numbers the connections; a world with several servers gives all of them the same.
        patience: How long a client is waited for; as the policy has it where none is given.
        sessions: The live sessions.
    """

    policy: P
    record: Callable[[Event], None]
    passwords: Passwords
    open_mail: Callable[[str, int], Awaitable[M]]
    tls: Callable[[], ssl.SSLContext] | None = None
    connections: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    patience: Patience | None = None
    sessions: Sessions = field(init=False)

    def __post_init__(self) -> None:
        self.sessions = Sessions(self.policy)

    @property
    def offers_tls(self) -> bool:
        """Whether a connection can be encrypted."""
        return self.tls is not None

    async def tls_context(self) -> ssl.SSLContext | None:
        """What to show a client in a TLS handshake; None where it cannot be made."""
        return await starttls.context(self.tls)
