"""What a lens is: the eyes of one mail program, as a few small functions over the lines that start ``From ``.

::

    every line that starts "From "          the index (heloworld.mbox.reading.index), the same for all
        │
        ▼  verdict: does a message start here, and why (not)?
    messages                                where each starts, where its header and its body end
        │
        ▼  show: what is unquoted, what happens to CR and to empty lines
    the bytes that this program hands out

A lens reads a header and a line here and there, never a whole message where its program's rules can do without.
A program that sees separators which are not in the index says so (`Lens.between`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar, Final

from heloworld.mbox.dialects import RULES, Dialect
from heloworld.mbox.lenses.view import View
from heloworld.mbox.reading.message import separator_length
from heloworld.mbox.unquoting import unquoted

NEAR_THE_END: Final = 64
"""Bytes before the end of a file within which a rule may decide otherwise once the file has grown."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reader makes of one line.

    Attributes:
        is_start: Whether a message starts at it.
        why: The reason, as a plain sentence without its final full stop.
        is_dropped: Whether the message before ends here all the same, and what follows is shown to nobody.
    """

    is_start: bool
    why: str
    is_dropped: bool = False


@dataclass(frozen=True, slots=True)
class Beginning:
    """The message that a reader is in: how far it has understood it, in bytes of the file.

    Attributes:
        offset: Where it starts.
        header: Where its header starts: behind the ``From_`` line.
        header_stop: Where its header ends, before any empty line; the end of the file where it has none.
        body: Where its body starts; the same as `header_stop` where no empty line stands between.
        floor: Before this offset the reader looks for no separator.
        length: Bytes of the body, where the reader believes a Content-Length; None where it goes by separators.
        note: Why it looks for none before the floor, as a sentence.
        is_settled: Whether more bytes at the end of the file would change nothing of all this.
        trouble: Why the program gives the whole file up when it comes here, as a sentence; empty where it does not.
    """

    offset: int
    header: int
    header_stop: int
    body: int
    floor: int = 0
    length: int | None = None
    note: str = ""
    is_settled: bool = True
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may start a message.

    Attributes:
        view: The file.
        offset: Where the line starts.
        opened: The message that the reader is in; None before the first.
    """

    view: View
    offset: int
    opened: Beginning | None


@dataclass(frozen=True, slots=True)
class LensSpan:
    """One message as a reader sees it, in bytes of the file.

    Attributes:
        offset: Where it starts.
        header: Where its header starts: behind the ``From_`` line.
        header_stop: Where its header ends, before any empty line.
        body: Where its body starts.
        body_stop: Where its body ends; the empty line that parts it from the next message is left out.
        shown: Where ends what the reader shows of it: many show that empty line, some show less than the body.
        stop: Where the next message starts, or the file ends.
    """

    offset: int
    header: int
    header_stop: int
    body: int
    body_stop: int
    shown: int
    stop: int


class Lens(ABC):
    """The eyes of one reader. A subclass is one program; its docstring and `source` say where its rules are from.

    Attributes:
        name: What ``--as`` calls it.
        about: Which program that is, in a few words.
        source: Where the rules were read, and in which version they were tried.
        limits: Where the lens is known not to be exact, a sentence each.
        dialect: Whose quoting it undoes; None for nobody's.
        sees_more: Whether it sees separators that are not in the index (`between`).
        may_give_up: Whether a message may make it give the whole file up (`Beginning.trouble`).
    """

    name: ClassVar[str]
    about: ClassVar[str]
    source: ClassVar[str]
    limits: ClassVar[tuple[str, ...]] = ()
    dialect: ClassVar[Dialect | None] = None
    sees_more: ClassVar[bool] = False
    may_give_up: ClassVar[bool] = False

    def refusal(self, view: View) -> str | None:  # noqa: ARG002 - most need none
        """Why the program takes the whole file for no mailbox, as a sentence; None where it does not."""
        return None

    def begin(self, view: View) -> Beginning | None:  # noqa: ARG002 - most need none
        """The message that starts before the first separator line: most programs see none there."""
        return None

    def between(self, view: View, start: int, stop: int) -> Iterator[int]:  # noqa: ARG002 - most need none
        """Offsets of more candidates, which are not in the index, from one offset up to another."""
        return iter(())

    @abstractmethod
    def verdict(self, candidate: Candidate) -> Verdict:
        """Whether a message starts at a line, and why. The line lies at or behind the floor of the open message."""

    @abstractmethod
    def open(self, view: View, offset: int) -> Beginning:
        """Read the header of a message that starts at an offset, as far as this program's rules need it."""

    def close(self, view: View, opened: Beginning, stop: int) -> LensSpan:
        """End a message where the next one starts, or the file ends.

        Most programs take everything up to there for the body, the empty line before the separator too.
        """
        return closed(view, opened, stop, stop)

    def show(self, view: View, span: LensSpan) -> Iterator[bytes]:
        """A message as the program hands it out: header, empty line and body, without the ``From_`` line."""
        body = min(span.body, span.shown)
        yield from view.pieces(span.header, body)
        yield from self.unquote(view.pieces(body, span.shown))

    def unquote(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """A body without the quoting that this reader undoes."""
        change = RULES[self.dialect].unquoting if self.dialect else None
        return unquoted(pieces, change) if change else iter(pieces)


def closed(view: View, opened: Beginning, shown: int, stop: int) -> LensSpan:
    """A message that a reader shows up to an offset, an empty line at its end included, which is the separator's.

    Args:
        view: The file.
        opened: The message.
        shown: Where ends what is shown of it.
        stop: Where the next one starts, or the file ends.
    """
    body = min(opened.body, shown)
    first = max(body - 1, shown - 3)
    body_stop = shown - separator_length(view.read(first, shown), body - first)
    return ended(opened, shown, stop, body_stop)


def ended(opened: Beginning, shown: int, stop: int, body_stop: int | None = None) -> LensSpan:
    """A message that a reader shows up to an offset, where that is all of its body.

    Args:
        opened: The message.
        shown: Where ends what is shown of it.
        stop: Where the next one starts, or the file ends.
        body_stop: Where its body ends, if not there.
    """
    return LensSpan(
        opened.offset,
        min(opened.header, shown),
        min(opened.header_stop, shown),
        min(opened.body, shown),
        shown if body_stop is None else body_stop,
        shown,
        stop,
    )
