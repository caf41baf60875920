"""Which connections the questions of a verdict were, so that it can name them."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from heloworld.dns.resolver import Answer, LooksUp
from heloworld.lab.hosts.host_table import NAME_SERVER
from heloworld.wire.events import Address, Event, Opened
from heloworld.wire.transcript import Transcript

KEPT: Final = 1_000
"""Questions that are remembered."""


class QuestionNumbers:
    """The numbers of the newest questions to the name server, by the client's end.

    Args:
        transcript: Where the name server records.
    """

    def __init__(self, transcript: Transcript) -> None:
        self._numbers: OrderedDict[Address, int] = OrderedDict()
        transcript.subscribe(self._look)

    def of(self, client: Address) -> int | None:
        """The number of a question from that end; None where it is unknown."""
        return self._numbers.get(client)

    def _look(self, event: Event) -> None:
        if isinstance(event, Opened) and event.protocol == NAME_SERVER:
            self._numbers[event.client] = event.conn
            self._numbers.move_to_end(event.client)
            if len(self._numbers) > KEPT:
                self._numbers.popitem(last=False)


class Noting:
    """A resolver that notes which questions it has asked.

    Args:
        resolver: Whom it asks.
        numbers: Knows the numbers.
    """

    def __init__(self, resolver: LooksUp, numbers: QuestionNumbers) -> None:
        self._resolver, self._numbers = resolver, numbers
        self._asked: list[int] = []

    @property
    def asked(self) -> tuple[int, ...]:
        """The connections of the questions, in order; what was remembered has none."""
        return tuple(self._asked)

    async def look_up(self, name: str, kind: str) -> Answer:
        """Ask; raises `LookUpError` where nobody answers."""
        answer = await self._resolver.look_up(name, kind)
        number = None if answer.asked_from is None else self._numbers.of(answer.asked_from)
        if number is not None:
            self._asked.append(number)
        return answer
