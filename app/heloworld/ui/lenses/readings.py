"""What the readers have made of one mailbox so far, which of them are chosen, and whose eyes one looks through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from heloworld.mbox.lenses import LENSES
from heloworld.mbox.lenses.follow import Look
from heloworld.mbox.lenses.model import Verdict
from heloworld.mbox.lenses.reasons import Excerpt, beside, why
from heloworld.mbox.lenses.ruler import Judgements, Ruler, Sight
from heloworld.mbox.lenses.view import View
from heloworld.mbox.reading.index import Change


@dataclass(frozen=True, slots=True)
class CloseUp:
    """One place of the file, looked at closely.

    Attributes:
        verdicts: What each of the chosen readers says of it, and why, by their names.
        sent: The file around it.
        shown: What the reader whose eyes are used would show of that.
    """

    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    sent: Excerpt = field(default_factory=Excerpt)
    shown: Excerpt = field(default_factory=Excerpt)


class Readings:
    """What is known in the thread of the screen, while the readers work in another.

    Args:
        ruler: The readers; some of them are chosen.
        eyes: The one of those whose eyes one looks through at first; the last of them if None.

    Attributes:
        view: The file, for this thread.
        sights: What each reader has seen, by its name; empty before the first look.
        appended: Bytes that have been appended since anything else was told of the file.
        eyes: The reader whose eyes one looks through.
    """

    def __init__(self, ruler: Ruler, eyes: str | None = None) -> None:
        self._ruler = ruler
        self.view: View = ruler.view()
        self.sights: Mapping[str, Sight] = {}
        self.appended = 0
        self.eyes = eyes or ruler.chosen[-1]

    @property
    def chosen(self) -> tuple[str, ...]:
        """The readers that are compared, in the order in which they are listed."""
        return self._ruler.chosen

    @property
    def is_done(self) -> bool:
        """Whether the chosen readers have gone through the whole file."""
        return bool(self.sights) and all(self.sights[name].is_done for name in self.chosen)

    def take(self, look: Look) -> Judgements:
        """The readers have come further. Returns the rows of those that are chosen now."""
        self.view, self.sights = look.view, look.sights
        self.appended = look.appended or (self.appended if look.change is Change.NONE else 0)
        is_of_chosen = tuple(sight.lens.name for sight in look.rows.sights) == self.chosen
        return look.rows if is_of_chosen else self._ruler.rows()

    def has_reached(self, rows: Judgements, offset: int) -> bool:
        """Whether all chosen readers have come as far as a byte of the file.

        Args:
            rows: Their rows so far, one at least.
            offset: The byte.
        """
        return self.is_done or rows.offset(len(rows) - 1) >= offset

    def toggle(self, reader: str) -> Judgements:
        """Choose a reader, or leave it out. Returns the rows of those that are chosen then."""
        chosen = {*self.chosen} ^ {reader}
        self._ruler.chosen = tuple(name for name in LENSES if name in chosen)
        if self.eyes not in chosen:
            self.eyes = next(iter(self.chosen), self.eyes)
        return self._ruler.rows()

    def turn(self, by: int) -> None:
        """Look through the eyes of the next of the chosen readers, or of the one before."""
        if self.chosen:
            self.eyes = self.chosen[(self.chosen.index(self.eyes) + by) % len(self.chosen)]

    def close_up(self, rows: Judgements, offset: int | None) -> CloseUp:
        """Look at a place closely; what cannot be read any more is said in its stead.

        Args:
            rows: The rows in which it is.
            offset: The place; None where there is none.
        """
        if offset is None:
            return CloseUp()
        verdicts: dict[str, Verdict] = {}
        try:
            verdicts = {sight.lens.name: why(self.view, sight, offset) for sight in rows.sights}
            return CloseUp(verdicts, *beside(self.view, self.sights[self.eyes], offset))
        except OSError as error:
            return CloseUp(verdicts, Excerpt(said=f"The file cannot be read any more: {error.strerror}."))
