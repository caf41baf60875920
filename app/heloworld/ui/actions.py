"""Everything the user can do, one record an action: key bindings, footer, palette, help and README come from here.

Keys: function keys, and control with a letter as the second way in. Left out are control with i, m, h and j (Tab,
Enter, Backspace and line feed to a terminal), a and b (prefixes of multiplexers), z (suspends), s and q (flow
control, but ctrl+q is Textual's own way to quit), and the letters that edit the prompt.
"""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that the user can do.

    Attributes:
        id: The name of the method ``action_<id>``.
        keys: The keys, the one to show first.
        label: One or two words for the footer.
        description: A sentence for palette and help.
        scope: Where it can be done: ``app``, ``lab``, ``connect``, ``mailbox``.
        in_footer: Whether the footer shows it.
    """

    id: str
    keys: tuple[str, ...]
    label: str
    description: str
    scope: frozenset[str]
    in_footer: bool = True

    @property
    def shown_keys(self) -> str:
        """The keys as footer and help write them."""
        return ", ".join(key.upper() if key.startswith("f") else key.replace("ctrl+", "^") for key in self.keys)

    @property
    def binding(self) -> Binding:
        """The action as Textual binds it."""
        return Binding(
            ",".join(self.keys),
            f"app.{self.id}" if "app" in self.scope else self.id,
            self.label,
            show=self.in_footer,
            tooltip=self.description,
            id=self.id.replace("_", "-"),
            priority=True,
        )


def _scope(*names: str) -> frozenset[str]:
    return frozenset(names)


ACTIONS = (
    Action("help", ("f1", "ctrl+g"), "Help", "Show what the screen shows and which keys there are.", _scope("app")),
    Action(
        "show_me",
        ("f3", "ctrl+y"),
        "Show me",
        "Put the line that comes next into the prompt.",
        _scope("lab", "connect"),
    ),
    Action(
        "bytes",
        ("f4", "ctrl+l"),
        "Bytes",
        "Show line ends, offsets and the bytes of the line under the cursor.",
        _scope("lab", "connect", "mailbox"),
    ),
    Action(
        "reset",
        ("f5", "ctrl+r"),
        "Reset",
        "Start afresh: a new server, an empty transcript, empty mailboxes. Old mail is set aside.",
        _scope("lab"),
    ),
    Action("next_pane", ("f6", "ctrl+n"), "Next pane", "Go to the next pane.", _scope("lab", "connect", "mailbox")),
    Action(
        "next_connection",
        ("f7", "ctrl+t"),
        "Connection",
        "Show one connection alone: the next one, and after the last one all.",
        _scope("lab", "connect"),
    ),
    Action(
        "next_mailbox",
        ("f8", "ctrl+o"),
        "Whose mail",
        "Show the mailbox of the next person.",
        _scope("lab"),
        in_footer=False,
    ),
    Action(
        "previous_message",
        ("f7", "ctrl+t"),
        "Previous",
        "Go to the message before.",
        _scope("mailbox"),
    ),
    Action("next_message", ("f8", "ctrl+o"), "Next", "Go to the next message.", _scope("mailbox")),
    Action(
        "copy_line",
        ("f9",),
        "Copy",
        "Copy the line under the cursor to the clipboard.",
        _scope("lab", "connect", "mailbox"),
        in_footer=False,
    ),
    Action(
        "next_theme",
        ("f10",),
        "Theme",
        "Use the next colour theme: dark, light, high contrast, or the terminal's own colours.",
        _scope("app"),
        in_footer=False,
    ),
    Action(
        "disconnect",
        ("f12",),
        "Hang up",
        "Close the connection from our side, without saying QUIT.",
        _scope("lab", "connect"),
        in_footer=False,
    ),
)
"""All actions, in the order of footer and help."""


def bindings(*scopes: str) -> list[Binding]:
    """The bindings of the actions that can be done somewhere."""
    return [action.binding for action in ACTIONS if action.scope & set(scopes)]
