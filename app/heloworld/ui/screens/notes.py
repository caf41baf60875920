"""The presenter's second screen: notes, the next line, the answer to what is asked, and the time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from heloworld.classroom.board.tally import Tally, TallyFile
from heloworld.course.play.cue_card import CueCard, CueFile
from heloworld.ui.actions import bindings
from heloworld.ui.markdown_text import prose

POLL = 0.2
"""Seconds between two looks at the card."""

NOBODY = Content(
    "Nothing is being presented on this machine. In another terminal: helo --present, or F11 in a lesson.\n"
    "This screen follows by itself."
)


class NotesScreen(Screen[None]):
    """Follows a presentation.

    Args:
        cards: Where its card lies.
        tallies: Where a class that goes on has its numbers; None for nowhere.
        clock: Seconds that only grow.
        watch: The time of day.
    """

    DEFAULT_CSS = """
    NotesScreen { padding: 1 2; background: $background; }
    NotesScreen > VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    NotesScreen > #class { height: auto; padding-top: 1; text-style: bold; color: $client; }
    NotesScreen > #time { height: 1; color: $faint; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("app"), Binding("q", "app.quit", show=False)]

    def __init__(
        self,
        cards: CueFile,
        tallies: TallyFile | None = None,
        clock: Callable[[], float] = time.monotonic,
        watch: Callable[[], str] = lambda: time.strftime("%H:%M"),
    ) -> None:
        super().__init__()
        self._cards = cards
        self._tallies = tallies
        self._tally: Tally | None = None
        self._clock = clock
        self._watch = watch
        self._began: float | None = None
        self._shown: CueCard | None = None
        self._time = ""

    def compose(self) -> ComposeResult:
        """What is said, and how long it has taken."""
        with VerticalScroll():
            yield Static(id="card")
        yield Static(id="class")
        yield Static(id="time")

    def on_mount(self) -> None:
        """Begin to follow."""
        self.follow()
        self.set_interval(POLL, self.follow)

    def follow(self) -> None:
        """Show the card as it is now; what says the same as before is not drawn anew."""
        card = self._cards.read()
        if card is None or card != self._shown or not self._time:
            shown = Content("\n\n").join(_parts(card)) if card is not None else NOBODY
            said = self.query_one("#card", Static)
            if said.content != shown:
                said.update(shown)
                self.query_one(VerticalScroll).scroll_home(animate=False)
        self._shown = card
        tally = self._tallies.read() if self._tallies is not None else None
        if tally != self._tally:
            self._tally = tally
            self.query_one("#class", Static).update(tally.words if tally is not None else "")
        if card is not None and self._began is None:
            self._began = self._clock()
        minutes, seconds = divmod(int(self._clock() - self._began), 60) if self._began is not None else (0, 0)
        told = f"{self._watch()} · {minutes}:{seconds:02} · q leaves"
        if told != self._time:
            self._time = told
            self.query_one("#time", Static).update(told)


def _parts(card: CueCard) -> Iterator[Content]:
    yield Content.assemble(
        (card.lesson, "bold"), f" · step {card.at} of {card.of}: {card.step} · line {card.played} of {card.lines}"
    )
    if card.aside:
        yield Content.styled(card.aside, "bold $separator")
    if card.question:
        lead = "Asked now: " if card.is_asked else "Asked: "
        yield Content.assemble((lead, "bold $separator"), prose(card.question))
        yield Content.assemble(("The answer: ", "bold $good"), prose(card.answer), "\n", prose(card.why))
    if card.next_line or card.played < card.lines:
        yield Content.assemble(("Next line: ", "bold"), (card.next_line or "(an empty line)", "bold $client"))
    if card.mistakes:
        many = "a mistake" if card.mistakes == 1 else f"{card.mistakes} mistakes, one after the other"
        yield Content.styled(f"F3 plays {many}.", "$faint")
    if card.notes:
        yield prose(card.notes)
