"""A lesson in words: what is typed, what is said to it, and what a screen reader gets to read."""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

import pytest

from heloworld.course.model.lesson import Course, Lesson
from heloworld.course.model.loader import load_course
from heloworld.course.play.navigator import OPEN_AGAIN, PLAYED_AGAIN, STILL_OPEN
from heloworld.course.play.playground import Playground
from heloworld.course.play.resumption import AT_REST
from heloworld.course.progress.progress import Progress
from heloworld.course.progress.records import LEFT_OPEN, Standing
from heloworld.course.spoken.commands import COMMANDS, TextCommands
from heloworld.course.spoken.plain_text import plain, sentence
from heloworld.course.spoken.session import TextSession
from heloworld.course.spoken.wording import Teller
from shipped import COURSE

GALLERY = Path(__file__).parents[1] / "gallery"
LETTER = ["MAIL FROM:<dora@island.test>", "RCPT TO:<ana@harbour.test>", "DATA", "Subject: tide", ".", "QUIT"]

Meanwhile: TypeAlias = Callable[[TextSession], Coroutine[None, None, None]]


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course(GALLERY)[0]


@pytest.fixture(scope="module")
def lesson(course: Course) -> Lesson:
    lesson = course.find("good")
    assert lesson is not None
    return lesson


class Reader:
    """Somebody who takes a lesson in words, and all that was read out to them."""

    def __init__(self, course: Course, lesson: Lesson) -> None:
        self.progress = Progress("course", None)
        self.lines: list[str] = []
        self._course, self._lesson = course, lesson

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    async def take(
        self, *typed: str | bytes, meanwhile: Meanwhile | None = None, tells_own: bool = True
    ) -> TextSession:
        """Take the lesson, typing these lines; returns how it was in the end."""
        async with Playground(self._lesson) as ground:
            teller = Teller(tells_own=tells_own)
            session = TextSession(self._course, ground, self.progress, teller, self.lines.extend)
            await session.begin()
            commands = TextCommands(session)
            for line in typed:
                await commands.take(line.encode() if isinstance(line, str) else line)
            if meanwhile is not None:
                await meanwhile(session)
            session.end()
        return session

    def after(self, line: str) -> list[str]:
        """What was read out behind the last of such lines."""
        at = max(number for number, each in enumerate(self.lines) if each == line)
        return self.lines[at + 1 :]


@pytest.fixture
def reader(course: Course, lesson: Lesson) -> Reader:
    return Reader(course, lesson)


async def test_the_whole_lesson(reader: Reader) -> None:
    session = await reader.take("/1", "HELO localhost", "/next", *LETTER)
    assert session.lesson.runner.is_done
    assert reader.progress.is_finished("good")
    wanted = [
        "Connected.",
        "Server: 220 mail.harbour.test ESMTP",
        "Lesson Two steps",
        "Step 1 of 2: Say hello",
        "Question, before you type: Who speaks first?",
        "Answer 1: The server",
        "Type /1 or /2. Type /0 if you have no idea.",
        "You predict: The server. This is sealed until it has happened.",
        "Goal 1 of 1, next: Say HELO and get 250",
        "Client: HELO localhost",
        "Server: 250 mail.harbour.test",
        "Goal reached: Say HELO and get 250",
        "All goals of step 1 are reached.",
        "You were asked: Who speaks first? You predicted: The server. And so it was. It greets.",
        "Now the server knows you.",
        "Type /next to go on to step 2.",
        "Step 2 of 2: Send a letter",
        "ana: Subject: tide",
        "Goal reached: Send ana a letter with the Subject tide",
        "Server: 221 2.0.0 Bye",
        "The connection is closed.",
        "Goal reached: Then say QUIT",
        "What you know now:",
        "HELO: The greeting of a client. RFC 5321 section 4.1.1.1.",
        "queue ID: The name of a message on the server.",
        "All goals of this lesson are reached.",
    ]
    rest = iter(reader.lines)
    assert [line for line in wanted if line not in rest] == []


async def test_no_line_is_drawn(reader: Reader) -> None:
    await reader.take("/1", "HELO localhost", "/next", "/show", *LETTER, "/help", "/mailbox")
    assert not [line for line in reader.lines if any("\u2500" <= char <= "\u25ff" or char == "\x1b" for char in line)]


async def test_a_prediction_that_failed_is_quoted_back(reader: Reader) -> None:
    await reader.take("/2", "HELO localhost")
    assert "You predicted: The client. It went otherwise. It waits for the greeting." in reader.text


@pytest.mark.parametrize("line", ["/0", "NOOP"])
async def test_without_a_prediction_the_answer_is_told_in_the_end(reader: Reader, line: str) -> None:
    session = await reader.take(line, "HELO localhost")
    said = reader.lines.index("You made no prediction.")
    assert reader.lines[said + 1] == "Goal 1 of 1, next: Say HELO and get 250"
    assert not any(each.startswith("Goal") for each in reader.lines[:said]), "it could give the answer away"
    assert "You were asked: Who speaks first? You made no prediction. It greets." in reader.text
    assert session.lesson.runner.standing.answers == {"who-first": LEFT_OPEN}


async def test_the_number_of_an_answer_alone_is_the_answer(reader: Reader) -> None:
    session = await reader.take("1", "2")
    assert session.lesson.runner.standing.answers == {"who-first": 0}
    assert reader.lines[-1].startswith("Server: 500"), "there is no question any more"


async def test_what_has_to_be_undone_is_told_and_hints_wait_for_it(reader: Reader) -> None:
    await reader.take("/1", "HELO localhost", "/next", *LETTER[:3], "RSET me", "QUIT", "/hint")
    told = [line for line in reader.lines if line.startswith("Undo this first: ")]
    assert "QUIT has become text of the letter" in told[0]
    assert told[0] == told[1]


async def test_a_prediction_is_sealed(reader: Reader) -> None:
    session = await reader.take("/2", "/1")
    assert session.lesson.runner.standing.answers == {"who-first": 1}
    assert reader.lines[-1] == "There is no question to answer now."


async def test_a_misstep_is_answered_at_once(reader: Reader) -> None:
    await reader.take("HELO")
    assert reader.lines[-1] == "Not yet: There was no name behind it."


async def test_hints_come_one_by_one(reader: Reader) -> None:
    await reader.take("/next", "/hint", "/hint", "/hint")
    assert reader.lines[-3:] == [
        "Hint 1: The envelope comes first.",
        "Hint 2: “RCPT TO:<ana@harbour.test>”",
        "There is no other hint. /show plays the step.",
    ]


async def test_a_step_that_is_done_needs_no_hint(reader: Reader) -> None:
    await reader.take("HELO localhost", "/hint")
    assert reader.lines[-1] == "All goals of this step are reached: it needs no hint."


async def test_what_is_shown_does_not_count(reader: Reader) -> None:
    session = await reader.take("/show", "NOOP", tells_own=False)
    told = reader.after("This is how it goes:")
    assert told[:2] == ["Client: HELO localhost", "Server: 250 mail.harbour.test"]
    assert not session.lesson.runner.is_step_done
    assert session.teller.tells_own is False
    assert "Now you: everything is as it was when the step began." in told


async def test_after_it_was_shown_it_can_be_done(reader: Reader) -> None:
    session = await reader.take("/show", "HELO localhost")
    assert session.lesson.runner.is_step_done


async def test_the_beginning_that_is_known_is_typed_with_one_word() -> None:
    course = COURSE
    lesson = course.find("it-is-append")
    assert lesson is not None
    reader = Reader(course, lesson)
    await reader.take("/0", "/start", "Subject: High tide", "", "Boats out at noon.", ".")
    assert "Client: DATA" in reader.lines
    assert "All goals of step 1 are reached." in reader.lines


async def test_a_step_that_is_skipped_is_played_unseen(reader: Reader) -> None:
    session = await reader.take("/next", *LETTER)
    assert "Client: HELO localhost" not in reader.lines
    assert "Goal reached by what was played to get here: Say HELO" in reader.text, "nothing is reached in silence"
    assert session.lesson.runner.is_done


async def test_back_and_on(reader: Reader) -> None:
    session = await reader.take("/back", "HELO localhost", "/next", "/back", "/next", "/next")
    assert "This is the first step." in reader.lines
    assert session.lesson.runner.at == 1
    assert reader.lines[-1] == "This is the last step of the last lesson."


async def test_a_reset_forgets_the_step_alone(reader: Reader) -> None:
    session = await reader.take("/1", "HELO localhost", "/next", "/hint", LETTER[0], "/reset", "/goals")
    assert session.lesson.runner.standing == Standing(1, frozenset({"hello"}), {"who-first": 0}, {})
    assert reader.lines[-2].startswith("Goal 1 of 2, next: ")
    session = await reader.take("RCPT TO:<ana@harbour.test>")
    assert "503" in reader.lines[-1]


async def test_a_restart_forgets_everything(reader: Reader) -> None:
    session = await reader.take("/1", "HELO localhost", "/next", "/restart")
    assert session.lesson.runner.standing == Standing()
    assert "Question, before you type: Who speaks first?" in reader.after("Step 1 of 2: Say hello")


async def test_progress_is_kept(reader: Reader) -> None:
    await reader.take("/1", "HELO localhost", "/next", "/hint")
    assert reader.progress.standing("good") == Standing(1, frozenset({"hello"}), {"who-first": 0}, {"sent": 1})
    reader.lines.clear()
    session = await reader.take(*LETTER)
    assert AT_REST in reader.lines
    assert "Step 2 of 2: Send a letter" in reader.lines
    assert session.lesson.runner.is_done


async def test_two_slashes_send_one(reader: Reader) -> None:
    await reader.take("HELO localhost", *LETTER[:3], "//hint", "/hint", ".")
    assert "Client: /hint" in reader.lines
    assert "ana: /hint" in reader.lines
    assert "Hint 1: The envelope comes first." not in reader.lines[: reader.lines.index("Client: /hint")]


async def test_what_does_not_exist_is_said(reader: Reader) -> None:
    await reader.take("/hnit\x1b", "/7", "/mailbox zoe", "/")
    assert "There is no /hnit␛. " in reader.text
    assert "The answers are numbered from 1 to 2." in reader.lines
    assert "There is no mailbox zoe. There are: ana, ben." in reader.lines
    assert "There is no /. " in reader.text


async def test_what_is_no_text_is_not_sent(reader: Reader) -> None:
    await reader.take(b"HELO \xff")
    assert reader.lines[-1] == "This line is no text in UTF-8, and was not sent."


async def test_every_command_is_in_the_help(reader: Reader) -> None:
    await reader.take("/help")
    assert set(TextCommands.COMMANDS) == set(COMMANDS)
    assert [f"/{word}: {does}" for word, does in COMMANDS.items()] == reader.lines[-2 - len(COMMANDS) : -2]


async def test_mailboxes_are_read_with_their_owners_in_front(reader: Reader) -> None:
    await reader.take("/mailbox")
    assert reader.lines[-4:] == ["ben: Subject: old", "ben:", "ben: Old.", "ben:"]
    await reader.take("/mailbox ana")
    assert reader.lines[-1].startswith("Mailbox ana: 0 bytes, in ")


async def test_mail_cannot_pretend_to_be_the_lesson(reader: Reader) -> None:
    await reader.take("HELO localhost", *LETTER[:4], "", "Goal reached: everything", "\x1b[2J", ".")
    assert "Goal reached: everything" not in reader.lines
    assert "ana: Goal reached: everything" in reader.lines
    assert "\x1b" not in reader.text


async def test_what_another_program_does_is_told_and_counts(reader: Reader) -> None:
    async def meanwhile(session: TextSession) -> None:
        def call() -> None:
            with smtplib.SMTP(*session.ground.lab.address) as client:
                client.helo("elsewhere.test")

        await asyncio.to_thread(call)
        async with asyncio.timeout(5):
            while "The other program has left." not in reader.lines:
                await session.happened.wait()
                session.look()

    session = await reader.take("NOOP", meanwhile=meanwhile, tells_own=False)
    for line in ("Another program has connected.", "Other program: helo elsewhere.test"):
        assert line in reader.lines
    assert "Server to the other program: 250 mail.harbour.test" in reader.lines
    assert "Client: NOOP" not in reader.lines
    assert session.lesson.runner.is_step_done


async def test_the_prompt_says_what_a_line_is_for(reader: Reader) -> None:
    prompts = []

    async def note(session: TextSession) -> None:
        prompts.append(session.prompt)

    for typed in ([], ["HELO localhost", *LETTER[:3]], ["QUIT"]):
        await reader.take("/restart", *typed, meanwhile=note)
    assert prompts == ["SMTP", "DATA", "Closed, Enter connects"]


async def test_questions_of_earlier_days_are_offered_and_asked(reader: Reader) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=2)
    reader.progress.keep("good", Standing(0, frozenset({"hello"}), {"who-first": 1}), yesterday)
    await reader.take("/review", "/1")
    assert "Questions of earlier days that have come back: 1. /review asks them." in reader.lines
    assert "Question from the lesson Two steps: Who speaks first?" in reader.lines
    assert reader.lines[-2:] == ["Yes. It greets.", "That was the last of them. Back to the lesson."]
    assert reader.progress.reviews("good")["who-first"].stage == 1
    await reader.take("/review")
    assert reader.lines[-1] == "No question has come back today."


async def test_what_keeps_progress_from_being_kept_is_said_once(reader: Reader, tmp_path: Path) -> None:
    reader.progress = Progress.load(file=tmp_path / "learner" / "progress.json")
    (tmp_path / "learner").write_text("")
    await reader.take("/1", "HELO localhost", "/next")
    assert sum("not kept" in line for line in reader.lines) == 1


MARKDOWN = [
    ("A *word*, **two**\nand `CODE`, `.`, `>>`", ["A word, two and CODE, “.”, “>>”"]),
    ("one\n\ntwo", ["one", "", "two"]),
    ("- a\n- b\n  - c\n\n3. d\n4. e", ["- a", "- b", "  - c", "", "3. d", "4. e"]),
    ("```sh\nnc {host}\n```", ["Command line, for another terminal:", "nc here"]),
    ("```smtp\nC: HELO\nS: 250\n```", ["Example:", "C: HELO", "S: 250"]),
    ("| a | b |\n|---|---|\n| 1 | `2` |\n\nthen", ["a; b", "1; 2", "", "then"]),
    ("{host} \u202e \x1b", ["here ⟨U+202E⟩ ␛"]),
    ("", []),
]


@pytest.mark.parametrize(("markdown", "lines"), MARKDOWN)
def test_markdown_becomes_words(markdown: str, lines: list[str]) -> None:
    assert plain(markdown, lambda text: text.replace("{host}", "here")) == lines


def test_short_texts_are_one_line() -> None:
    assert sentence("one\n\ntwo `RCPT`") == "one two RCPT"


async def test_a_step_that_begins_in_a_fresh_world_unasked_says_so() -> None:
    """A step in between was done another day: its envelope is not on this connection."""
    shipped = COURSE
    lesson = shipped.find("1.7")
    assert lesson is not None
    reader = Reader(shipped, lesson)
    reader.progress.keep(lesson.id, Standing(0, frozenset(goal.id for goal in lesson.steps[1].goals)))
    first, _, third, *_ = lesson.steps
    lines = [[act.line or "" for act in step.solution] for step in (first, third)]
    session = await reader.take(*lines[0], "/next", "/next", *lines[1])
    assert reader.lines.count(PLAYED_AGAIN) == 1
    assert STILL_OPEN not in reader.lines, "it has never begun before, and the wire looks as it did"
    assert session.lesson.runner.at == 2
    assert session.lesson.runner.is_step_done


async def test_a_reset_says_which_later_steps_it_undoes() -> None:
    lesson = COURSE.find("5.2")
    assert lesson is not None
    reader = Reader(COURSE, lesson)
    session = await reader.take("USER ana", "PASS sesame", "DELE 1", "LIST", "/next", "QUIT", "/reset", "/reset")
    assert reader.lines.count(OPEN_AGAIN) == 1
    assert not all(map(session.lesson.runner.is_reached, lesson.steps[2].goals))


async def test_a_step_that_is_skipped_is_not_said_to_begin_anew(reader: Reader) -> None:
    await reader.take("/next", "/back")
    assert not {STILL_OPEN, PLAYED_AGAIN} & set(reader.lines)


async def test_tools_are_behind_a_slash(reader: Reader) -> None:
    await reader.take("/tool base64 -d AGFuYQBzZXNhbWU=", "/tool mailq", "/tool ls")
    assert "␀ana␀sesame" in reader.lines
    assert "Mail queue is empty" in reader.lines
    assert "There is no ls here: this is no shell." in reader.text


async def test_where_nothing_is_due_the_clock_stays(reader: Reader) -> None:
    await reader.take("/later")
    assert "Nothing waits: no letter is to be tried again, and nobody is kept waiting." in reader.lines
