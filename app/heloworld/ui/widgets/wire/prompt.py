"""The prompt: what is typed here goes out on Enter, exactly as typed, with CRLF behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar, NamedTuple, TypeAlias

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.widget import Widget
from textual.widgets import Label

from heloworld.ui.widgets.common.typed_line import TypedLine

Complete: TypeAlias = Callable[[str], Iterable[str]]
"""What makes sense now and begins as a line does that is being typed, in whatever case."""

WAITING = "waiting ▸"
"""What stands before the line until it is known who listens."""

HISTORY_LIMIT = 500
"""Lines that the arrow keys bring back."""


class Offer(NamedTuple):
    """Who listens, and what may be typed.

    Attributes:
        who: What stands before the line.
        complete: What makes sense now and begins as a line does.
        hint: A line that may come next, perhaps an empty one; None where there is none in particular.
        empty: What an empty line shows; where that is nothing, it shows the line that may come next.
        goes_round: Whether Tab goes on to the next of the lines that make sense.
    """

    who: str
    complete: Complete
    hint: str | None = None
    empty: str = ""
    goes_round: bool = False


class Prompt(Horizontal):
    """A label that says who is listening, and the line that is typed."""

    DEFAULT_CSS = """
    Prompt { height: 1; }
    Prompt > Label { color: $client; text-style: bold; padding: 0 1; }
    Prompt > CommandLine { border: none; height: 1; padding: 0; background: transparent; width: 1fr; }
    Prompt > CommandLine:focus { border: none; background-tint: transparent; }
    Prompt > CommandLine > .input--placeholder, Prompt > CommandLine > .input--suggestion { color: $faint; }
    Prompt > CommandLine:ansi > .input--placeholder, Prompt > CommandLine:ansi > .input--suggestion {
        color: $faint; text-style: none;
    }
    """

    class Entered(Message):
        """Lines are to be sent.

        Attributes:
            lines: Each without a line end.
        """

        def __init__(self, lines: tuple[str, ...]) -> None:
            super().__init__()
            self.lines = lines

    class Paged(Message):
        """A page key was pressed, for which one line has no use.

        Attributes:
            by: 1 for the page below, -1 for the page above.
        """

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    class Handed(NamedTuple):
        """What was typed into a prompt.

        Attributes:
            lines: The lines that were sent with Enter.
            value: The line that was being typed.
            position: Where the cursor stood in it.
        """

        lines: tuple[str, ...]
        value: str
        position: int

    def compose(self) -> ComposeResult:
        """The label and the line."""
        yield Label(WAITING, id="who")
        yield CommandLine(id="line")

    @property
    def line(self) -> CommandLine:
        """The line that is typed."""
        return self.query_one(CommandLine)

    def offer(self, offer: Offer) -> None:
        """Say who is listening, and what may be typed."""
        self.query_one("#who", Label).update(offer.who)
        self.line.offer(offer)

    def take_over(self, handed: Handed) -> None:
        """Go on where another prompt ended: send what was entered there, and have the rest to be edited."""
        line = self.line
        line.enter(handed.lines)
        line.value, line.cursor_position = handed.value, handed.position


class CommandLine(TypedLine):
    """An input with a history, completion of what is legal now, and blocks pasted line by line.

    Attributes:
        is_quiet: Whether it keeps to itself what may be typed until something is, or Tab is pressed.
        gives_away: Whether somebody else has a use for a character that is typed elsewhere, and has taken it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "recall(-1)", "Earlier line", show=False),
        Binding("down", "recall(1)", "Later line", show=False),
        Binding("tab", "complete", "Complete", show=False),
        Binding("pagedown", "page(1)", "Page below", show=False),
        Binding("pageup", "page(-1)", "Page above", show=False),
        Binding("ctrl+j", "submit", "Send", show=False),  # Enter, typed before the terminal was made ready
    ]

    virtual_size: Reactive[Size] = Reactive(Size(0, 0))
    """As in every widget, but that a longer line does not have the whole screen laid out anew: there is one row."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, select_on_focus=False)
        self.is_quiet = False
        self.gives_away: Callable[[str], bool] = _to_nobody
        self._completer = Completer()
        self._history: list[str] = []
        self._at = 0
        self._draft = ""

    def offer(self, offer: Offer) -> None:
        """Complete to what makes sense now, and show a line that may come next."""
        self._completer.begin(offer)
        first = "" if self.is_quiet and not offer.hint else self._completer.first("") or ""
        self.placeholder = _EMPTY_LINE if offer.hint == "" else offer.empty or first

    def watch_value(self, value: str) -> None:
        """Show how the line may go on; at once, where Textual's `Suggester` would start a worker for every key."""
        self._suggestion = self._completer.complete(value)

    def action_page(self, by: int) -> None:
        """Ask for another page of what there is to read."""
        self.post_message(Prompt.Paged(by))

    def action_copy(self) -> None:
        """Copy what is marked; where nothing is, somebody wants to leave."""
        if self.selection.is_empty:
            self.call_later(self.app.run_action, "help_quit")
        else:
            super().action_copy()

    async def action_submit(self) -> None:
        """Send the line."""
        self.enter((self.value,))
        self.value = ""

    def action_complete(self) -> None:
        """Take the completion; with nothing typed, the first line that is legal now."""
        if offer := self._completer.take(self.value):
            self.value = offer
            self.cursor_position = len(offer)

    def action_recall(self, by: int) -> None:
        """Bring back an earlier line, or go back to what was being typed."""
        if self._at == len(self._history):
            self._draft = self.value
        self._at = min(max(self._at + by, 0), len(self._history))
        self.value = self._history[self._at] if self._at < len(self._history) else self._draft
        self.cursor_position = len(self.value)

    def _on_paste(self, event: events.Paste) -> None:
        """A pasted block goes out line by line; what follows its last line end stays to be edited."""
        event.prevent_default()
        event.stop()
        first, *rest = event.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self.insert_text_at_cursor(first)
        if rest:
            *block, last = rest
            self.enter((self.value, *block))
            self.value = last
            self.cursor_position = len(last)

    def take_typed(self, event: events.Key | events.Paste, elsewhere: Widget | None) -> bool:
        """Take what was typed or pasted while something else had the focus, unless that has a use for it.

        Args:
            event: What was typed or pasted.
            elsewhere: What has the focus now: this line itself, where an earlier key of a burst has brought it here.

        Returns:
            Whether it was taken: nobody else is to take it, and the line is to have the focus before the next key is
            looked at, which may be here already.
        """
        if isinstance(event, events.Paste):
            self.post_message(events.Paste(event.text))
        else:
            character = event.character
            if character is None or not event.is_printable:
                return False
            if elsewhere is not None and elsewhere is not self and elsewhere.check_consume_key(event.key, character):
                return False
            if elsewhere is not self and self.gives_away(character):
                event.stop()
                return False
            self.insert_text_at_cursor(character)
        event.stop()
        event.prevent_default()
        return True

    def enter(self, lines: tuple[str, ...]) -> None:
        """Send lines, and keep them for the arrow keys."""
        for line in lines:
            if line and (not self._history or self._history[-1] != line):
                self._history.append(line)
        del self._history[:-HISTORY_LIMIT]
        self._at, self._draft = len(self._history), ""
        if lines:
            self.post_message(Prompt.Entered(lines))


class Completer:
    """Suggests the first line that makes sense now and starts with what was typed."""

    def __init__(self) -> None:
        self._offer = Offer("", _nothing)
        self._round: tuple[str, ...] = ()

    def begin(self, offer: Offer) -> None:
        """Suggest something else from now on."""
        self._offer, self._round = offer, ()

    def first(self, value: str) -> str | None:
        """The first line that fits what was typed, or None; the hint comes before all others."""
        if self._offer.hint == "" and not value:
            return None
        return next(iter(self._fitting(value)), None)

    def take(self, value: str) -> str | None:
        """The same; where one goes round, and the line is what was taken before, the next of those that fitted then."""
        if value in self._round and self._offer.goes_round:
            return self._round[(self._round.index(value) + 1) % len(self._round)]
        self._round = self._fitting(value)
        return self.first(value)

    def _fitting(self, value: str) -> tuple[str, ...]:
        offers = (self._offer.hint or "", *self._offer.complete(value))
        return tuple(offer for offer in offers if offer and offer.lower().startswith(value.lower()))

    def complete(self, value: str) -> str:
        """The line as typed and how it may go on; empty where there is nothing to offer."""
        offer = self.first(value) if value else None
        return value + offer[len(value) :] if offer else ""


def typed(line: str) -> bytes:
    """The bytes of a line: its UTF-8, and what was no UTF-8 when it came from the terminal as it came."""
    try:
        return line.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return line.encode("utf-8", "surrogatepass")


def _to_nobody(_character: str) -> bool:
    return False


def _nothing(_typed: str) -> tuple[str, ...]:
    return ()


_EMPTY_LINE = "(an empty line: just press Enter)"
