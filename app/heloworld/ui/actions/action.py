"""One thing that the user can do, as a record: what key bindings, footer, palette, help and README are made from.

Keys: function keys, and control with a letter as the second way in. Left out are control with i, m, h and j (Tab,
Enter, Backspace and line feed to a terminal), a and b (prefixes of multiplexers), z (suspends), s and q (flow
control, but ctrl+q is Textual's own way to quit), and the letters that edit the prompt. Where nothing is typed, plain
keys do as well; in a line that is typed into, they are what they are.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Final

from textual.binding import Binding

_NAMES: Final = {"slash": "/", "plus": "+", "minus": "-", "colon": ":", "question_mark": "?", "enter": "Enter"}
_SIGNS: Final = {
    "left": "←",
    "right": "→",
    "space": "Space",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "ctrl+right_square_bracket": "^]",
    "ctrl+underscore": "^_",
    "ctrl+slash": "^/",
    "shift+tab": "Shift+Tab",
    "ctrl+circumflex_accent": "^^",
    "home": "Home",
    "end": "End",
    "escape": "Esc",
}


PROMPTED: Final = frozenset({"lesson", "guided", "lab", "connect"})
"""Where there is a prompt."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that the user can do.

    Attributes:
        id: The name of the method ``action_<id>``.
        keys: The keys, the one to show first.
        label: One or two words for the footer.
        description: A sentence for palette and help.
        scope: Where it can be done: ``app``, ``lesson``, ``guided``, ``lab``, ``connect``, ``replay``, ``mailbox``,
            ``message``, ``lenses``, ``verdicts``, ``board``, ``participant``.
        in_footer: Whether the footer shows it.
        stays: Whether the footer keeps it where there is little room, and leaves out what stands before it.
    """

    id: str
    keys: tuple[str, ...]
    label: str
    description: str
    scope: frozenset[str]
    in_footer: bool = True
    stays: bool = False

    @property
    def shown_keys(self) -> str:
        """The keys as the footer writes them."""
        return ", ".join(map(_shown, self.keys))

    def keys_at(self, scopes: AbstractSet[str]) -> str:
        """The keys that work on a screen with these scopes, as help and palette write them.

        Where there is a prompt, a plain key is typed into it, whatever has the focus.
        """
        return ", ".join(_shown(key) for key in self.keys if not (scopes & PROMPTED and is_plain(key)))

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


def at_once(binding: Binding) -> Binding:
    """A key that is obeyed before the next one is looked at, which may be meant for a line that this one opens.

    The screen has an action ``plain`` that runs the one given to it, and that it allows where nothing is typed.
    """
    return binding if binding.priority else replace(binding, action=f"plain('{binding.action}')", priority=True)


def scope(*names: str) -> frozenset[str]:
    """Where an action can be done."""
    return frozenset(names)


def is_plain(key: str) -> bool:
    """Whether a key is one that is typed."""
    return len(key) == 1 or key in _NAMES


def _shown(key: str) -> str:
    """A key as footer and help write it."""
    if is_plain(key):
        return _NAMES.get(key, key)
    return key.upper() if key.startswith("f") else _SIGNS.get(key, key.replace("ctrl+", "^"))
