"""The board of a class: how to join, who is where, who is stuck, what they believe and vote."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Input

from heloworld.classroom.board.ballots import Asked
from heloworld.classroom.board.board import Board, Plight
from heloworld.classroom.board.tally import TallyFile, tally_of
from heloworld.classroom.server.source import ClassSource
from heloworld.ui.actions import ACTIONS, bindings
from heloworld.ui.app import take_back
from heloworld.ui.board.consequences import Consequences
from heloworld.ui.board.voting import Voting
from heloworld.ui.screens.participant import ParticipantScreen
from heloworld.ui.widgets.board.counts import Beliefs, Counts, Goals, Votes
from heloworld.ui.widgets.board.how_to_join import JoinBanner, JoinPage
from heloworld.ui.widgets.board.people import MOST_MARKS, PeopleList
from heloworld.ui.widgets.common.ask_line import AnswerLine, Ask, AskLine
from heloworld.ui.widgets.common.key_bar import KeyBar
from heloworld.ui.widgets.common.title_bar import TitleBar
from heloworld.ui.widgets.common.too_small import TooSmall
from heloworld.wire.visible import visible_text

LOOK = 0.5
"""Seconds between two looks at the class."""

ROOM = (100, 28)
"""Columns and rows from which on there is room for large letters."""

_NO_ANSWER: Final = "What you asked aloud has no answer here: v goes on to a question of the lesson."


class BoardScreen(Screen[None]):
    """A class at a glance.

    Args:
        source: The class.
        tally: Where its numbers go, for the presenter's notes; None for nowhere.
    """

    CSS_PATH = "board.tcss"
    SCOPES: ClassVar[tuple[str, ...]] = ("app", "board")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*SCOPES)]
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (100, "-normal"), (150, "-wide")]  # noqa: RUF012 - Textual's
    VERTICAL_BREAKPOINTS = [(0, "-short"), (15, "-low"), (30, "-high")]  # noqa: RUF012 - Textual's form
    AUTO_FOCUS = "PeopleList"

    def __init__(self, source: ClassSource, tally: TallyFile | None = None) -> None:
        super().__init__()
        self._source = source
        self._tally = tally
        self._voting = Voting(source.book)
        self._consequences = Consequences(source, self)
        self._names = False
        self._is_frozen = False
        self._gone = ""

    def compose(self) -> ComposeResult:
        """Title, how to join, participants, counts, footer."""
        yield TitleBar()
        yield JoinBanner(id="banner")
        yield JoinPage(id="join-page")
        with Container(id="body"):
            yield PeopleList(id="people", classes="pane")
            with Container(id="counts"):
                yield Votes(id="votes", classes="pane")
                yield Goals(id="goals", classes="pane")
                yield Beliefs(id="beliefs", classes="pane")
        yield AskLine()
        yield KeyBar(each for each in ACTIONS if each.scope & {*self.SCOPES})
        yield TooSmall()

    def on_mount(self) -> None:
        """Begin to look."""
        self.look()
        self.set_interval(LOOK, self.look)

    def on_unmount(self) -> None:
        """The class is shown no more."""
        if self._tally is not None:
            self._tally.remove()

    def look(self) -> None:
        """Show the class as it is now."""
        if self._is_frozen:
            return
        self.show(self._source.book.board(self._voting.asked, self._source.now))

    def show(self, board: Board) -> None:
        """Show a board."""
        call, word = self._source.invitation, self._source.word
        is_small = call is None or self.size.width < ROOM[0] or self.size.height < ROOM[1]
        self.query_one(JoinBanner).set_class(is_small, "-small")
        self.query_one(JoinBanner).show(call, word)
        self.query_one(JoinPage).show(call, str(self._source.record))
        self.set_class(board.asked.question is not None, "-voting")
        self._title(board)
        people = self.query_one(PeopleList)
        people.border_title = f"Participants · {len(board.rows)}"
        people.border_subtitle = " · ".join(
            filter(None, (_reached(board), f"{board.away} sent away, X lets back" if board.away else ""))
        )
        people.show(board.rows, names=self._names, away=board.away)
        for pane in self.query(Counts):
            pane.show(board)
        if self._tally is not None:
            self._tally.write(tally_of(board))

    def _title(self, board: Board) -> None:
        bar = self.query_one(TitleBar)
        frozen = " · frozen" if self._is_frozen else ""
        bar.place = f"Class {self._source.word}{f' · {visible_text(board.lesson)}' if board.lesson else ''}{frozen}"
        bar.trouble = self._source.trouble
        hands, stuck = board.count(Plight.HAND), board.count(Plight.STUCK, Plight.IDLE)
        parts = (f"{board.here} here", _many(hands, "hand"), f"{stuck} stuck", f"{board.done} done")
        bar.status = " · ".join(parts)

    @property
    def further_help(self) -> tuple[tuple[str, str], ...]:
        """Where the class is recorded."""
        where = visible_text(str(self._source.record))
        return (("Record", f"All that is said in the class stands in {where}. Later: helo board with that file."),)

    def may_end(self) -> bool:
        """Whether the class may end with the board."""
        return self._consequences.ends()

    # From the user

    def action_names(self) -> None:
        """Show names, or numbers alone."""
        self._names = not self._names
        self._again()

    def action_freeze(self) -> None:
        """Keep the board as it is, or let it go on."""
        self._is_frozen = not self._is_frozen
        self._again()

    def _again(self) -> None:
        """Show the same class anew: what was pressed is seen even where the board is frozen."""
        self.show(self._source.book.board(self._voting.asked, self._source.now))

    def action_how_to_join(self) -> None:
        """Show how to join on the whole screen, or the board again, with the keys where they were."""
        self.toggle_class("-joining")
        self.query_one(PeopleList).focus()

    def action_vote(self) -> None:
        """Have the class vote anew."""
        take_back(self.app, _NO_ANSWER)
        now = self._source.now
        if now is None:
            self.notify("This class is over: nobody can vote.", timeout=5)
            return
        self._voting.next(now)
        self._source.write_down()
        self._again()

    def action_tell_answer(self) -> None:
        """Mark the right answer, or hide it."""
        self._voting.toggle_answer()
        self._source.write_down()
        if self._voting.asked.question is None:
            self.notify(_NO_ANSWER, timeout=5)
        self._again()

    @property
    def asked(self) -> Asked:
        """What is voted on."""
        return self._voting.asked

    def action_lower_hand(self) -> None:
        """The hand of the participant under the cursor has been seen."""
        if (chosen := self.query_one(PeopleList).chosen) is not None:
            self._source.book.lower(chosen.number)
            self._source.write_down()
            self._again()

    def action_send_away(self) -> None:
        """Have nobody on the board who comes from the address of the participant under the cursor."""
        chosen = self.query_one(PeopleList).chosen
        if chosen is not None and self._consequences.sends_away(chosen.number):
            before = len(self._source.book.register.present)
            self._source.book.send_away(chosen.number)
            gone = before - len(self._source.book.register.present)
            self._gone = f"{gone} sent away, all who come from the address of p{chosen.number}: X lets them back."
            self.notify(self._gone, timeout=8)
            self._again()

    def action_let_back(self) -> None:
        """Have everybody on the board again."""
        take_back(self.app, self._gone)
        self._source.book.let_back()
        self._again()

    def action_open_wire(self) -> None:
        """Show the wire of the participant under the cursor."""
        people = self.query_one(PeopleList)
        if people.chosen is not None:
            order = tuple(row.number for row in people.lines.rows)
            screen = ParticipantScreen(self._source, order, people.chosen.number, names=self._names)
            self.app.push_screen(screen, self._left)

    def _left(self, number: int | None) -> None:
        if number is not None:
            self.query_one(PeopleList).choose(number)

    # Finding somebody

    def action_find_participant(self) -> None:
        """Ask whom to find."""
        self.query_one(AskLine).open(Ask.PARTICIPANT)

    @on(AskLine.Typed)
    def _find(self, event: AskLine.Typed) -> None:
        self._go_to(event.text, 0)

    @on(AnswerLine.Stepped)
    def _step(self, event: AnswerLine.Stepped) -> None:
        self._go_to(self.query_one(AskLine).text, event.by)

    def _go_to(self, text: str, by: int) -> None:
        """Put the cursor on somebody who fits, or on the next or the one before."""
        people, ask = self.query_one(PeopleList), self.query_one(AskLine)
        wanted = text.strip().lower().removeprefix("p")
        fitting = [
            at
            for at, row in enumerate(people.lines.rows)
            if text.strip() and (str(row.number) == wanted or text.strip().lower() in row.name)
        ]
        if not fitting:
            ask.say("nobody" if text.strip() else "", is_trouble=True)
            return
        here = people.cursor or 0
        later = [at for at in fitting if at > here] if by > 0 else [at for at in reversed(fitting) if at < here]
        people.cursor = fitting[0] if not by else next(iter(later), here)
        ask.say(f"{fitting.index(people.cursor) + 1 if people.cursor in fitting else 1} of {len(fitting)}")

    @on(Input.Submitted)
    def _found(self) -> None:
        self._close_line()

    def key_escape(self) -> None:
        """Leave the line that is typed into, or the page that says how to join."""
        self._close_line()
        self.remove_class("-joining")

    def _close_line(self) -> None:
        self.query_one(AskLine).close()
        self.query_one(PeopleList).focus()


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _reached(board: Board) -> str:
    """How many have reached each goal of the lesson of the class, in the order of the marks."""
    counts = " ".join(str(each.count) for each in board.steps)
    return f"goals reached by: {counts}" if counts and len(board.steps) <= MOST_MARKS else ""
