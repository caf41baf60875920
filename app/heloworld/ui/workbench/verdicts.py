"""The letters that a world's hosts have judged, in the lower pane: which is chosen, and what there is to see of it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from textual.widget import Widget

from heloworld.lab.plan import Plan
from heloworld.ui.transcript_feed import Feed
from heloworld.ui.workbench.aside import Titles
from heloworld.wire.events import Event, Judged

if TYPE_CHECKING:
    from heloworld.lab.judging.judged_letters import JudgedLetter, JudgedLetters
    from heloworld.lab.judging.report import Line
    from heloworld.ui.widgets.places.verdict_place import VerdictPlace


class Verdicts:
    """Them; there are none in a world that judges nothing, and then nothing is loaded for them.

    Args:
        feed: Knows what crossed.

    Attributes:
        widget: The list, and what there is to see of the chosen letter; None before a world that judges.
        new: How many letters have been judged since somebody looked.
        is_in_use: Whether this world judges anything.
    """

    def __init__(self, feed: Feed) -> None:
        self.widget: VerdictPlace | None = None
        self.new = 0
        self.is_in_use = self._is_shown = False
        self._feed = feed
        self._letters: JudgedLetters
        self._chosen = 0
        self._told: list[Line] = []
        self._wanted: Judged | None = None

    def have(self, plan: Plan) -> None:
        """Begin with a world, in which nothing has been judged yet."""
        self.is_in_use = any(each.checks or each.spam for each in plan.servers)
        if self.is_in_use:
            from heloworld.lab.judging.judged_letters import JudgedLetters
            from heloworld.ui.widgets.places.verdict_place import VerdictPlace

            self._letters, self._chosen, self.new = JudgedLetters(), 0, 0
            self.widget = self.widget or VerdictPlace()

    @property
    def stop(self) -> Widget | None:
        """What takes the keys: the part that has them already, or else the list."""
        if self.widget is None:
            return None
        return self.widget.told if self.widget.told.has_focus else self.widget.list

    @property
    def titles(self) -> Titles:
        """What the border says."""
        count = len(self._letters.letters)
        if not count:
            return Titles("Verdicts · none yet")
        which = f"letter {self._chosen + 1} of {count}" if self._chosen else f"the newest of {count} letters"
        which = which if count > 1 else "one letter"
        return Titles(f"Verdicts · {which}", "↑ ↓ another letter · PgUp PgDn scroll")

    def turn(self, *, shown: bool) -> None:
        """The pane turns to them, or away."""
        self._is_shown = shown and self.is_in_use
        if self._is_shown:
            self.new = 0
            self._show()

    def hear(self, events: Iterable[Event]) -> None:
        """Something has happened in the world."""
        if not self.is_in_use:
            return
        more = self._letters.hear(events)
        if self._chosen:  # whoever looks at an older one stays with it
            self._chosen += more
        if self._is_shown:
            self._show()
        else:
            self.new += more

    def choose(self, letter: int) -> None:
        """Show another letter, counted from the newest."""
        self._chosen = letter
        self._show()

    def find(self, verdict: Judged) -> bool:
        """Choose the letter that a verdict is about, and have that in sight; says whether it is held."""
        at = self._letters.position(verdict) if self.is_in_use else None
        if at is not None:
            self._chosen, self._told, self._wanted = at, [], verdict
        return at is not None

    def go_in(self, focused: Widget | None) -> bool:
        """Go from the list to what is shown of the letter; says whether the list has the keys."""
        if self.widget is None or focused is not self.widget.list:
            return False
        self.widget.told.focus()
        return True

    def _show(self) -> None:
        from heloworld.lab.judging.letter_report import letter_report
        from heloworld.lab.judging.report import head_of

        place, letters = self.widget, self._letters.letters
        if place is None or not place.is_mounted:
            return
        self._chosen = min(self._chosen, max(len(letters) - 1, 0))
        place.show([partial(self._line, each) for each in letters], self._chosen)
        told = [*letter_report(self._known(letters[self._chosen]))] if letters else []
        if told != self._told:
            self._told, wanted = told, self._wanted
            place.told.show(told, told.index(head_of(wanted)) if wanted is not None else 0)
            self._wanted = None

    def _line(self, letter: JudgedLetter) -> Line:
        from heloworld.lab.judging.letter_report import summary

        return summary(self._known(letter))

    def _known(self, letter: JudgedLetter) -> JudgedLetter:
        """With what became of it."""
        from heloworld.lab.judging.judged_letters import with_fate

        return with_fate(letter, self._feed.dissector)
