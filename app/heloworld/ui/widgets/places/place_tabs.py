"""The places of the lower pane, on one line: which is shown, and where something is new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from heloworld.ui.mailbox_choice import Mailbox
from heloworld.ui.widgets.common.pane_tabs import HERE

QUEUE: Final = "queue"
ZONE: Final = "zone"
VERDICTS: Final = "verdicts"
READINGS: Final = "readings"
TOOLS: Final = "tools"

_NAMES: Final = {TOOLS: "$"}


class Place(NamedTuple):
    """Something that the lower pane can show.

    Attributes:
        kind: ``mailbox``, `QUEUE`, `ZONE`, `VERDICTS`, `READINGS` or `TOOLS`.
        mailbox: Which one, where it is a mailbox.
        origin: Which one, where it is a zone: its name without the final dot.
    """

    kind: str
    mailbox: Mailbox | None = None
    origin: str = ""

    @property
    def name(self) -> str:
        """What its tab says."""
        return self.mailbox.label if self.mailbox is not None else _NAMES.get(self.kind, self.kind)

    @property
    def host(self) -> str:
        """On which host it is; empty where it is not one host's."""
        return self.mailbox.server if self.mailbox is not None else ""


class Tab(NamedTuple):
    """A piece of the line.

    Attributes:
        text: What it says.
        style: How it looks.
        place: Where a click on it leads; None where nowhere.
    """

    text: str
    style: str = ""
    place: Place | None = None


def tabs(places: Sequence[Place], chosen: Place, news: Mapping[Place, str], width: int) -> list[Tab]:
    """The line of tabs; where it is too long, hosts lose their names, and then those who have no part in it go.

    Args:
        places: All of them, those of one host together.
        chosen: The one that is shown.
        news: What is said beside the names of some of them.
        width: Cells there are.
    """
    for shown, has_hosts in (
        (places, True),
        (places, False),
        ([each for each in places if each == chosen or each in news or each.name != "postmaster"], False),
        ([each for each in places if each == chosen or each in news or each.mailbox is None], False),
    ):
        line = [*_line(shown, chosen, news, has_hosts=has_hosts)]
        if sum(len(tab.text) for tab in line) <= width:
            break
    return line


def _line(places: Sequence[Place], chosen: Place, news: Mapping[Place, str], *, has_hosts: bool) -> Iterator[Tab]:
    host = ""
    for number, place in enumerate(places):
        if place.host != host and number:
            yield Tab(" │ " if has_hosts else "│", "$faint")
        if has_hosts and place.host and place.host != host:
            yield Tab(f"{place.host}:", "$faint")
        host = place.host
        name = f"{place.name} {news[place]}" if news.get(place) else place.name
        if place == chosen:
            yield Tab(f"[{name}]", HERE, place)
        else:
            yield Tab(f" {name} ", "bold $good" if place in news else "", place)


class PlaceTabs(Static):
    """The line of tabs."""

    DEFAULT_CSS = """
    PlaceTabs { height: 1; padding: 0 1; }
    """

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, place: Place) -> None:
            super().__init__()
            self.place = place

    def __init__(self) -> None:
        super().__init__()
        self._places: tuple[Place, ...] = ()
        self._chosen = Place("mailbox")
        self._news: dict[Place, str] = {}

    def show(self, places: Sequence[Place], chosen: Place, news: Mapping[Place, str]) -> None:
        """Show where one is, and where something is new."""
        standing = (tuple(places), chosen, dict(news))
        if standing != (self._places, self._chosen, self._news):
            self._places, self._chosen, self._news = standing
            self.refresh()

    def render(self) -> Content:
        """The tabs that there is room for."""
        return Content.assemble(*((tab.text, tab.style) for tab in self._tabs()))

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        at = event.x - self.gutter.left
        for tab in self._tabs():
            if 0 <= at < len(tab.text) and tab.place is not None:
                self.post_message(self.Chosen(tab.place))
            at -= len(tab.text)

    def _tabs(self) -> list[Tab]:
        return tabs(self._places, self._chosen, self._news, self.content_size.width)
