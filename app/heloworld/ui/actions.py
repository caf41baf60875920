"""Everything the user can do, one record an action: key bindings, footer, palette, help and README come from here.

Keys: function keys, and control with a letter as the second way in. Left out are control with i, m, h and j (Tab,
Enter, Backspace and line feed to a terminal), a and b (prefixes of multiplexers), z (suspends), s and q (flow
control, but ctrl+q is Textual's own way to quit), and the letters that edit the prompt. Where nothing is typed, plain
keys do as well; in a line that is typed into, they are what they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from textual.binding import Binding

_NAMES: Final = {"slash": "/", "colon": ":", "enter": "Enter"}
_SIGNS: Final = {"left": "←", "right": "→", "space": "Space"}


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that the user can do.

    Attributes:
        id: The name of the method ``action_<id>``.
        keys: The keys, the one to show first.
        label: One or two words for the footer.
        description: A sentence for palette and help.
        scope: Where it can be done: ``app``, ``lab``, ``connect``, ``mailbox``, ``message``, ``lenses``.
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
        return ", ".join(map(_shown, self.keys))

    @property
    def method(self) -> str:
        """The action as Textual calls it."""
        return f"app.{self.id}" if "app" in self.scope else self.id

    @property
    def bindings(self) -> list[Binding]:
        """The action as Textual binds it: plain keys give way to whatever has the focus."""
        name = self.id.replace("_", "-")
        plain = [key for key in self.keys if is_plain(key)]
        strong = [key for key in self.keys if not is_plain(key)]
        return [
            Binding(
                ",".join(keys),
                self.method,
                self.label,
                show=self.in_footer,
                tooltip=self.description,
                id=known_as,
                priority=keys is strong,
            )
            for keys, known_as in ((strong, name), (plain, f"{name}-plain"))
            if keys
        ]


def is_plain(key: str) -> bool:
    """Whether a key is one that is typed."""
    return len(key) == 1 or key in _NAMES


def _shown(key: str) -> str:
    """A key as footer and help write it."""
    if is_plain(key):
        return _NAMES.get(key, key)
    return key.upper() if key.startswith("f") else _SIGNS.get(key, key.replace("ctrl+", "^"))


def _scope(*names: str) -> frozenset[str]:
    return frozenset(names)


ACTIONS = (
    Action("help", ("f1", "ctrl+g"), "Help", "Show what the screen shows and which keys there are.", _scope("app")),
    Action(
        "open_message",
        ("enter",),
        "Read",
        "Open the message as a mail program shows it: decoded, with its parts.",
        _scope("mailbox"),
    ),
    Action(
        "filter",
        ("f2", "f"),
        "Filter",
        "List only the messages whose sender, subject or date holds a word.",
        _scope("mailbox"),
    ),
    Action(
        "show_me",
        ("f3", "ctrl+y"),
        "Show me",
        "Put the line that comes next into the prompt.",
        _scope("lab", "connect"),
    ),
    Action("find", ("f3", "ctrl+y", "slash"), "Find", "Find text in the file, as you type.", _scope("mailbox")),
    Action(
        "bytes",
        ("f4", "ctrl+l"),
        "Bytes",
        "Show line ends, offsets and the bytes of the line under the cursor.",
        _scope("lab", "connect"),
    ),
    Action(
        "bytes",
        ("f4", "ctrl+l"),
        "Bytes",
        "Show the file as text, then with offsets and line ends, then as a hex dump.",
        _scope("mailbox"),
    ),
    Action(
        "reset",
        ("f5", "ctrl+r"),
        "Reset",
        "Start afresh: a new server, an empty transcript, empty mailboxes. Old mail is set aside.",
        _scope("lab"),
    ),
    Action(
        "jump",
        ("f5", "colon"),
        "Jump",
        "Jump to a message by its number, or to a byte by its offset: 12, @4096 or 0x1000.",
        _scope("mailbox"),
    ),
    Action(
        "lenses",
        ("r",),
        "Readers",
        "Show where mail programs see messages start in this file, and why they disagree.",
        _scope("mailbox"),
    ),
    Action(
        "toggle_reader",
        ("space", "enter"),
        "Choose",
        "Choose the reader under the cursor, or leave it out.",
        _scope("lenses"),
    ),
    Action(
        "next_disagreement",
        ("f8", "ctrl+o", "n"),
        "Next ≠",
        "Go to the next place on which the readers disagree.",
        _scope("lenses"),
    ),
    Action(
        "previous_disagreement",
        ("f7", "ctrl+t", "N"),
        "≠ before",
        "Go to the place before on which the readers disagree.",
        _scope("lenses"),
    ),
    Action(
        "only_disagreements",
        ("f2", "d"),
        "Only ≠",
        "Show only the places on which the readers disagree, or all.",
        _scope("lenses"),
    ),
    Action(
        "next_reader",
        ("right",),
        "Whose eyes",
        "Show what the next of the chosen readers would show. In the lines below, scroll sideways.",
        _scope("lenses"),
    ),
    Action(
        "previous_reader",
        ("left",),
        "Reader before",
        "Show what the chosen reader before would show. In the lines below, scroll sideways.",
        _scope("lenses"),
        in_footer=False,
    ),
    Action(
        "next_pane",
        ("f6", "ctrl+n"),
        "Next pane",
        "Go to the next pane.",
        _scope("lab", "connect", "mailbox", "message", "lenses"),
    ),
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
        "open_mailbox",
        ("f2",),
        "Mailbox",
        "Open the mailbox on a screen of its own, with all its messages. Enter in its pane does the same.",
        _scope("lab"),
    ),
    Action(
        "save",
        ("f12", "s"),
        "Save",
        "Save the message as an .eml file, or a range of messages as a new mailbox: 3-7.",
        _scope("mailbox", "message"),
    ),
    Action(
        "previous_message",
        ("f7", "ctrl+t"),
        "Previous",
        "Go to the message before.",
        _scope("mailbox", "message"),
    ),
    Action("next_message", ("f8", "ctrl+o"), "Next", "Go to the next message.", _scope("mailbox", "message")),
    Action(
        "copy_line",
        ("f9",),
        "Copy",
        "Copy the line under the cursor to the clipboard.",
        _scope("lab", "connect", "mailbox", "message", "lenses"),
        in_footer=False,
    ),
    Action(
        "copy_message",
        ("c",),
        "Copy all",
        "Copy the whole message to the clipboard.",
        _scope("mailbox", "message"),
        in_footer=False,
    ),
    Action(
        "all_fields",
        ("h",),
        "All fields",
        "Show all header fields, or the important ones.",
        _scope("message"),
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
    Action("find_next", ("n",), "Next hit", "Go to the next place found.", _scope("mailbox"), in_footer=False),
    Action("find_previous", ("N",), "Hit before", "Go to the place found before.", _scope("mailbox"), in_footer=False),
    Action(
        "find_pattern",
        ("ctrl+r",),
        "Pattern",
        "Find by regular expression, or plainly again.",
        _scope("mailbox"),
        in_footer=False,
    ),
)
"""All actions, in the order of footer and help."""


def bindings(*scopes: str) -> list[Binding]:
    """The bindings of the actions that can be done somewhere."""
    return [binding for action in ACTIONS if action.scope & set(scopes) for binding in action.bindings]
