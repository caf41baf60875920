"""What the class votes, believes and has reached, counted: bars and numbers, and nobody's name."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

from heloworld.classroom.board.ballots import Asked, Bar
from heloworld.classroom.board.board import Board, Step
from heloworld.mbox.reading.columns import cells
from heloworld.wire.visible import visible_text

_FULL, _EIGHTHS = "█", " ▏▎▍▌▋▊▉"


def bar(count: int, most: int, width: int) -> str:
    """A bar as long as a count is large, with room for the longest.

    Args:
        count: What it shows.
        most: What the longest one shows.
        width: Columns of the longest.
    """
    if most <= 0 or width <= 0:
        return " " * max(width, 0)
    eighths = round(8 * width * count / most)
    text = _FULL * (eighths // 8) + (_EIGHTHS[eighths % 8] if eighths % 8 else "")
    return f"{text:<{width}}"


class Counts(Static):
    """A pane of counts; what does not fit is cut."""

    def __init__(self, *, id: str, classes: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self._board: Board | None = None

    def show(self, board: Board) -> None:
        """Show what has come of it since; where that is the same, nothing is drawn."""
        before, self._board = self._board, board
        if before is None or self.counted(before) != self.counted(board):
            self.refresh()

    def counted(self, board: Board) -> tuple[object, ...]:
        """What of the board is shown here."""
        raise NotImplementedError

    @property
    def board(self) -> Board | None:
        """What is shown."""
        return self._board


class Votes(Counts):
    """The votes as bars; while nobody has been asked, the goals of the lesson, and how many have reached each.

    It has the class `-without-votes` meanwhile: where the goals have a pane of their own, they need not stand here.
    """

    def show(self, board: Board) -> None:
        """Show what has come of it since."""
        self.set_class(not _has_votes(board), "-without-votes")
        super().show(board)

    def counted(self, board: Board) -> tuple[object, ...]:
        """The votes; the goals in their place."""
        return board.asked, board.votes, board.steps, board.here

    def render(self) -> Content:
        """Bars, a line each."""
        board = self.board
        if board is None:
            return Content("")
        width = self.content_size.width
        if not _has_votes(board):
            self.border_title = "Goals · how many have reached them" if board.steps else "Vote"
            return _goals(board.steps, board.here, self.content_size) if board.steps else _nobody(board.asked)
        cast = sum(each.count for each in board.votes)
        self.border_title = f"Vote · {cast} vote{'' if cast == 1 else 's'}"
        return Content("\n").join([*_question(board.asked, width), *_bars(board.votes, width)])


class Goals(Counts):
    """The goals of the lesson of the class, and how many have reached each."""

    def counted(self, board: Board) -> tuple[object, ...]:
        """The goals."""
        return board.steps, board.here

    def render(self) -> Content:
        """A line a goal."""
        board = self.board
        self.border_title = "Goals · how many have reached them"
        if board is None or not board.steps:
            return Content.styled("helo class --lesson 1.4 shows how many have reached each goal.", "$faint")
        return _goals(board.steps, board.here, self.content_size)


class Beliefs(Counts):
    """What the class believes, as far as mistakes and answers show it."""

    def counted(self, board: Board) -> tuple[object, ...]:
        """The beliefs."""
        return board.beliefs

    def render(self) -> Content:
        """A line a belief, the most frequent first."""
        self.border_title = "What the class believes"
        board = self.board
        if board is None or not board.beliefs:
            return Content.styled("Nothing wrong, as far as mistakes and answers show it.", "$faint")
        width = self.content_size.width
        return Content("\n").join(
            Content.assemble((f"{count:>3} × ", "bold $separator"), _hung(text, 6, width))
            for text, count in board.beliefs
        )


def _has_votes(board: Board) -> bool:
    """Whether there is a vote, begun here or by mail alone."""
    return bool(board.votes or board.asked.since or board.asked.question)


def _nobody(asked: Asked) -> Content:
    if asked.since:
        return Content.styled("Mail to 2@vote.class.test is a vote for the second answer.", "$faint")
    return Content.styled("v begins a vote: mail to 2@vote.class.test is one for the second answer.", "$faint")


def _question(asked: Asked, width: int) -> Iterable[Content]:
    if asked.question is None:
        yield Content.styled("Mail to 1@vote.class.test, 2@vote.class.test … is a vote.", "$faint")
    else:
        yield Content.styled(_hung(asked.question.ask, 0, width), "bold")


def _bars(votes: Iterable[Bar], width: int) -> Iterable[Content]:
    votes = list(votes)
    most = max((each.count for each in votes), default=0)
    has_texts = any(each.text for each in votes)
    room = max(min(width // 4 if has_texts else width - 10, 40), 6)
    for each in votes:
        style = "bold $good" if each.is_right else "$client"
        yield Content.assemble(
            (f"{each.option} ", "bold"),
            (bar(each.count, most, room), style),
            (f" {each.count:>3}", "bold"),
            (" ✓ " if each.is_right else "   ", "bold $good"),
            (_hung(each.text, room + 9, width), style if each.is_right else ""),
        )


def _goals(steps: Iterable[Step], here: int, size: Size) -> Content:
    """A line a goal; more where there is room for all that a goal says."""
    steps, width = list(steps), size.width
    for room in (max(min(width // 4, 24), 6), 6, 3):  # a shorter bar before a goal that is cut
        titles = [_hung(each.title, room + 5, width) for each in steps]
        if sum(title.count("\n") + 1 for title in titles) <= size.height:
            break
    else:
        titles = [_cut(_words(each.title), width - room - 5) for each in steps]
    return Content("\n").join(
        Content.assemble(
            (f"{each.count:>3} ", "bold"),
            (bar(each.count, max(here, each.count, 1), room), "$good"),
            f" {title}",
        )
        for each, title in zip(steps, titles, strict=True)
    )


def _hung(text: str, before: int, width: int) -> str:
    """A text wrapped to so many columns, with what stands before its first line free in the others."""
    words = _words(text)
    return f"\n{' ' * before}".join(textwrap.wrap(words, max(width - before, 10))) if words else ""


def _words(text: str) -> str:
    """What a lesson says, in one line: without the backticks that mark a command there."""
    return " ".join(visible_text(text).replace("`", "").split())


def _cut(text: str, width: int) -> str:
    """A text in at most so many columns."""
    if cells(text) <= width:
        return text
    while text and cells(text) >= width:
        text = text[:-1]
    return f"{text}…"
