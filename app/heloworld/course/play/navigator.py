"""What a learner chooses in a lesson, and where it leads: on, back, begun again, another lesson."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from heloworld.course.model.act import Act
from heloworld.course.model.lesson import Lesson
from heloworld.course.play.forward import Forward, beyond, forward
from heloworld.course.play.resumption import resumption
from heloworld.course.play.session import LessonSession, Mode
from heloworld.errors import HeloError

WARNINGS: Final = {
    Forward.WARN_SKIP: "This step is not done. F8 again skips it: it is then played for you.",
    Forward.WARN_LEAVE: "The last step is not done. F8 again leaves this lesson; {back} brings you back to it.",
    Forward.WARN_OPEN: (
        "You have not answered the question: press a number. F8 again goes on without; {back} leads back to it."
    ),
    Forward.WARN_WRONG: "That was not the answer yet. F8 again goes on without another try; {back} leads back to it.",
}
_SKIPS_OWN: Final = "This step is not done. F8 again skips it; {back} leads back to it."
"""The same of a step about a program of the learner's own, which nobody else can play."""
_GUESS: Final = "First press the number of your guess. "
"""Before the warning of a step that is not done, where its prediction is open, in sight and has the keys."""
_TAKEN_UP: Final = "This lesson goes on where it was left, at step {at} of {of}. ^r begins it anew."
_END: Final = "The lesson ends here. {key} again: the next one."
_COURSE_ENDS: Final = "The course ends here. F9 shows all lessons."
"""To a class: a clicker could not close the map."""
_ANEW: Final = "^r again begins the lesson anew: what you reached and answered in it is forgotten."
STILL_OPEN: Final = "This step is still open, so it begins on a new connection."
PLAYED_AGAIN: Final = "What comes before this step has been played again, so that it begins where it should."
OPEN_AGAIN: Final = "What you did here is undone, and with it what you did of later steps: they are open again, too."
CUT_OFF: Final = "This cuts others off, and their letters are gone."
"""What a fresh world means for a class that has connected."""


def unasked(way: tuple[Act, ...]) -> str:
    """What is said of a fresh world that comes with a step, to a learner who has not asked for one.

    Args:
        way: What has brought the world to where the step begins.
    """
    return PLAYED_AGAIN if way else STILL_OPEN


class Sight(Protocol):
    """What the learner has before them."""

    @property
    def has_others(self) -> bool:
        """Whether others are connected, before a class; a fresh world cuts them off."""

    def may_cut_off(self, key: str) -> bool:
        """Whether a fresh world may come: while others are connected, only when a key asks for it twice."""

    @property
    def has_more(self) -> bool:
        """Whether there is more of the page below what is in sight."""

    @property
    def is_at_question(self) -> bool:
        """Whether the question that is open has the focus."""

    def read_on(self) -> None:
        """More of the page is to be seen."""

    def refresh(self) -> None:
        """What is going on has changed."""

    def ask(self) -> None:
        """A step begins: it is the learner's turn."""

    def to_prompt(self) -> None:
        """The prompt is to be seen."""

    def go_to_question(self) -> None:
        """The question that is open is to be seen, and answered."""

    def empty_prompt(self) -> None:
        """A line that is being typed goes."""

    def hush(self) -> None:
        """What was said in passing is not true any more."""

    def say(self, sentence: str) -> None:
        """Say something in passing."""

    def complain(self, error: HeloError) -> None:
        """Something could not be done."""

    def open_map(self) -> None:
        """All lessons are to be seen."""


class Navigator:
    """Goes where the learner wants to go.

    Args:
        session: The lesson.
        sight: What the learner sees of it.
        begin: Brings a fresh world to where a step begins, and sends the lines that were typed meanwhile.
        is_sure: Whether something was asked for a second time in the same place; warns of it the first time.
    """

    def __init__(
        self,
        session: LessonSession,
        sight: Sight,
        *,
        begin: Callable[[tuple[Act, ...], tuple[str, ...]], object],
        is_sure: Callable[[str, str], bool],
    ) -> None:
        self._session = session
        self._sight = sight
        self._begin = begin
        self._is_sure = is_sure

    @property
    def _following(self) -> Lesson | None:
        return self._session.course.after(self._session.lesson)

    # On and back

    def next_step(self) -> None:
        """Go on: through the page, to the question that is open, to the next step, or to the next lesson."""
        session, sight = self._session, self._sight
        where = forward(
            session.page,
            session.runner,
            has_more=sight.has_more,
            is_at_question=sight.is_at_question,
            is_last_lesson=self._following is None,
        )
        if where is Forward.READ:
            sight.read_on()
        elif where is Forward.QUESTION:
            sight.go_to_question()
        elif where not in WARNINGS or self._is_sure(self._warning(where), session.at):
            self.go_on("F8")

    def _warning(self, where: Forward) -> str:
        """What is said first, and which key leads back: within a lesson, and from another one."""
        asked = self._session.page.question
        guess = _GUESS if asked is not None and asked.when == "before" else ""
        is_own = where is Forward.WARN_SKIP and self._session.runner.step.judge is not None
        warning = guess + (_SKIPS_OWN if is_own else WARNINGS[where]).format(
            back="F9" if self._session.page.is_last else "F7"
        )
        return self._with_others(warning) if where is Forward.WARN_SKIP else warning

    def _with_others(self, warning: str) -> str:
        """A warning of what begins a fresh world, with what it means for others, where any are connected."""
        return f"{warning} {CUT_OFF}" if self._sight.has_others else warning

    def go_on(self, key: str) -> None:
        """Go to the next step; after the last one, to the next lesson; after the last of them, to the map.

        Args:
            key: The key that was pressed, as it is written; before a class it leads to another lesson the second time.
        """
        following = self._following
        where = beyond(self._session.page, is_last_lesson=following is None)
        if where is Forward.TURN:
            self.turn(1)
        elif following is not None:
            if not self._session.is_presenting or self._is_sure(
                self._with_others(_END.format(key=key)), self._session.at
            ):
                self._open(following)
        elif self._session.is_presenting:
            self._sight.hush()  # it may have been said already
            self._sight.say(_COURSE_ENDS)
        else:
            self._sight.open_map()

    def turn(self, by: int) -> None:
        """Turn to another step."""
        self._sight.hush()
        if by < 0 and self._session.runner.at == 0:
            self._sight.say("This is the lesson's first step. F9 shows all lessons.")
            return
        is_back = by < 0 and self._session.is_presenting
        if is_back and not self._sight.may_cut_off("F7"):
            return
        loses = self._session.is_counting and not is_back and (by < 0 or self._session.runner.is_step_done)
        way = self._session.turn(by)
        if is_back:  # a class is at the step's beginning again, which is its question
            way = self._session.begin_step_again(asks_again=True)
        if way is not None:
            self._begin(way, ())
            has_connection = self._session.runner.step.judge is None
            if loses and has_connection:  # unasked: whoever skips a step has been told before
                self._sight.say(unasked(way))
        else:
            self._sight.refresh()
            self._sight.ask()

    def open(self, lesson: Lesson | None) -> None:
        """Turn to another lesson; None stays where one is, and so does the lesson where one is at work.

        What is lost with that was said on the map.
        """
        if lesson is not None and not self._is_here(lesson):
            self._open(lesson)

    def loss(self, lesson: Lesson) -> str:
        """What is lost when another lesson is opened now, as a sentence; empty for nothing."""
        return CUT_OFF if self._sight.has_others and not self._is_here(lesson) else ""

    def _is_here(self, lesson: Lesson) -> bool:
        """Whether a learner is in a lesson already, and nothing that they have passed over calls them elsewhere in it.

        A class begins the step again.
        """
        session = self._session
        return lesson.id == session.lesson.id and not session.is_presenting and session.runner.skipped is None

    def _open(self, lesson: Lesson) -> None:
        self._sight.hush()
        try:
            self._session.open(lesson)
        except HeloError as error:
            self._sight.complain(error)
        else:
            skipped = self._session.runner.skipped
            if skipped is not None and not self._session.is_presenting:
                self._session.begin_at(skipped)
                self._sight.say(f"Step {skipped + 1} was skipped, and is still open.")
            if self._session.is_presenting:  # its step begins with its question and its first line
                self._session.begin_step_again(asks_again=True)
            self.arrive()
            if said := self._taken_up() if self._session.is_presenting else resumption(self._session.runner):
                self._sight.say(said)

    def _taken_up(self) -> str:
        """What a presenter is told of a lesson that does not begin at its beginning; empty where it does."""
        page = self._session.page
        return _TAKEN_UP.format(at=page.at, of=page.of) if page.at > 1 else ""

    def arrive(self) -> None:
        """Begin where the learner is."""
        self._begin(self._session.runner.way_back, ())

    # Again

    def begin_step_again(self) -> None:
        """Begin the step again; a learner is asked once more what they have left open, a class all.

        Later steps that were done in this world are open again, which a learner is told.
        """
        session = self._session
        if not self._sight.may_cut_off("F5"):
            return
        reopens = session.runner.take_back(all_of_world=True)
        self._sight.empty_prompt()
        self._begin(session.begin_step_again(asks_again=True), ())
        if reopens and not session.is_presenting:
            self._sight.say(OPEN_AGAIN)

    def begin_lesson_again(self) -> None:
        """Begin the lesson again, if that is asked for twice."""
        if self._is_sure(self._with_others(_ANEW), self._session.at):
            self._sight.hush()
            self._session.begin_lesson_again()
            self.arrive()

    def stop_showing(self, lines: tuple[str, ...]) -> bool:
        """Lines were entered: where the step is being shown, or was, begin it instead of sending them.

        Args:
            lines: Sent once the step has begun, where it was shown to its end and they say anything.

        Returns:
            Whether that was so.
        """
        if self._session.mode is Mode.SHOWING:  # the line is not the learner's
            self._begin(self._session.way_again(), ())
        elif self._session.mode is Mode.SHOWN:
            self._begin(self._session.way_again(), lines if any(lines) else ())
        else:
            return False
        return True

    def free_play(self) -> None:
        """Leave the lesson alone for a while; or come back to it: a presenter to the line where they were."""
        session = self._session
        if session.mode is Mode.FREE:
            if self._sight.may_cut_off("^l"):
                self._begin(session.played_again() if session.is_presenting else session.way_again(), ())
        else:
            self._session.mode = Mode.FREE
            self._session.followers.rested()
            self._sight.refresh()
            self._sight.to_prompt()
