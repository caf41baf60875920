"""The guide: the newcomer's first minute beside the wire, ticked off as it happens."""

from __future__ import annotations

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.reactive import reactive
from textual.widgets import Static

from heloworld.course.welcome import STEPS, Progress
from heloworld.smtp import commands
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

_RECONNECT = "The connection is closed. Press Enter in the prompt to connect again and go on from the start."


class Guide(VerticalScroll, can_focus=True):
    """Steps, what to do next, and what just happened."""

    DEFAULT_CSS = """
    Guide { padding: 0 1; scrollbar-size: 1 1; }
    Guide > Static { height: auto; }
    """

    progress: reactive[Progress] = reactive(Progress())
    """How far the newcomer got."""

    command: reactive[str] = reactive("")
    """A command line for another terminal that sends a mail to this server."""

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static(id="guide-text")

    def on_mount(self) -> None:
        """Show the beginning."""
        self._show()

    def watch_progress(self) -> None:
        """Something was done."""
        self._show()

    def watch_command(self) -> None:
        """The server has an address."""
        self._show()

    def _show(self) -> None:
        if self.is_mounted:
            self.query_one("#guide-text", Static).update(draw(self.progress, self.command, self.app.theme_variables))


def draw(progress: Progress, command: str, colours: dict[str, str]) -> Text:
    """The guide's text.

    Args:
        progress: How far the newcomer got.
        command: A command line that sends a mail to this server from another terminal; may be empty.
        colours: The theme's variables.
    """
    text = Text()
    if progress.done == 0 and progress.trouble is None:
        text.append(_INTRO + "\n\n")
    elif 0 < progress.done <= len(STEPS):
        text.append(STEPS[progress.done - 1].after + "\n\n", colours["good"])
    for number, step in enumerate(STEPS):
        mark, style = _mark(number, progress.done, colours)
        text.append(mark, style)
        text.append(f"{number + 1} {step.title}\n", style)
    text.append("\n")
    if progress.step is None:
        text.append(_END)
        text.append(f"\n  {command}\n" if command else "", colours["client"])
        return text
    _tell(text, progress, colours)
    return text


def _mark(number: int, done: int, colours: dict[str, str]) -> tuple[str, str]:
    if number < done:
        return _DONE, colours["good"]
    return (_HERE, "bold") if number == done else (_AHEAD, colours["faint"])


def _tell(text: Text, progress: Progress, colours: dict[str, str]) -> None:
    """What to do next, or what went wrong."""
    step = progress.step
    assert step is not None
    if progress.trouble is not None:
        trouble = progress.trouble
        reply = visible(trouble.reply[-1]) if trouble.reply else ""
        text.append(f"The server said: {reply}\n", colours["refused"])
        text.append(f"{commands.suggest(trouble.before, trouble.verb)}\n\n".lstrip())
    if progress.reconnect:
        text.append(_RECONNECT)
        return
    text.append(step.before + "\n\n")
    for position, line in enumerate(step.lines):
        is_next = position == min(progress.lines_typed, len(step.lines) - 1)
        text.append(f"{'▸' if is_next else ' '} ", colours["strip-here"])
        text.append(f"{line or '(an empty line: just Enter)'}\n", f"bold {colours['client']}" if is_next else "")
    text.append("\nF3 types it for you; Enter sends it.", colours["faint"])
