"""Who speaks to whom: what stands before every row in a world of several hosts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from heloworld.lab.hosts.host_table import NAME_SERVER, SERVERS
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Closed, Delivered, Event, Handled, Judged, Opened, Published, Queued, Rewritten
from heloworld.wire.rows import Row

STYLES: Final[Mapping[str, str]] = {
    "wire--hosts": "color: $faint",
    "wire--hop": "color: $name",
    "wire--look-up": "color: $value",
}
"""How the names look: of the laptop's talk and others', of servers among each other, of questions for names."""

_KEPT: Final = 20_000
"""Connections whose ends are remembered; there are more of them than of sessions, for rows outlive these."""

_UNKNOWN: Final = "outside"
"""Who comes from an address that no host of the world has."""


class Ends(NamedTuple):
    """The hosts at the ends of a connection.

    Attributes:
        client: Who has opened it.
        server: Whom they call.
    """

    client: str
    server: str

    @property
    def is_look_up(self) -> bool:
        """Whether names are asked for on it."""
        return self.server == NAME_SERVER

    @property
    def is_hop(self) -> bool:
        """Whether one server of the world hands mail on to another."""
        return self.client in SERVERS and not self.is_look_up


class Speakers:
    """Knows the ends of all connections of which there are rows.

    Attributes:
        width: Columns that the names take; 0 where nobody is named.
        are_alike: Whether two connections between the same hosts, neither of them a server's, were open at one time:
            then the names alone do not tell whose a row is.
    """

    def __init__(self) -> None:
        self._ends: dict[int, Ends] = {}
        self._open: dict[int, Ends] = {}
        self._heard = 0
        self.width = 0
        self.are_alike = False

    @property
    def are_named(self) -> bool:
        """Whether there is more than one host: then each row says who speaks."""
        return self.width > 0

    def forget(self) -> None:
        """Another world."""
        self._ends, self._open, self.width, self.are_alike = {}, {}, 0, False
        self._heard = 0

    def hear(self, dissector: Dissector, start: int, stop: int) -> bool:
        """Take in rows; says whether what stands before all rows looks different because of them."""
        before = self.width, self.are_alike
        for number in range(start, stop):
            event = dissector.rows[number].event
            if isinstance(event, Opened) and event.server_name:
                ends = self._ends[event.conn] = Ends(event.client_name or _UNKNOWN, event.server_name)
                self.width = max(self.width, len(ends.client) + len(ends.server) + 1)
            if number >= self._heard:  # rows are gone through again for another view
                self._follow(event)
        self._heard = max(self._heard, stop)
        while len(self._ends) > _KEPT:
            del self._ends[next(iter(self._ends))]
        return (self.width, self.are_alike) != before

    def _follow(self, event: Event | None) -> None:
        """Keep in mind who is connected."""
        if isinstance(event, Closed):
            self._open.pop(event.conn, None)
        elif isinstance(event, Opened) and event.conn in self._ends:
            ends = self._ends[event.conn]
            if not ends.is_hop and not ends.is_look_up:
                self.are_alike |= ends in self._open.values()
                self._open[event.conn] = ends

    def of(self, row: Row) -> Ends | None:
        """The ends of a row's connection; None where it has none, or they are forgotten."""
        return self._ends.get(row.conn)

    def before(self, row: Row) -> str:
        """What stands before a row, as wide for each: ``laptop→harbour``, ``laptop←harbour``, ``harbour``."""
        return f"{self._said(row):<{self.width}} "

    def style(self, row: Row) -> str:
        """The component class of what stands before a row."""
        ends = self._ends.get(row.conn)
        if isinstance(row.event, Queued | Handled | Judged) or (ends is not None and ends.is_hop):
            return "wire--hop"
        return "wire--look-up" if ends is not None and ends.is_look_up else "wire--hosts"

    def _said(self, row: Row) -> str:
        match row.event:
            case Published():
                return NAME_SERVER
            case Judged():
                return f"{row.event.server} !"
            case Queued() | Handled() | Delivered() | Rewritten():
                return row.event.server
        ends = self._ends.get(row.conn)
        if ends is None:
            return ""
        return f"{ends.client}{'←' if row.source == 'server' else '→'}{ends.server}"
