"""What the lower pane can show beside mailboxes, as the pane wants it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from textual.widget import Widget


class Titles(NamedTuple):
    """What the border of the pane says.

    Attributes:
        top: Above.
        bottom: Below; safe to show.
    """

    top: str
    bottom: str = ""


class Aside(Protocol):
    """One of them."""

    @property
    def widget(self) -> Widget | None:
        """What is shown; None where this world has no such thing."""

    @property
    def stop(self) -> Widget | None:
        """What takes the keys."""

    @property
    def titles(self) -> Titles:
        """What the border says."""


@dataclass(frozen=True)
class Printed:
    """A list of lines that says nothing else.

    Attributes:
        widget: It.
        titles: What the border says.
    """

    widget: Widget
    titles: Titles = field(default=Titles(""))

    @property
    def stop(self) -> Widget:
        """What takes the keys."""
        return self.widget
