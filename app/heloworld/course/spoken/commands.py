"""What a learner types behind a slash while a lesson is run in words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import ClassVar, Final

from heloworld.course.model.lesson import Question
from heloworld.course.play.advice.no_hint import no_hint
from heloworld.course.play.navigator import OPEN_AGAIN, unasked
from heloworld.course.play.player import ALL_NEW, OWN_PROGRAM
from heloworld.course.progress.records import LEFT_OPEN
from heloworld.course.progress.spaced_review import ReviewItem
from heloworld.course.spoken import wording
from heloworld.course.spoken.session import TextSession
from heloworld.course.spoken.tools import is_for_tools, turn_later, use_tool
from heloworld.course.spoken.zone import use_zone
from heloworld.errors import HeloError
from heloworld.lab import tools
from heloworld.wire.visible import visible_text

COMMANDS: Final[Mapping[str, str]] = {
    "hint": "a hint for the next goal",
    "show": "plays the step, line by line; then it is your turn",
    "start": "begins the step again, and types its first lines that you know from earlier lessons",
    "next": "goes on to the next step",
    "back": "goes back to the step before",
    "reset": "begins the step again",
    "restart": "begins the lesson again, and forgets what you reached and answered",
    "goals": "reads the goals",
    "read": "reads the step again",
    "mailbox": "reads the mailbox files; with a name behind it, the one of that user",
    "tool": "does what stands behind it, as the tools prompt does: telnet HOST, dig MX NAME, mailq, sleep 300, base64",
    "later": "turns the clock to the next thing that is due",
    "zone": "reads the zone of the domain behind it; with add or drop and a line behind that, changes it",
    "review": "asks questions of earlier days that have come back",
    "help": "reads this list",
    "quit": "leaves the lesson; what you reached is kept",
}
"""What can be typed behind a slash, beside the number of an answer."""


class TextCommands:
    """Takes lines, and carries out those that are for the lesson.

    Args:
        session: The lesson.
    """

    def __init__(self, session: TextSession) -> None:
        self._session = session
        self._reviews: list[ReviewItem] = []

    async def take(self, line: bytes) -> None:
        """Take a line: what begins with one slash is for the lesson, anything else for the server."""
        text = line.decode(errors="replace")
        is_path = self._is_path(line)
        if line.startswith(b"/") and not line.startswith(b"//") and not is_path:
            await self._command(text[1:])
        elif not self._session.program.is_asked_for and is_for_tools(self._session, text):
            self._session.say(
                f"Not sent: this line is for the tools, not for the server. Type /tool {visible_text(text)}"
            )
        else:
            await self._session.send(line if is_path else line.removeprefix(b"/"))

    def _is_path(self, line: bytes) -> bool:
        """Whether a line with a slash before it is the path of a program, where one is asked for."""
        return self._session.program.is_asked_for and b"/" in line[1:].partition(b" ")[0]

    async def _command(self, text: str) -> None:
        word, _, rest = text.strip().partition(" ")
        if word.isdecimal() and len(word) < 4:
            self._answer(int(word))
        elif (command := self.COMMANDS.get(word.lower())) is not None:
            done = command(self, rest.strip())
            if done is not None:
                await done
        elif tools.is_for_tools(text, ()):
            await use_tool(self._session, text)
        else:
            says = (
                f"There is no /{visible_text(word)}. /help reads what there is; a line for the server that begins with"
            )
            self._session.say(f"{says} a slash is typed with two.")

    def _answer(self, number: int) -> None:
        asked = self._reviews[0].question if self._reviews else self._session.page.question
        if asked is None:
            self._session.say("There is no question to answer now.")
        elif number == 0 and asked.when == "before" and not self._reviews:
            self._answer_now(asked, LEFT_OPEN)
        elif not 0 < number <= len(asked.options):
            self._session.say(f"The answers are numbered from 1 to {len(asked.options)}.")
        elif self._reviews:
            self._answer_review(asked, number - 1)
        else:
            self._answer_now(asked, number - 1)

    def _answer_now(self, asked: Question, option: int) -> None:
        self._session.lesson.answer(asked, option)
        self._session.tell_answered(asked)

    def _answer_review(self, asked: Question, option: int) -> None:
        lesson = self._reviews.pop(0).lesson
        self._session.progress.reviewed(lesson.id, asked.id, is_right=option == asked.answer)
        self._session.say(wording.verdict(asked, option, self._session.fill))
        self._ask_review()

    def _ask_review(self) -> None:
        if self._reviews:
            item = self._reviews[0]
            lead = f"Question from the lesson {visible_text(item.lesson.title)}"
            self._session.tell(wording.question(item.question, self._session.fill, lead))
        else:
            self._session.say("That was the last of them. Back to the lesson.")

    def _review(self, _: str) -> None:
        self._reviews = self._session.due()
        if self._reviews:
            self._ask_review()
        else:
            self._session.say("No question has come back today.")

    def _hint(self, _: str) -> None:
        undo = self._session.lesson.runner.undo
        if undo:
            self._session.say(f"Undo this first: {self._session.line(undo)}")
            return
        hint = self._session.lesson.hint()
        self._session.say_trouble()
        number = len(self._session.lesson.runner.hints)
        self._session.say(
            f"Hint {number}: {self._session.line(hint)}" if hint else no_hint(self._session.lesson.runner, "/show")
        )

    async def _show(self, _: str) -> None:
        if self._session.program.is_asked_for:
            self._session.say(OWN_PROGRAM)
            return
        way = self._session.lesson.begin_step_again()
        await self._session.set_world(way)
        self._session.say("", "This is how it goes:")
        own, self._session.teller.tells_own = self._session.teller.tells_own, True
        try:
            for act in self._session.lesson.runner.step.solution:
                await self._session.ground.play(act)
                self._session.tell(self._session.teller.tell(self._session.ground.evidence))
        except HeloError as error:
            self._session.say(visible_text(str(error)))
        self._session.teller.tells_own = own
        await self._session.set_world(way)
        self._session.say("", "Now you: everything is as it was when the step began.")

    async def _start(self, _: str) -> None:
        lesson, asked = self._session.lesson, self._session.page.question
        if not lesson.runner.step.known:
            self._session.say(ALL_NEW)
        elif asked is not None and asked.when == "before":
            self._session.ask()
        else:
            await self._session.set_world(lesson.way_again())
            own, self._session.teller.tells_own = self._session.teller.tells_own, True
            await self._session.type(lesson.runner.step.known)
            self._session.teller.tells_own = own

    async def _turn(self, by: int) -> None:
        skips = by > 0 and not self._session.lesson.runner.is_step_done
        way = self._session.lesson.turn(by)
        if way is not None:
            self._session.say(*(() if skips or self._session.program.is_asked_for else (unasked(way),)))
            await self._session.set_world(way)
        self._session.say_trouble()
        self._session.open_step()

    async def _next(self, _: str) -> None:
        if self._session.lesson.runner.is_last_step:
            self._session.say(self._session.onward())
        else:
            await self._turn(1)

    async def _back(self, _: str) -> None:
        if self._session.lesson.runner.at:
            await self._turn(-1)
        else:
            self._session.say("This is the first step.")

    async def _reset(self, _: str) -> None:
        reopens = self._session.lesson.runner.take_back(all_of_world=True)
        await self._session.set_world(self._session.lesson.begin_step_again())
        self._session.say("Everything is as it was when the step began.", *((OPEN_AGAIN,) if reopens else ()))

    async def _restart(self, _: str) -> None:
        self._session.lesson.begin_lesson_again()
        self._session.has_recap = False
        await self._session.set_world(())
        self._session.open_step()

    def _goals(self, _: str) -> None:
        self._session.tell(wording.tasks(self._session.page))

    def _read(self, _: str) -> None:
        self._session.open_step()

    def _mailbox(self, user: str) -> None:
        there = {each.name: each for each in self._session.ground.evidence.mailboxes.owners}
        if user and user not in there:
            self._session.say(f"There is no mailbox {visible_text(user)}. There are: {', '.join(there)}.")
            return
        contents = {name: boxes.content(own) for name, (boxes, own, _) in there.items()}
        if not user and not any(contents.values()):
            self._session.say("All mailboxes are empty.")
        for name in [user] if user else there:
            content, path = contents[name], there[name].boxes.path(there[name].user)
            if content or user:
                self._session.say(f"Mailbox {name}: {len(content)} bytes, in {visible_text(str(path))}")
                self._session.tell(wording.mailbox(name, content))

    async def _tool(self, line: str) -> None:
        await use_tool(self._session, line)

    async def _later(self, _: str) -> None:
        await turn_later(self._session)

    async def _zone(self, typed: str) -> None:
        await use_zone(self._session, typed)

    def _help(self, _: str) -> None:
        self._session.say(*(f"/{word}: {does}" for word, does in COMMANDS.items()))
        self._session.say(
            "/1, /2 and so on: answer a question", "//: begins a line for the server that begins with a slash"
        )

    def _quit(self, _: str) -> None:
        self._session.is_over = True

    COMMANDS: ClassVar[dict[str, Callable[[TextCommands, str], Awaitable[None] | None]]] = {
        "hint": _hint,
        "show": _show,
        "start": _start,
        "next": _next,
        "back": _back,
        "reset": _reset,
        "restart": _restart,
        "goals": _goals,
        "read": _read,
        "mailbox": _mailbox,
        "tool": _tool,
        "later": _later,
        "zone": _zone,
        "review": _review,
        "help": _help,
        "quit": _quit,
    }
