"""A message to be read: its header fields, and the text of one of its parts, wrapped to the width that there is."""

from __future__ import annotations

from typing import ClassVar, Final

from heloworld.mbox.reading.columns import cells
from heloworld.mbox.reading.mime import Letter, Part
from heloworld.ui.widgets.common.line_source import LineSource, LineSpan
from heloworld.ui.widgets.common.line_styles import css
from heloworld.ui.widgets.common.line_view import LineView
from heloworld.wire.visible import visible_text

_NARROWEST = 20
_MARGIN = 1


STYLES: Final = {
    "letter--name": "color: $name",
    "letter--subject": "color: $foreground; text-style: bold",
    "letter--note": "color: $faint; text-style: italic",
    "letter--quote": "color: $client",
}
"""How the lines look."""


class LetterLines(LineSource):
    """Fields, an empty line, text.

    Attributes:
        letter: The message; None while it is being read.
        part: Which of its parts is shown.
        has_all_fields: Whether all of its header fields are to be seen.
    """

    def __init__(self) -> None:
        self.letter: Letter | None = None
        self.part = 0
        self.has_all_fields = False
        self._width = _NARROWEST
        self._rows: list[list[LineSpan]] = []

    @property
    def end_line(self) -> int:
        """The number after the last line."""
        return len(self._rows)

    @property
    def empty_text(self) -> str:
        """What is said until the message has been taken apart."""
        return " Reading …"

    @property
    def whole_text(self) -> str:
        """The text of the part that is shown, safe to show."""
        if self.letter is None or not self.letter.parts:
            return ""
        return "\n".join(map(visible_text, (self.letter.parts[self.part].text or "").splitlines()))

    def fit(self, width: int) -> bool:
        """Wrap the lines to the room that there is."""
        self._width = max(width - 2 * _MARGIN, _NARROWEST)
        self.lay_out()
        return True

    def lay_out(self) -> None:
        """Work out the lines anew."""
        letter = self.letter
        self._rows = [] if letter is None else laid_out(letter, self.part, self._width, self.has_all_fields)

    def spans(self, number: int) -> list[LineSpan]:
        """A line as it looks."""
        return self._rows[number]


class LetterView(LineView):
    """A message, wrapped to the width of the view."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(STYLES)
    DEFAULT_CSS = css("LetterView", STYLES)
    lines: LetterLines

    def __init__(self, *, id: str, classes: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(LetterLines(), id=id, classes=classes)

    def show(self, letter: Letter | None, part: int = 0) -> None:
        """Show a message, one part of it; None while it is being read."""
        lines = self.lines
        is_other = letter is not lines.letter or part != lines.part
        lines.letter, lines.part = letter, part
        if is_other:
            self.set_reactive(LetterView.cursor, 0)
            self.scroll_home(animate=False, immediate=True)
        self._lay_out()

    def toggle_fields(self) -> None:
        """Show all header fields, or the important ones."""
        self.lines.has_all_fields = not self.lines.has_all_fields
        self._lay_out()

    @property
    def whole_text(self) -> str:
        """The text of the part that is shown, safe to show."""
        return self.lines.whole_text

    def _lay_out(self) -> None:
        self.lines.lay_out()
        self.redraw()


def laid_out(letter: Letter, part: int, width: int, all_fields: bool) -> list[list[LineSpan]]:
    """The lines of a message.

    Args:
        letter: The message.
        part: Which of its parts.
        width: Columns.
        all_fields: Whether all of its header fields are to be seen.
    """
    shown = letter.fields if all_fields else letter.fields[: letter.first]
    names = max((min(len(name), width // 3) for name, _ in shown), default=0)
    rows: list[list[LineSpan]] = []
    for name, value in shown:
        style = "letter--subject" if name.lower() == "subject" else ""
        lead = f" {visible_text(name)[:names]:<{names}}  "
        for at, line in enumerate(wrapped(visible_text(value), max(width - names - 2, _NARROWEST))):
            rows.append([LineSpan(" " * len(lead) if at else lead, "letter--name"), LineSpan(line, style)])
    if hidden := len(letter.fields) - len(shown):
        rows.append([LineSpan(f" and {hidden} more field{'' if hidden == 1 else 's'} (h shows them)", "letter--note")])
    rows.append([])
    if letter.left_out:
        said = f" The last {letter.left_out:,} bytes of this large message were not looked at."
        rows += [[LineSpan(said, "letter--note")], []]
    return rows + (_text(letter.parts[part], width) if part < len(letter.parts) else [])


def _text(part: Part, width: int) -> list[list[LineSpan]]:
    """The lines of a part's text, or a sentence in its place."""
    if part.text is None:
        what = "It has parts of its own." if not part.size and not part.is_attached else "It is no text."
        return [[LineSpan(f" {visible_text(part.kind)} · {part.size:,} bytes. {what}", "letter--note")]]
    rows = []
    for line in part.text.replace("\r\n", "\n").removesuffix("\n").split("\n"):
        style = "letter--quote" if line.startswith(">") else ""
        shown = line.replace("\t", "    ")
        rows += [[LineSpan(" " * _MARGIN), LineSpan(each, style)] for each in wrapped(visible_text(shown), width)]
    return rows


def wrapped(text: str, width: int) -> list[str]:
    """A line as lines that fit, broken behind blanks where there are any; no character is lost but those blanks."""
    lines = []
    while cells(text) > width:
        end = _fitting(text, width)
        blank = text.rfind(" ", 1, end + 1)
        cut = blank if blank > width // 3 else end
        lines.append(text[:cut])
        text = text[cut:].removeprefix(" ") if cut == blank else text[cut:]
    return [*lines, text]


def _fitting(text: str, width: int) -> int:
    """How many characters fit, at least one."""
    end = min(width, len(text))
    while end > 1 and cells(text[:end]) > width:
        end -= 1
    return end
