"""The guide: the newcomer's first minute beside the wire, ticked off as it happens."""

from __future__ import annotations

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from heloworld.course.welcome import STEPS, Progress
from heloworld.smtp import commands
from heloworld.wire.events import Address
from heloworld.wire.visible import visible

_DONE, _HERE, _AHEAD = "[x] ", "[>] ", "[ ] "

_INTRO = "E-mail is saying hi, then piping text into a port. Try it: this is a real server."

_END = (
    "That was e-mail: you said hi, named two people, and piped a text into a port. It was appended to a file.\n\n"
    "What now?\n"
    "· Look at the file: every byte of it is in the pane beside this. F4 shows the bytes as they are.\n"
    "· Break it: type DATA first, write to dora@island.test, forget the dot.\n"
    "· Send it again with another program. From another terminal:\n"
)

SMALL = 14
"""Rows below which only the current step is shown."""

_RECONNECT = "The connection is closed. Press Enter in the prompt to connect again and go on from the start."


class Guide(VerticalScroll, can_focus=True):
    """Steps, what to do next, and what just happened."""

    DEFAULT_CSS = """
    Guide { padding: 0 1; scrollbar-size: 1 1; }
    Guide > Static { height: auto; }
    """

    def __init__(self, *, id: str, classes: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self._progress = Progress()
        self._address: Address | None = None
        self.border_title = "Your first mail"

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static(id="guide-text")

    def show(self, progress: Progress, address: Address | None) -> None:
        """Say how far the newcomer got.

        Args:
            progress: How far.
            address: Where the server listens, for the command line that is shown at the end.
        """
        if (progress, address) != (self._progress, self._address):
            self._progress, self._address = progress, address
            self._draw()

    def on_resize(self) -> None:
        """Where there is little room, only the current step is shown."""
        self._draw()

    def notify_style_update(self) -> None:
        """The theme has changed."""
        super().notify_style_update()
        self._draw()

    def _draw(self) -> None:
        if self.is_mounted:
            is_small = 0 < self.container_size.height < SMALL
            text = draw(self._progress, self._address, self.app.theme_variables, is_small=is_small)
            self.query_one("#guide-text", Static).update(text)


def draw(progress: Progress, address: Address | None, colours: dict[str, str], *, is_small: bool = False) -> Text:
    """The guide's text.

    Args:
        progress: How far the newcomer got.
        address: Where the server listens; None while it does not.
        colours: The theme's variables.
        is_small: Leave out the list of steps.
    """
    text = Text()
    if progress.done == 0 and progress.trouble is None:
        text.append(_INTRO + "\n\n" if not is_small else "")
    elif progress.done and not (is_small and progress.trouble):
        text.append(STEPS[progress.done - 1].after + ("\n" if is_small else "\n\n"), colours["good"])
    for number, step in enumerate(() if is_small else STEPS):
        mark, style = _mark(number, progress.done, colours)
        text.append(f"{mark}{number + 1} {step.title}\n", style)
    text.append("" if is_small else "\n")
    if progress.step is None:
        text.append(_END)
        if address is not None:
            text.append(
                f"\n  swaks -s {address[0]}:{address[1]} -f dora@island.test -t ana@harbour.test\n", colours["client"]
            )
        return text
    _tell(text, progress, colours, is_small=is_small)
    return text


def _mark(number: int, done: int, colours: dict[str, str]) -> tuple[str, str]:
    if number < done:
        return _DONE, colours["good"]
    return (_HERE, "bold") if number == done else (_AHEAD, colours["faint"])


def _tell(text: Text, progress: Progress, colours: dict[str, str], *, is_small: bool) -> None:
    """What to do next, or what went wrong."""
    step = progress.step
    assert step is not None
    gap = "\n" if is_small else "\n\n"
    if progress.trouble is not None:
        trouble = progress.trouble
        reply = visible(trouble.reply[-1]) if trouble.reply else ""
        text.append(f"The server said: {reply}\n", colours["refused"])
        text.append(commands.suggest(trouble.before, trouble.verb) + gap)
    if progress.reconnect:
        text.append(_RECONNECT)
        return
    if not (is_small and progress.trouble):
        text.append(step.before + gap)
    for position, line in enumerate(step.lines):
        is_next = position == min(progress.lines_typed, len(step.lines) - 1)
        if is_next or not is_small:
            text.append(f"{'▸' if is_next else ' '} ", colours["strip-here"])
            text.append(f"{line or '(an empty line: just Enter)'}\n", f"bold {colours['client']}" if is_next else "")
    if not is_small:
        text.append("\nF3 types it for you; Enter sends it.", colours["faint"])
