"""The text that is selected in a view of lines: never more than can be copied."""

from __future__ import annotations

from typing import Final, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from heloworld.ui.widgets.common.line_source import LineSource

LIMIT: Final = 10_000
"""Lines that a selection may give at most."""


class Selected(NamedTuple):
    """A part of a line that is selected.

    Attributes:
        start: Its first character.
        stop: The one behind its last; -1 for the end of the line.
        style: How it looks.
    """

    start: int
    stop: int
    style: Style


def selected_of(view: Widget, number: int) -> Selected | None:
    """What is selected of a line of a view; None where nothing is."""
    selection = view.text_selection
    span = selection.get_span(number) if selection is not None else None
    if span is None:
        return None
    return Selected(*span, view.screen.get_component_rich_style("screen--selection"))


def with_selection(strip: Strip, selected: Selected) -> Strip:
    """A line with what is selected of it."""
    start, stop, style = selected
    stop = strip.cell_length if stop == -1 else stop
    before, chosen, after = strip.crop(0, start), strip.crop(start, stop), strip.crop(stop)
    marked = [Segment(text, (old or Style.null()) + style) for text, old, _ in chosen]
    return Strip.join([before, Strip(marked), after])


def selected_text(lines: LineSource, selection: Selection) -> str:
    """The selected text, of at most `LIMIT` lines.

    Args:
        lines: What is shown.
        selection: From which character of which line up to which; a line's number is its y.
    """
    start = max(selection.start.y if selection.start else 0, lines.first_line)
    end = min(selection.end.y + 1 if selection.end else lines.end_line, lines.end_line, start + LIMIT)
    chosen = []
    for number in range(start, end):
        text = lines.to_copy(number)
        left, right = selection.get_span(number) or (0, 0)
        chosen.append(text[left : len(text) if right == -1 else right])
    return "\n".join(chosen)
