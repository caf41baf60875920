"""What all doors of a name server share."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from heloworld.dns.policy import Policy
from heloworld.dns.zones.zone import Zone
from heloworld.wire.events import Event
from heloworld.wire.serving import datagram_door
from heloworld.wire.serving.server_end import Patience
from heloworld.wire.serving.sessions import Sessions

if TYPE_CHECKING:
    from heloworld.dns.answer import Answerer

log = logging.getLogger(__name__)


class Service(datagram_door.Service):
    """What all doors of a name server share.

    Args:
        zones: Makes the zones it answers for, without faults; called with the first question, and again after
            `reload`.
        record: Takes the events, in the order in which they happen.
        connections: Numbers the connections; a world with several servers gives all of them the same.
        policy: What is allowed.
        patience: How long a client is waited for; as the policy has it where none is given.

    Attributes:
        sessions: The live TCP connections.
    """

    def __init__(
        self,
        zones: Callable[[], Iterable[Zone]],
        record: Callable[[Event], None],
        connections: itertools.count[int] | None = None,
        policy: Policy | None = None,
        patience: Patience | None = None,
    ) -> None:
        self.record = record
        self.connections = itertools.count(1) if connections is None else connections
        self.patience = patience or Patience((policy or Policy()).idle_limit)
        self.sessions = Sessions(policy or Policy())
        self._zones = zones
        self._answerer: Answerer | None = None

    def reload(self) -> None:
        """Have the zones made anew with the next question: they have changed."""
        self._answerer = None

    def reply(self, datagram: bytes) -> bytes | None:
        """The answer to a message that came in a datagram; None for none."""
        return self._answer(datagram, over_tcp=False)

    def reply_over_tcp(self, message: bytes) -> bytes | None:
        """The answer to a message that came over TCP; None for none."""
        return self._answer(message, over_tcp=True)

    def _answer(self, message: bytes, *, over_tcp: bool) -> bytes | None:
        try:
            return self._answers.answer(message, over_tcp=over_tcp)
        except Exception:
            log.exception("a question could not be answered")
            return None

    @property
    def _answers(self) -> Answerer:
        if self._answerer is None:
            from heloworld.dns.answer import Answerer  # dnspython, which takes a while to load
            from heloworld.dns.zones.catalogue import Catalogue

            self._answerer = Answerer(Catalogue(self._zones()))
        return self._answerer
