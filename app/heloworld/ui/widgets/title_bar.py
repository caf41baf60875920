"""The first line: what this is, and where the server listens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

if TYPE_CHECKING:
    from heloworld.wire.events import Address

NAME = "HELO World"


class TitleBar(Static):
    """Name and place on the left, the connection on the right.

    Args:
        place: Where in the program we are.
    """

    DEFAULT_CSS = """
    TitleBar { height: 1; background: $panel; color: $foreground; padding: 0 1; }
    """

    place: reactive[str] = reactive("")
    """Where in the program we are."""

    status: reactive[str] = reactive("")
    """The server, what is spoken, how many clients."""

    def __init__(self, place: str = "") -> None:
        super().__init__()
        self.set_reactive(TitleBar.place, place)

    def say(self, address: Address | None, clients: int, *, is_tls: bool) -> None:
        """Say where the server is, what is spoken with it, and how many clients it has."""
        from heloworld.wire.visible import visible_text  # not before there is something to say

        where = f"smtp {visible_text(address[0])}:{address[1]}" if address else "starting …"
        spoken = "TLS" if is_tls else "plaintext"
        self.status = f"{where} · {spoken} · {clients} client{'' if clients == 1 else 's'}"

    def render(self) -> Content:
        """The line; the place gives way where there is not room for both."""
        width = self.content_size.width
        room = max(width - len(self.status) - 1, len(NAME))
        place = f" · {self.place}" if self.place else ""
        left = (NAME + place)[:room]
        gap = " " * max(width - len(left) - len(self.status), 1)
        return Content.assemble((left[: len(NAME)], "bold"), left[len(NAME) :], gap, self.status)
