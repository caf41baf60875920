"""What all sessions of a server share."""

from __future__ import annotations

import itertools
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field

from heloworld.imap.mailbox import OpenAccount
from heloworld.imap.policy import Policy
from heloworld.wire.events import Event
from heloworld.wire.sasl import Passwords
from heloworld.wire.serving.server_end import Patience
from heloworld.wire.serving.sessions import Sessions


@dataclass(slots=True)
class Service:
    """What all sessions of a server share.

    Attributes:
        policy: What is allowed.
        record: Takes the events, in the order in which they happen.
        passwords: Who may log in.
        open_account: Opens the mailboxes of somebody who has logged in.
        tls: Makes the TLS context when one is first needed, in a thread; None where the server offers no TLS.
        connections: Numbers the connections; a world with several servers gives all of them the same.
        patience: How long a client is waited for; as the policy has it where none is given.
        sessions: The live sessions.
    """

    policy: Policy
    record: Callable[[Event], None]
    passwords: Passwords
    open_account: OpenAccount
    tls: Callable[[], ssl.SSLContext] | None = None
    connections: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    patience: Patience | None = None
    sessions: Sessions = field(init=False)

    def __post_init__(self) -> None:
        self.sessions = Sessions(self.policy)
