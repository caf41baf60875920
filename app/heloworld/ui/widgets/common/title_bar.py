"""The first line: what this is, and where the server listens, or what keeps us from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

if TYPE_CHECKING:
    from heloworld.wire.events import Address

NAME = "HELO World"

NOWHERE: Final[Mapping[str, Address]] = MappingProxyType({})
"""No doors that are known."""

TICK = 1.0
"""Seconds between two looks at the world's clock."""


class TitleBar(Static):
    """Name and place on the left, the connection on the right.

    Args:
        place: Where in the program we are.
        time: Tells the world's clock, which goes on while nothing happens; empty where it was not turned.

    Attributes:
        instead: What it says instead of the connection; empty for the connection.
    """

    DEFAULT_CSS = """
    TitleBar { height: 1; background: $panel; color: $foreground; padding: 0 1; }
    """

    place: reactive[str] = reactive("")
    """Where in the program we are."""

    status: reactive[str] = reactive("")
    """The server, what is spoken, how many clients."""

    front: reactive[str] = reactive("")
    """Where SMTP is spoken with other programs, where the prompt is at another door; else empty."""

    clock: reactive[str] = reactive("")
    """The world's clock, where it was turned; else empty."""

    trouble: reactive[str] = reactive("")
    """What keeps us from the server, as a sentence; it has the whole line until there is a connection."""

    def __init__(self, place: str = "", time: Callable[[], str] = str) -> None:
        super().__init__()
        self.instead = ""
        self._time = time
        self.set_reactive(TitleBar.place, place)

    def on_mount(self) -> None:
        """Look at the world's clock from time to time."""
        self.set_interval(TICK, self._look_at_clock)

    def _look_at_clock(self) -> None:
        self.clock = self._time()

    def say(
        self,
        protocol: str,
        address: Address | None,
        clients: int,
        *,
        is_tls: bool,
        doors: Mapping[str, Address] = NOWHERE,
    ) -> None:
        """Say where the server is, what is spoken with it, and how many clients it has.

        Args:
            protocol: What the prompt speaks, by its name.
            address: Where the prompt is, or goes; None while there is no server.
            clients: How many are connected.
            is_tls: Whether the prompt's connection is encrypted.
            doors: Where the server listens, by the names of its doors.
        """
        self._look_at_clock()
        if self.instead:
            self.front, self.status = "", self.instead
            return
        door = next((name.rpartition("/")[2] for name, at in doors.items() if at == address), protocol)
        self.front = _front(door, address, doors)
        spoken = "TLS" if is_tls else "plaintext"
        if clients:
            self.trouble = ""
        if address is None:
            self.status = f"starting … · {spoken}"
        elif spot(address) == self.place:  # somebody else's server, of whose clients we know ourselves alone
            self.status = f"{spoken} · connected" if clients else "not connected"
        else:
            self.status = f"{door} {spot(address)} · {spoken} · {clients} client{'' if clients == 1 else 's'}"

    def render(self) -> Content:
        """The line; where there is not room for all of it, our name gives way, and then the place, and says so."""
        width = self.content_size.width
        if self.trouble:
            return self._render_trouble(width)
        status = " · ".join(filter(None, (self.status, self.front, self.clock)))
        if self.front and len(status) + 2 + len(self.place) > width:  # the place is whole before that is told
            status = " · ".join(filter(None, (self.status, self.clock)))
        room = max(width - len(status) - 2, len(NAME))
        name, place = NAME, f" · {self.place}" if self.place else ""
        if self.place and len(name + place) > room:
            name, place = "", self.place if len(self.place) <= room else f"{self.place[: room - 1]}…"
        gap = " " * max(width - len(name + place) - len(status), 1)
        return Content.assemble((name, "bold"), (place, "" if name else "bold"), gap, status)

    def _render_trouble(self, width: int) -> Content:
        """The sentence; our name gives way where there is not room for both."""
        said = f"✗ {self.trouble}"
        name = f"{NAME} · " if len(NAME) + 3 + len(said) <= width else ""
        room = width - len(name)
        return Content.assemble((name, "bold"), (said if len(said) <= room else f"{said[: room - 1]}…", "$refused"))


def _front(door: str, address: Address | None, doors: Mapping[str, Address]) -> str:
    """Where SMTP is spoken, which programs of others want, as seen from another door; empty where that is no news."""
    if not doors:
        return ""
    from heloworld.lab.doors import FRONT  # not before there are doors

    if address is None or door == FRONT or FRONT not in doors:
        return ""
    host, port = doors[FRONT]
    return f"{FRONT} :{port}" if host == address[0] else f"{FRONT} {spot(doors[FRONT])}"


def spot(address: Address) -> str:
    """Host and port in one word, safe to show; an IPv6 address in brackets, as they are written in a URL."""
    from heloworld.wire.visible import visible_text  # not before there is something to say

    host, port = visible_text(address[0]), address[1]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
