"""The readers to choose from: whether each is chosen, its letter, how many messages it sees, which program it is."""

from __future__ import annotations

import string
from collections.abc import Collection, Mapping
from typing import ClassVar, Final

from heloworld.mbox.lenses import LENSES
from heloworld.mbox.lenses.ruler import Sight
from heloworld.ui.widgets.common.line_source import LineSource, LineSpan
from heloworld.ui.widgets.common.line_styles import css
from heloworld.ui.widgets.common.line_view import LineView

LETTERS: Final[Mapping[str, str]] = dict(zip(LENSES, string.ascii_lowercase, strict=False))
"""A letter for each reader, at the head of its column where there is no room for its name."""

NAMES: Final = tuple(LENSES)
"""The readers, in the order in which they are listed."""

_NAME: Final = max(map(len, NAMES))
_COUNT: Final = 7


STYLES: Final = {
    "reader--check": "color: $good; text-style: bold",
    "reader--name": "color: $name; text-style: bold",
    "reader--letter": "color: $faint",
    "reader--count": "color: $foreground; text-style: bold",
    "reader--refusal": "color: $refused",
    "reader--about": "color: $faint",
}
"""How the columns look."""


class ReaderLines(LineSource):
    """A line a reader.

    Attributes:
        chosen: The readers that are chosen.
        sights: What each has seen so far.
    """

    def __init__(self) -> None:
        self.chosen: frozenset[str] = frozenset()
        self.sights: Mapping[str, Sight] = {}

    @property
    def end_line(self) -> int:
        """The number after the last reader."""
        return len(NAMES)

    def spans(self, number: int) -> list[LineSpan]:
        """A reader as it looks."""
        name = NAMES[number]
        is_chosen = name in self.chosen
        return [
            LineSpan(" [✓] " if is_chosen else " [ ] ", "reader--check" if is_chosen else "reader--letter"),
            LineSpan(f"{LETTERS[name]} ", "reader--letter"),
            LineSpan(f"{name:<{_NAME}} ", "reader--name" if is_chosen else ""),
            *self._seen(self.sights.get(name)),
            LineSpan(f"  {LENSES[name].about}", "reader--about"),
        ]

    def _seen(self, sight: Sight | None) -> list[LineSpan]:
        """How many messages the reader sees; "…" while it is still counting, "✗" where it refuses."""
        if sight is not None and sight.refusal:
            return [LineSpan(f"{'✗':>{_COUNT}}", "reader--refusal"), LineSpan(f"  {sight.refusal}", "reader--refusal")]
        if sight is None or not sight.is_done:
            begun = f"{sight.count:,}…" if sight is not None and sight.count else "…"
            return [LineSpan(f"{begun:>{_COUNT}}", "reader--letter")]
        return [LineSpan(f"{sight.count:>{_COUNT},}", "reader--count")]


class ReaderList(LineView):
    """A line a reader."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(STYLES)
    DEFAULT_CSS = css("ReaderList", STYLES)
    IS_LIST = True
    lines: ReaderLines

    def __init__(self, *, id: str, classes: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(ReaderLines(), id=id, classes=classes)
        self.set_reactive(ReaderList.cursor, 0)

    def show(self, chosen: Collection[str], sights: Mapping[str, Sight]) -> None:
        """Show which readers are chosen, and what each has seen so far."""
        self.lines.chosen, self.lines.sights = frozenset(chosen), sights
        self.redraw()

    @property
    def reader(self) -> str:
        """The reader under the cursor."""
        return NAMES[self.current or 0]
