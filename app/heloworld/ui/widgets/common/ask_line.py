"""One line at the bottom in which something is asked: what to find, where to jump, what to list, where to save."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Label
from textual.widgets.input import Selection

from heloworld.ui.widgets.common.own_keys import caught_up
from heloworld.ui.widgets.common.typed_line import TypedLine


class Ask(Enum):
    """What is asked: a label, and what stands there while nothing is typed."""

    FIND = ("Find ▸", "text as it stands in the file; ^r for a regular expression")
    PATTERN = ("Find pattern ▸", "a regular expression, line by line; ^r for plain text")
    JUMP = ("Jump to ▸", "12 a message, @4096 or 0x1000 a byte, 50% half of the file")
    FILTER = ("Filter ▸", "a word; or ~f sender, ~t recipient, ~s subject, ~b text; !~f for not")
    SAVE = ("Save as ▸", "a name for this message, or 3-7 for several")
    PARTICIPANT = ("Find ▸", "a number, or a part of a name; down goes to the next")
    SAVE_PART = ("Save part as ▸", "a name for this part")

    @property
    def is_search(self) -> bool:
        """Whether something is to be found."""
        return self in {Ask.FIND, Ask.PATTERN}


class AnswerLine(TypedLine):
    """What is typed into."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", "Next", show=False),
        Binding("up", "step(-1)", "Before", show=False),
    ]

    class Stepped(Message):
        """The next place found is wanted, or the one before."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def action_step(self, by: int) -> None:
        """Ask for the next place, or the one before."""
        self.post_message(self.Stepped(by))


class AskLine(Horizontal):
    """A label, a line, and what there is to say about what is typed. Not shown while nothing is asked."""

    DEFAULT_CSS = """
    AskLine { height: 1; display: none; background: $panel; }
    AskLine.-open { display: block; }
    AskLine > Label { padding: 0 1; }
    AskLine > #asked { color: $client; text-style: bold; }
    AskLine > #said { color: $separator; max-width: 60%; text-wrap: nowrap; text-overflow: ellipsis; }
    AskLine > #said.-trouble { color: $refused; max-width: 70%; }
    AskLine > Input { border: none; height: 1; padding: 0; background: transparent; width: 1fr; min-width: 16; }
    AskLine > Input:focus { border: none; background-tint: transparent; }
    AskLine > Input > .input--placeholder { color: $faint; }
    """

    class Typed(Message):
        """What is typed has changed."""

        def __init__(self, ask: Ask, text: str) -> None:
            super().__init__()
            self.ask = ask
            self.text = text

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._ask: Ask | None = None

    def compose(self) -> ComposeResult:
        """The three."""
        yield Label("", id="asked")
        yield AnswerLine(id="answer", select_on_focus=False)
        yield Label("", id="said")

    @property
    def ask(self) -> Ask | None:
        """What is being asked."""
        return self._ask

    @property
    def line(self) -> Input:
        """What is typed into."""
        return self.query_one(Input)

    @property
    def text(self) -> str:
        """What stands there."""
        return self.line.value

    def open(self, ask: Ask, text: str = "", *, keeps: bool = False) -> None:
        """Ask something.

        Args:
            ask: What.
            text: What stands there already.
            keeps: Whether what is typed is put behind that; otherwise it takes its place.
        """
        self._ask = ask
        label, hint = ask.value
        self.query_one("#asked", Label).update(Content(label))
        self.line.placeholder = hint
        with self.prevent(Input.Changed):
            self.line.value = text
        self.line.selection = Selection(len(text) if keeps else 0, len(text))
        self.say("")
        self.add_class("-open")
        self.app.clear_notifications()  # they lie over the line
        self.screen.set_focus(self.line)  # at once: the next key may be here already

    def close(self) -> None:
        """Ask nothing any more."""
        self._ask = None
        self.remove_class("-open")

    def say(self, text: str, *, is_trouble: bool = False) -> None:
        """Say something about what is typed; text that is not ours must have come through `wire.visible`."""
        said = self.query_one("#said", Label)
        said.update(Content(text))
        said.set_class(is_trouble, "-trouble")

    @on(Input.Changed)
    def _change(self, event: Input.Changed) -> None:
        event.stop()
        if self._ask is not None:
            self.post_message(self.Typed(self._ask, event.value))

    async def typed(self) -> str:
        """What is typed, once every key that was pressed before has reached the line."""
        await caught_up(self.line)
        return self.text
