"""The first line: what this is, and where the server listens."""

from __future__ import annotations

from rich.text import Text
from textual.reactive import reactive
from textual.widgets import Static

from heloworld.wire.events import Address
from heloworld.wire.visible import visible_text


class TitleBar(Static):
    """Name and place on the left, the connection on the right."""

    DEFAULT_CSS = """
    TitleBar { height: 1; background: $panel; color: $foreground; padding: 0 1; }
    """

    place: reactive[str] = reactive("")
    """Where in the program we are."""

    status: reactive[str] = reactive("")
    """The server, what is spoken, how many clients."""

    def say(self, address: Address | None, clients: int, *, is_tls: bool) -> None:
        """Say where the server is, what is spoken with it, and how many clients it has."""
        where = f"smtp {visible_text(address[0])}:{address[1]}" if address else "starting …"
        spoken = "TLS" if is_tls else "plaintext"
        self.status = f"{where} · {spoken} · {clients} client{'' if clients == 1 else 's'}"

    def render(self) -> Text:
        """The line; the status gives way where there is not room for both."""
        left = Text("HELO World", "bold")
        left.append(f" · {self.place}" if self.place else "", "not bold")
        width = self.content_size.width
        gap = width - left.cell_len - len(self.status)
        if gap < 1:
            left.truncate(max(width - len(self.status) - 1, 10), overflow="ellipsis")
            gap = max(width - left.cell_len - len(self.status), 1)
        return left + Text(" " * gap + self.status, "not bold", no_wrap=True, overflow="ellipsis")
