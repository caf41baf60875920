"""From a lesson on one's own machine to the board: ``helo join``, ``helo lessons run --text``, ``helo class``."""

from __future__ import annotations

import re
import smtplib
import subprocess
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from classroom.class_process import running_class
from classroom.rooms import until
from heloworld.classroom.board.ballots import Asked
from heloworld.classroom.board.board import Board
from heloworld.classroom.reports.membership import Membership
from heloworld.classroom.reports.reporter import Reporter
from heloworld.classroom.reports.told import Told
from heloworld.classroom.server.recorded import recorded_class
from heloworld.course.play.runner import News
from heloworld.course.progress.records import Standing
from patience import PATIENCE
from serving import command, environment
from shipped import COURSE

FIRST = next(COURSE.lessons)
ANA = Membership("127.0.0.1", 2525, "ana7", "reef", "0" * 16)


def helo(home: Path, *arguments: object, lines: Iterable[str] = ()) -> tuple[int, str]:
    """Run a command at somebody's home; its exit status, and all that it says."""
    done = subprocess.run(
        command(*arguments),
        env=environment() | {"HOME": str(home), "XDG_DATA_HOME": str(home / "data")},
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        text=True,
        timeout=3 * PATIENCE,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def board(record: Path) -> Board:
    source = recorded_class(record, COURSE)
    source.start()
    try:
        assert source.wait(PATIENCE)
        return source.book.board(Asked())
    finally:
        source.stop()


def test_what_is_done_in_a_lesson_is_on_the_board(tmp_path: Path) -> None:
    with running_class(tmp_path / "classes") as running:
        status, said = helo(tmp_path, "join", f"127.0.0.1:{running.port}", "--name", "ana7.reef")
        assert (status, said) == (
            0,
            f"You are ana7 in the class reef, at 127.0.0.1:{running.port}.\n"
            "It hears you. Go on with your lessons: helo\n",
        )
        helo(tmp_path, "lessons", "run", FIRST.id, "--text", lines=["BYE", "HELO localhost"])
        rows = board(running.record).rows
        assert [(each.name, each.lesson) for each in rows] == [("ana7", FIRST.number)]
        assert rows[0].last.startswith(("a mistake at: ", "reached: ")), "not what the reports themselves said"
        status, said = helo(tmp_path, "join", "--hand", "Where does the dot go?")
        assert (status, said.splitlines()[1]) == (0, "Your hand is up until your teacher lowers it.")
        status, said = helo(tmp_path, "join", f"127.0.0.1:{running.port}", "--hand", "And now?")
        assert (status, "leave the server out: helo join --hand TEXT" in said) == (2, True), said
        assert [each.words for each in board(running.record).rows] == ["Where does the dot go?"]
        _, said = helo(tmp_path, "join", "--leave")
        assert said == "Your lessons tell no class anything.\n"
        before = running.record.read_bytes()
        helo(tmp_path, "lessons", "run", FIRST.id, "--text", lines=["HELO localhost", "QUIT"])
        assert running.record.read_bytes() == before


def test_a_class_that_cannot_be_reached_is_told_later(tmp_path: Path) -> None:
    with running_class(tmp_path / "classes") as running:
        running.stop()
        status, said = helo(tmp_path, "join", f"127.0.0.1:{running.port}", "--name", "ana7.reef")
        assert status == 1
        assert "cannot be reached. What you do is kept, and told when it can be. Look at the board" in said
        helo(tmp_path, "lessons", "run", FIRST.id, "--text", lines=["BYE"])
        status, said = helo(tmp_path, "join")
        assert "You are ana7" not in said
        assert re.search(r"\n[1-9][0-9]* reports? waits?\.\n", said), said
        running.start()
        status, said = helo(tmp_path, "join")
        assert (status, said.splitlines()[-1]) == (0, "It hears you. Go on with your lessons: helo")
        assert [each.name for each in board(running.record).rows] == ["ana7"]


def test_a_name_that_is_none_and_a_server_that_is_none(tmp_path: Path) -> None:
    for arguments in (["127.0.0.1", "--name", "ana"], ["a b", "--name", "ana.reef"], ["127.0.0.1:0", "--name", "a.b"]):
        status, said = helo(tmp_path, "join", *arguments)
        assert status == 2, said
        assert "Traceback" not in said


def test_each_thing_is_told_once() -> None:
    told: list[Told] = []
    reporter = Reporter(told.append, lambda: ANA)
    lesson = next(each for each in COURSE.lessons if len(list(each.goals)) > 1 and each.questions)
    goals = [each.id for each in lesson.goals]
    question = next(iter(lesson.questions))
    reporter.stands(lesson, Standing(0, frozenset(goals[:1])))
    assert [(each.kind, each.what) for each in told] == [("begun", ""), ("goal", goals[0])]
    told.clear()
    reporter.stands(lesson, Standing(1, frozenset(goals[:2]), {question.id: 1}, {goals[1]: 2}))
    assert [(each.kind, each.what, each.number) for each in told] == [
        ("goal", goals[1], 0),
        ("hint", goals[1], 1),
        ("hint", goals[1], 2),
        ("answer", question.id, 1),
    ]
    told.clear()
    reporter.stands(lesson, Standing(1, frozenset(goals[:2]), {question.id: 1}, {goals[1]: 2}))
    assert told == []
    misstep = next(each for step in lesson.steps for each in step.missteps)
    reporter.looked(News(misstep=misstep))
    assert [(each.kind, each.lesson) for each in told] == [("misstep", lesson.id)]


def test_whoever_reaches_the_goals_of_later_steps_ahead_has_done_the_lesson_in_the_class_too() -> None:
    told: list[Told] = []
    reporter = Reporter(told.append, lambda: ANA)
    goals = [each.id for each in FIRST.goals]
    assert len(goals) > 2
    reporter.stands(FIRST, Standing(0, frozenset(goals[:1])))
    told.clear()
    reporter.looked(News(is_step_done=True, is_lesson_done=True))
    assert [(each.kind, each.what) for each in told] == [("goal", each) for each in goals[1:]]
    reporter.stands(FIRST, Standing(0, frozenset(goals[:2])))
    reporter.stands(FIRST, Standing(1, frozenset(goals)))
    assert len(told) == len(goals) - 1, "each once"


def test_who_comes_into_a_class_in_a_lesson_is_told_of_there_as_if_it_were_opened_anew() -> None:
    told: list[Told] = []
    belongs: list[Membership | None] = [ANA, replace(ANA, word="kelp"), replace(ANA, word="kelp"), None, None, ANA]
    reporter = Reporter(told.append, lambda: belongs.pop(0))
    goals = [each.id for each in FIRST.goals]
    reporter.stands(FIRST, Standing(0, frozenset(goals[:1])))
    told.clear()
    reporter.stands(FIRST, Standing(0, frozenset(goals[:2])))
    assert [(each.kind, each.what) for each in told] == [("begun", ""), ("goal", goals[0]), ("goal", goals[1])]
    told.clear()
    reporter.stands(FIRST, Standing(0, frozenset(goals[:2])))
    misstep = News(misstep=next(each for step in FIRST.steps for each in step.missteps))
    reporter.stands(FIRST, Standing(0, frozenset(goals[:3])))
    reporter.looked(misstep)
    assert told == [], "who is in no class is told of nowhere"
    reporter.looked(misstep)
    assert [each.kind for each in told] == ["begun", *["goal"] * len(goals[:3]), "misstep"]


def _is_last(record: Path, words: str) -> bool:
    """Whether the class knows one participant, and that is what they did last."""
    return [each.last[: len(words)] for each in board(record).rows] == [words]


def test_a_lesson_that_stays_open_tells_the_class_that_its_learner_is_in(tmp_path: Path) -> None:
    with running_class(tmp_path / "one") as one, running_class(tmp_path / "two") as two:
        with subprocess.Popen(
            command("lessons", "run", FIRST.id, "--text"),
            env=environment() | {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        ) as lesson:
            assert lesson.stdin is not None
            for running, line, last in (
                (one, "BYE", "a mistake at: "),
                (two, "BYE", "a mistake at: "),
                (one, "QUIT", "reached: "),
            ):
                helo(tmp_path, "join", f"127.0.0.1:{running.port}", "--name", "ana7.reef")
                print(line, file=lesson.stdin, flush=True)
                until(partial(_is_last, running.record, last))
            helo(tmp_path, "join", "--leave")
            before = one.record.read_bytes()
            print(file=lesson.stdin, flush=True)
        assert one.record.read_bytes() == before


def test_whoever_has_joined_hands_in_at_the_class_server(tmp_path: Path) -> None:
    with running_class(tmp_path / "classes", "--lesson", "1.4") as running:
        place = f"127.0.0.1:{running.port}"
        helo(tmp_path, "lessons", "run", FIRST.id, "--text", lines=["HELO localhost", "QUIT"])
        hand_in = ("hand-in", FIRST.id, "--name", "carl", "--to", place)
        status, said = helo(tmp_path, *hand_in)
        assert (status, f"Join its class first: helo join {place} --name carl.WORD" in said) == (1, True), said
        helo(tmp_path, "join", place, "--name", "carl.reef")
        status, said = helo(tmp_path, *hand_in)
        assert (status, said[:24]) == (0, "Handed in as carl: 250 2"), said
        box = running.record.parent / "mail/hand-in@class.test.mbox"
        status, said = helo(tmp_path, "grade", box)
        assert said.startswith("carl  "), said
        (row,) = board(running.record).rows
        assert (row.name, row.tries) == ("carl", 0), "what the program says by itself is no mistake of theirs"


def test_a_hand_in_goes_by_hand_as_well(tmp_path: Path) -> None:
    with running_class(tmp_path / "classes") as running:
        for hello, code in (("carl.reef", 250), ("carl.kelp", 550), ("localhost", 550)):
            with smtplib.SMTP("127.0.0.1", running.port, timeout=PATIENCE) as server:
                server.helo(hello)
                server.mail("carl@class.test")
                assert server.rcpt("hand-in@class.test")[0] == code, hello


def test_a_class_that_does_not_take_somebody_is_not_joined(tmp_path: Path) -> None:
    with running_class(tmp_path / "classes") as running:
        place = f"127.0.0.1:{running.port}"
        status, said = helo(tmp_path, "join", place, "--name", "carl.kelp")
        assert (status, "You are carl" in said, "You have joined no class." in said) == (1, False, True), said
        helo(tmp_path, "join", place, "--name", "carl.reef")
        for server, name in ((place, "carl.kelp"), ("127.0.0.1:1", "carl.tide")):
            status, said = helo(tmp_path, "join", server, "--name", name)
            assert (status, f"As before, your lessons tell the class reef at {place}, as carl." in said) == (1, True), (
                said
            )
        status, said = helo(tmp_path, "join")
        assert (status, said.splitlines()[0]) == (0, f"You are carl in the class reef, at {place}."), said


def test_whose_name_is_taken_is_told_what_they_are_called(tmp_path: Path) -> None:
    with running_class(tmp_path / "classes") as running:
        place = f"127.0.0.1:{running.port}"
        assert "You are bert in the class reef" in helo(tmp_path / "one", "join", place, "--name", "bert.reef")[1]
        status, said = helo(tmp_path / "two", "join", place, "--name", "bert.reef")
        assert (status, said.splitlines()[:2]) == (
            0,
            ["Somebody else in this class is bert already.", f"You are bert-2 in the class reef, at {place}."],
        ), said
        assert [each.name for each in board(running.record).rows] == ["bert", "bert-2"]
        for home, name in (("one", "bert"), ("two", "bert-2")):
            helo(tmp_path / home, "lessons", "run", FIRST.id, "--text", lines=["HELO localhost"])
            status, said = helo(tmp_path / home, "hand-in", FIRST.id, "--to", place)
            assert (status, said.startswith(f"Handed in as {name}: 250 ")) == (0, True), said


def test_whoever_comes_back_from_another_class_or_none_is_the_same(tmp_path: Path) -> None:
    with running_class(tmp_path / "one") as one, running_class(tmp_path / "two") as two:
        for running, name in ((one, "carl"), (two, "zoe"), (one, "carl")):
            helo(tmp_path, "join", f"127.0.0.1:{running.port}", "--name", f"{name}.reef")
        assert [each.name for each in board(one.record).rows] == ["carl"]
        helo(tmp_path, "join", "--leave")
        helo(tmp_path, "join", f"127.0.0.1:{one.port}", "--name", "carl.reef")
        assert [each.name for each in board(one.record).rows] == ["carl"]


def test_whoever_cannot_write_it_down_has_joined_no_class(tmp_path: Path) -> None:
    with running_class(tmp_path / "classes") as running:
        place = f"127.0.0.1:{running.port}"
        (tmp_path / "data").write_text("a file where the folder should be", encoding="utf-8")
        status, said = helo(tmp_path, "join", place, "--name", "ben.reef")
        assert (status, "cannot be written" in said) == (1, True), said
        assert board(running.record).rows == (), "the class has heard of nobody"
        (tmp_path / "data").unlink()
        assert f"You are ben in the class reef, at {place}." in helo(tmp_path, "join", place, "--name", "ben.reef")[1]
