"""Why readers see a message start at a place, or do not, in a plain sentence; or what one reader is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import ClassVar, Final

from rich.style import Style
from rich.table import Table
from rich.text import Text
from textual.widgets import Static

from heloworld.mbox.lenses.model import Lens, Verdict

_NAMES_WIDTH: Final = 26
"""Columns that the names of readers who say the same take at most."""


class Reasons(Static):
    """A row for each reason, with all the readers that have it; the one whose eyes are used has a sign in front."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "reasons--eyes",
        "reasons--name",
        "reasons--starts",
        "reasons--not",
        "reasons--refusal",
    }

    DEFAULT_CSS = """
    Reasons {
        height: auto; padding: 0 1; border-left: outer $strip-here; background: $panel;
        & > .reasons--eyes { color: $separator; text-style: bold; }
        & > .reasons--name { color: $name; text-style: bold; }
        & > .reasons--starts { color: $good; text-style: bold; }
        & > .reasons--not { color: $faint; }
        & > .reasons--refusal { color: $refused; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._make: Callable[[], Table] = Table.grid

    def explain(self, verdicts: Mapping[str, Verdict], eyes: str) -> None:
        """Say why.

        Args:
            verdicts: What each reader says, by its name.
            eyes: The reader whose eyes are used.
        """
        self._show(partial(self._table, verdicts, eyes))

    def introduce(self, lens: Lens, refusal: str | None) -> None:
        """Say which program a reader is, where its rules are from, and why it takes the file for no mailbox."""
        self._show(partial(self._introduction, lens, refusal))

    def notify_style_update(self) -> None:
        """The theme has changed."""
        super().notify_style_update()
        self._show(self._make)

    def _show(self, make: Callable[[], Table]) -> None:
        self._make = make
        self.update(make())

    def _table(self, verdicts: Mapping[str, Verdict], eyes: str) -> Table:
        table = Table.grid(padding=(0, 1))
        table.add_column(no_wrap=True)
        table.add_column(max_width=_NAMES_WIDTH)
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True)
        table.add_column(ratio=1)
        for verdict, names in _grouped(verdicts).items():
            sign, said = ("●", "starts") if verdict.is_start else ("○", "hidden") if verdict.is_dropped else ("·", "no")
            style = self._style("starts" if verdict.is_start else "not")
            table.add_row(
                Text("▸" if eyes in names else " ", self._style("eyes")),
                Text(", ").join(Text(name, self._style("name")) for name in names),
                Text(sign, style),
                Text(said, style),
                Text(verdict.why),
            )
        return table

    def _introduction(self, lens: Lens, refusal: str | None) -> Table:
        table = Table.grid(padding=(0, 1))
        table.add_column(no_wrap=True)
        table.add_column(ratio=1)
        table.add_row(Text(lens.name, self._style("name")), Text(lens.about))
        table.add_row("", Text(lens.source, self._style("not")))
        if refusal:
            table.add_row("", Text(refusal, self._style("refusal")))
        for limit in lens.limits:
            table.add_row("", Text(limit))
        return table

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"reasons--{name}", partial=True)


def _grouped(verdicts: Mapping[str, Verdict]) -> dict[Verdict, list[str]]:
    """The verdicts, and which readers give each: first those that see a message start."""
    grouped: dict[Verdict, list[str]] = {}
    for name, verdict in sorted(verdicts.items(), key=lambda pair: not pair[1].is_start):
        grouped.setdefault(verdict, []).append(name)
    return grouped
