"""A lesson that is run in words: sends what the learner types, and says what comes of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TypeAlias

from heloworld.course.model.act import Act
from heloworld.course.model.catalogue import lessons_option
from heloworld.course.model.lesson import Course, Question
from heloworld.course.play.asking import Asking
from heloworld.course.play.followers import Followers
from heloworld.course.play.page import Page
from heloworld.course.play.playground import Playground
from heloworld.course.play.resumption import resumption
from heloworld.course.play.session import LessonSession
from heloworld.course.progress.progress import Progress
from heloworld.course.progress.spaced_review import ReviewItem, due
from heloworld.course.spoken import wording
from heloworld.course.spoken.own_program import PROMPT, Judge, SpokenProgram
from heloworld.course.spoken.plain_text import sentence
from heloworld.errors import HeloError
from heloworld.lab.protocols import protocol_of
from heloworld.wire.events import Closed
from heloworld.wire.visible import visible_text

Say: TypeAlias = Callable[[Iterable[str]], None]
"""Where lines go that are said."""

_CONNECT = Act(connect="prompt")


class TextSession:
    """One learner, one lesson, in words.

    Args:
        course: The course.
        ground: The lesson's world.
        progress: What is known of the learner.
        teller: Tells what crosses.
        say: Where words go.
        followers: Who follows the learner besides.
        judge: Tries programs of the learner's own; None where nobody does.
        watches: Whether the files of these are watched.

    Attributes:
        ground: The lesson's world.
        progress: What is known of the learner.
        teller: Tells what crosses.
        tell: Says lines.
        lesson: How far the learner is, and what is kept of it.
        happened: Set when something has crossed that was not told yet.
        is_over: Whether the learner has left.
        has_recap: Whether it was said what was learned.
        program: The learner's own program, where a step is about one.
    """

    def __init__(
        self,
        course: Course,
        ground: Playground,
        progress: Progress,
        teller: wording.Teller,
        say: Say,
        followers: Followers | None = None,
        judge: Judge | None = None,
        *,
        watches: bool = False,
    ) -> None:
        self._troubles: set[str] = {progress.trouble, ""}
        self.lesson = LessonSession(course, ground.lesson, progress, lambda _: ground.lab.plan, followers)
        self._asking = Asking(self.lesson, is_in_text=lambda: self.is_in_text)
        self.happened = asyncio.Event()
        self.is_over = False
        self.ground = ground
        self.progress = progress
        self.teller = teller
        self.tell = say
        self.has_recap = False
        self.program = SpokenProgram(self.lesson, ground, judge, self.say, watches=watches)

    # From the beginning to the end

    async def begin(self) -> None:
        """Read out the step where the learner is, and bring the world there."""
        self.say(*wording.KEYS)
        items = self.due()
        if items:
            self.say(f"Questions of earlier days that have come back: {len(items)}. /review asks them.")
        if self.lesson.runner.is_done:
            self.say("You have finished this lesson. /restart begins it again.")
        self.say(*filter(None, (resumption(self.lesson.runner),)))
        await self.set_world(self.lesson.runner.way_back, is_fresh=True)
        self.open_step()

    def end(self) -> None:
        """What is said last."""
        if self.lesson.runner.is_done and not self.has_recap:
            self._recap()
        if self.lesson.runner.is_done:
            self.say("", "All goals of this lesson are reached.")

    @property
    def prompt(self) -> str:
        """What a line that is typed now is for."""
        if self.program.is_asked_for:
            return PROMPT
        evidence = self.ground.evidence
        spoken = [each for each in evidence.spoken if each.who == "prompt"]
        closed = {each.event.conn for each in evidence.happened if isinstance(each.event, Closed)}
        if not spoken or spoken[-1].conn in closed:
            return "Closed, Enter connects"
        return protocol_of(spoken[-1].protocol).prompt(spoken[-1].exchange.after).removesuffix(" ▸")

    @property
    def is_behind(self) -> bool:
        """Whether something has crossed that was not told yet."""
        return self.teller.is_behind(self.ground.evidence)

    async def send(self, line: bytes) -> None:
        """Send a line to the server, and say what came of it."""
        try:
            text = line.decode()
            if self._is_answer(text):
                return
            if self.program.is_asked_for:
                await self.program.take(text)
            else:
                await self.ground.play(Act(send=text))
        except UnicodeDecodeError:
            self.say("This line is no text in UTF-8, and was not sent.")
        except HeloError as error:
            self.say(f"Not sent: {visible_text(str(error))}")
        self.look()

    async def type(self, acts: Iterable[Act]) -> None:
        """Do what a lesson says is done as if the learner had typed it, and say what came of it."""
        try:
            for act in acts:
                await self.ground.play(act)
        except HeloError as error:
            self.say(f"Not sent: {visible_text(str(error))}")
        self.look()

    @property
    def is_in_text(self) -> bool:
        """Whether a line that is typed now is text of a letter or the like."""
        own = self.ground.evidence.own
        return own is not None and own.state.is_text

    def _is_answer(self, line: str) -> bool:
        """Whether a line is the number of an answer; any other line leaves a prediction open, which is said."""
        asked = self.page.question
        is_answer = self._asking.takes((line,))
        if asked is not None and is_answer:
            self.tell_answered(asked)
        elif asked is not None and asked.when == "before":
            self.say("You made no prediction.")
            self.tell(wording.tasks(self.page))
        return is_answer

    def tell_answered(self, asked: Question) -> None:
        """Say what comes of an answer: the verdict, or the goals that a prediction has kept back."""
        self.say_trouble()
        option = self.lesson.runner.answered(asked)
        if option is not None:
            say = wording.sealed if asked.when == "before" else wording.verdict
            self.say(say(asked, option, self.fill))
        self.tell(wording.tasks(self.page) if asked.when == "before" else ())
        self.ask()

    def look(self) -> None:
        """Take in what happened, and say what it means for the lesson."""
        self.happened.clear()
        evidence = self.ground.evidence
        self.tell(self.teller.tell(evidence))
        news = self.lesson.take(evidence)
        self.say(*(f"Goal reached: {visible_text(goal.title)}" for goal in news.reached))
        self.say(*(f"Goal not reached any more: {visible_text(goal.title)}" for goal in news.lost))
        if news.misstep is not None:
            self.say(f"Not yet: {self.line(news.misstep.say)}")
        if news.off_track:
            lead = "" if self.lesson.runner.is_no_mistake else "Undo this first: "
            self.say(f"{lead}{self.line(news.off_track)}")
        self.say_trouble()
        if news.is_step_done:
            self._close()

    # Words

    @property
    def page(self) -> Page:
        """What there is to be read now."""
        return self.lesson.page

    def say(self, *lines: str) -> None:
        """Say lines."""
        self.tell(lines)

    def fill(self, text: str) -> str:
        """Put values in the place of placeholders."""
        return self.ground.places.fill(text)

    def line(self, markdown: str) -> str:
        """A short text of the lesson as one line."""
        return sentence(markdown, self.fill)

    def open_step(self) -> None:
        """Read out the step."""
        self.tell(wording.opening(self.page, self.fill))
        self.program.introduce()
        if self.lesson.runner.is_step_done:
            self._close()
        else:
            self.ask()

    def _close(self) -> None:
        """Read out what is said once the step is done."""
        self.tell(wording.outcome(self.page, self.fill))
        self.ask()

    def ask(self) -> None:
        """Ask what is to be asked now; else say how it goes on."""
        here = self.page
        if here.question is not None:
            self.tell(wording.question(here.question, self.fill))
        elif here.is_done and here.is_last:
            self._recap()
            self.say(self.onward())
        elif here.is_done:
            self.say(f"Type /next to go on to step {here.at + 1}.")

    def _recap(self) -> None:
        head = self.lesson.lesson.head
        terms = [(term, head.recap[term].means, head.recap[term].rfc) for term in head.teaches if term in head.recap]
        if terms:
            self.tell(wording.recap(terms, self.fill))
        self.has_recap = True

    def onward(self) -> str:
        """What comes after the last step."""
        following = self.lesson.course.after(self.lesson.lesson)
        if following is None:
            return "This is the last step of the last lesson."
        where = lessons_option(self.lesson.course)
        return f"This is the last step. The next lesson: helo lessons run {following.id}{where} --text"

    # What is kept

    def say_trouble(self) -> None:
        """Where what the learner has done cannot be kept, say why, once."""
        if self.progress.trouble not in self._troubles:
            self._troubles.add(self.progress.trouble)
            self.say(visible_text(self.progress.trouble))

    def due(self) -> list[ReviewItem]:
        """The questions of earlier days that have come back."""
        return list(due(self.progress, self.lesson.course, datetime.now(UTC)))

    # The world

    async def set_world(self, way: tuple[Act, ...], *, is_fresh: bool = False) -> None:
        """A fresh world with a connection, brought to where the step begins; what brings it there is not told."""
        try:
            if not is_fresh:
                await self.ground.begin_again()
            self.ground.lab.transcript.subscribe(lambda _: self.happened.set())
            self.lesson.followers.hear(self.ground.lab.transcript, self.ground.is_ours, self.lesson.plan.mail)
            self.teller.begin_again()
            for act in (*((_CONNECT,) if self.ground.lab.plan.calls else ()), *way):
                await self.ground.play(act)
        except HeloError as error:
            self.say(visible_text(str(error)))
        evidence = self.ground.evidence
        lines = list(self.teller.tell(evidence))
        self.say(*(() if way else lines))
        self.lesson.resume(credits_way=True)
        skipped = self.lesson.take(evidence).reached
        self.say(*(f"Goal reached by what was played to get here: {visible_text(goal.title)}" for goal in skipped))
        self.say_trouble()
