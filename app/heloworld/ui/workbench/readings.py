"""The same bytes under two readings, in the lower pane of a world in which a server is lenient."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from heloworld.lab.plan import Plan
from heloworld.ui.transcript_feed import Feed
from heloworld.ui.widgets.common.line_source import LineSpan
from heloworld.ui.widgets.places.printed_view import PrintedView
from heloworld.ui.workbench.aside import Titles
from heloworld.wire.lines import Ending
from heloworld.wire.two_readings import LineOfBoth, Read, Role, letters, newest
from heloworld.wire.visible import visible

_COLUMN: Final = 18
"""Cells of a reading."""

_ENDINGS: Final = {Ending.CRLF: "CRLF", Ending.LF: "LF", Ending.NONE: ""}
_STYLES: Final = {True: "printed--typed", False: ""}


class Readings:
    """Them; no other world has any.

    Args:
        feed: Knows what crossed.

    Attributes:
        widget: The lines, each with what it is to both.
        is_in_use: Whether a server of this world is lenient.
        news: How many letters each of them reads, where that is not the same; else empty.
    """

    def __init__(self, feed: Feed) -> None:
        self.widget = self.stop = PrintedView("No letter has crossed yet.", id="readings")
        self.is_in_use = False
        self.news = ""
        self._feed = feed
        self._ends: tuple[str, ...] = ()
        self._lenient = ""
        self._both: tuple[LineOfBoth, ...] = ()

    def have(self, plan: Plan) -> None:
        """Begin with a world."""
        self._ends = tuple(dict.fromkeys(end for each in plan.servers for end in each.policy.ends))
        self.is_in_use, self.news, self._both = bool(self._ends), "", ()
        self._lenient = ", ".join(each.server for each in plan.servers if each.policy.ends)
        self.widget.put((), anew=True)

    @property
    def titles(self) -> Titles:
        """What the border says."""
        strict, lenient = self._counts
        told = f"{strict} by a strict server, {lenient} by {self._lenient}" if self._both else "none yet"
        ends = ", ".join(self._ends)
        return Titles(f"Two readings · letters: {told}", f"{self._lenient} takes {ends} for the end, too")

    @property
    def _counts(self) -> tuple[int, int]:
        return letters(each.strict for each in self._both), letters(each.lenient for each in self._both)

    def hear(self) -> None:
        """Something has happened in the world."""
        if not self.is_in_use:
            return
        both = newest(self._feed.dissector, self._ends)
        if both != self._both:
            self._both = both
            strict, lenient = self._counts
            self.news = f"{strict} ≠ {lenient}" if strict != lenient else ""
            self.widget.put(self._rows(both), anew=True)
            self.widget.action_first()

    def _rows(self, both: Sequence[LineOfBoth]) -> Iterator[LineSpan]:
        yield LineSpan(
            f"{'a strict server':<{_COLUMN}}{self._lenient:<{_COLUMN}}ends  the same bytes", "printed--aside"
        )
        for each in both:
            line = f"{_ENDINGS[each.line.ending]:<6}{visible(each.line.text)}"
            words = f"{_words(each.strict):<{_COLUMN}}{_words(each.lenient):<{_COLUMN}}"
            yield LineSpan(f"{words}{line}", _STYLES[each.differs])


def _words(read: Read) -> str:
    match read.role:
        case Role.COMMAND:
            return "a command"
        case Role.END:
            return f"── end of {read.letter}"
    return f"letter {read.letter}"
