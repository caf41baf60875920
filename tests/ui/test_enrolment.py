"""Into the course: a newcomer is shown around, everybody else goes on; what is broken is said, and stops nobody."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.screen import Screen

from heloworld import paths
from heloworld.classroom.reports.membership import SPOOL, keep, membership
from heloworld.classroom.reports.spool import Spool
from heloworld.course.play.resumption import IN_LETTER
from heloworld.course.progress.progress import FILE_NAME, Progress
from heloworld.course.progress.records import Standing
from heloworld.errors import HeloError
from heloworld.lab.local_bench import LocalBench
from heloworld.ui.early_start import EarlyStart
from heloworld.ui.enrolment import GUIDE, Enrolment
from heloworld.ui.screens.guided import GuidedScreen
from heloworld.ui.screens.lesson import LessonScreen
from shipped import COURSE

from .terminal.terminal import Terminal, helo

FIRST, SECOND, *_ = COURSE.lessons

Begin = Callable[[Enrolment], Screen[None]]


@pytest.fixture
def begin() -> Begin:
    """Brings a school to its first screen, which is not shown; its server is not started."""

    def first(school: Enrolment) -> Screen[None]:
        opening = EarlyStart(school.bench)
        opening._bench = school.bench()
        school.prepare()
        return school.screen(opening)

    return first


# Which screen comes first


def test_a_newcomer_is_shown_around_and_keeps_the_mail(begin: Begin) -> None:
    with Enrolment(None, None, port=0) as school:
        assert isinstance(begin(school), GuidedScreen)
        bench = school.bench()
        assert isinstance(bench, LocalBench)
        assert bench.plan is not None
        assert bench.plan.mail == paths.mail()
        assert school.course is None, "no lesson is needed yet"
        school.enrol()
        assert isinstance(school.lesson_screen(SECOND), LessonScreen)
    assert Progress.load().last == SECOND.id


def test_who_has_been_here_goes_on_where_they_left(begin: Begin) -> None:
    Progress.load().keep(SECOND.id, Standing(1))
    with Enrolment(None, None, port=0) as school:
        screen = begin(school)
        assert isinstance(screen, LessonScreen)
        assert screen.session.lesson.id == SECOND.id
        assert screen.session.runner.at == 1


@pytest.mark.parametrize("is_presenting", [False, True])
def test_a_lesson_tells_the_class_that_was_joined_and_a_presentation_does_not(
    begin: Begin, is_presenting: bool
) -> None:
    keep(membership("127.0.0.1", 9, "ana7.reef"))
    with Enrolment(None, SECOND.id, port=0, is_presenting=is_presenting) as school:
        screen = begin(school)
        assert isinstance(screen, LessonScreen)
        screen.session.hint()
    spool = Spool(paths.membership() / SPOOL)
    told = [(each.told.kind, each.told.lesson) for each in spool.read(spool.waiting())]
    assert told == ([] if is_presenting else [("begun", SECOND.id), ("hint", SECOND.id)])


@pytest.mark.parametrize("name", [SECOND.id, SECOND.number])
def test_a_lesson_that_is_asked_for_comes_first(begin: Begin, name: str) -> None:
    Progress.load().keep(FIRST.id, Standing(1))
    with Enrolment(None, name, port=0) as school:
        screen = begin(school)
        assert isinstance(screen, LessonScreen)
        assert screen.session.lesson.id == SECOND.id


@pytest.mark.parametrize(
    ("step", "is_presenting", "is_said"), [(None, False, True), (2, False, False), (None, True, False)]
)
def test_who_comes_back_into_a_letter_is_told_what_is_open(
    begin: Begin, step: int | None, is_presenting: bool, is_said: bool
) -> None:
    lesson = COURSE.find("1.4")
    assert lesson is not None
    Progress.load().keep(lesson.id, Standing(1))
    with Enrolment(None, lesson.id, port=0, is_presenting=is_presenting, step=step) as school:
        screen = begin(school)
        assert isinstance(screen, LessonScreen)
        assert (IN_LETTER in screen._stage._notices) is is_said


def test_a_lesson_that_there_is_not_is_said(begin: Begin) -> None:
    with Enrolment(None, FIRST.id + "x", port=0) as school, pytest.raises(HeloError, match=f"Is {FIRST.id} meant"):
        begin(school)


def test_another_course_begins_with_its_first_lesson_and_is_kept_by_itself(begin: Begin, tmp_path: Path) -> None:
    Progress.load().keep(SECOND.id, Standing(1))
    folder = course(tmp_path)
    with Enrolment(folder, None, port=0) as school:
        screen = begin(school)
        assert isinstance(screen, LessonScreen)
        assert screen.session.lesson.id == FIRST.id
    assert Progress.load().last == SECOND.id
    assert Progress.load(folder).last == FIRST.id


def test_what_is_presented_begins_at_the_beginning_and_is_not_kept(begin: Begin) -> None:
    Progress.load().keep(SECOND.id, Standing(1))
    before = (paths.learner() / FILE_NAME).read_bytes()
    with Enrolment(None, None, port=0, is_presenting=True) as school:
        screen = begin(school)
        assert isinstance(screen, LessonScreen)
        assert screen.session.lesson.id == FIRST.id
        assert screen.has_class("-presenting")
        screen.session.turn(1)
    assert (paths.learner() / FILE_NAME).read_bytes() == before


def test_the_worlds_of_lessons_are_tidied_up(begin: Begin) -> None:
    with Enrolment(None, FIRST.id, port=0) as school:
        screen = begin(school)
        assert isinstance(screen, LessonScreen)
        mail = screen.session.plan.mail
        mail.mkdir(parents=True)
    assert not mail.parent.exists()


# What is broken


def course(folder: Path, *lessons: str) -> Path:
    """A course of one part: the first lesson, under the given file names; the word ``world`` in one breaks it."""
    part = folder / "course" / "1-part"
    part.mkdir(parents=True)
    text = FIRST.path.read_text(encoding="utf-8")
    impossible = text.replace(f'id = "{FIRST.id}"', 'id = "impossible"').replace(
        "\n```\n", '\n\n[world]\nseed = { ana = "missing.mbox" }\n```\n', 1
    )
    for name in lessons or ("01-good.md",):
        (part / name).write_text(impossible if "world" in name else text, encoding="utf-8")
    return part.parent


def leave(terminal: Terminal) -> None:
    terminal.press("ctrl+q")
    assert terminal.wait_exit() == 0
    assert terminal.left_behind() == []
    assert terminal.strange() == []


def kept(content: str) -> Path:
    file = paths.learner() / FILE_NAME
    file.parent.mkdir(parents=True)
    file.write_text(content, encoding="utf-8")
    return file


def test_progress_that_is_damaged_is_set_aside_with_a_sentence() -> None:
    file = kept('{"format": 1, nothing that')
    with helo() as terminal:
        terminal.wait_for("Your first mail")
        terminal.wait_for("damaged")
        terminal.press("f9")
        terminal.wait_for("Lessons · 0 of")
        terminal.press("enter")
        terminal.wait_for("Step 1 of")
        leave(terminal)
    assert file.with_name(f"{FILE_NAME}.damaged").read_text(encoding="utf-8").startswith('{"format": 1, nothing')
    assert Progress.load().last == FIRST.id


def test_progress_of_a_newer_program_is_left_alone_with_a_sentence() -> None:
    file = kept('{"format": 99, "courses": {}}')
    with helo() as terminal:
        terminal.wait_for("newer")
        leave(terminal)
    with helo("lessons", "run", FIRST.id) as terminal:
        terminal.wait_for("newer")
        terminal.wait_for("Step 1 of")
        leave(terminal)
    assert file.read_text(encoding="utf-8") == '{"format": 99, "courses": {}}'


def test_progress_that_cannot_be_written_is_said_and_the_lesson_goes_on() -> None:
    """A file in the place of the folder: that stops the superuser, too."""
    paths.learner().parent.mkdir(parents=True)
    paths.learner().write_text("not a folder", encoding="utf-8")
    with helo("lessons", "run", FIRST.id) as terminal:
        terminal.wait_for("What you")
        terminal.wait_for("Before you type")
        terminal.press("1")
        terminal.wait_for("You predicted")
        terminal.enter("QUIT")
        terminal.wait_for(r"\[x\]")
        leave(terminal)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write to any file")
def test_progress_that_is_read_only_is_said_and_the_lesson_goes_on() -> None:
    file = kept('{"format": 1}')
    file.chmod(0o444)
    with helo("lessons", "run", FIRST.id) as terminal:
        terminal.wait_for("read-only")
        leave(terminal)


def test_a_lesson_that_is_gone_and_a_standing_that_cannot_be() -> None:
    kept('{"format":1,"courses":{"heloworld":{"last":"gone","lessons":{"gone":{"step":3}}}}}')
    with helo() as terminal:
        terminal.wait_for(f"{FIRST.number} {FIRST.title}")
        terminal.wait_for("Step 1 of")
        leave(terminal)
    mad = '{"step":99,"reached":["x"],"answers":{"x":7,"who-speaks":77},"hints":{"x":1,"goodbye":99}}'
    (paths.learner() / FILE_NAME).write_text(
        f'{{"format":1,"courses":{{"heloworld":{{"last":"{FIRST.id}","lessons":{{"{FIRST.id}":{mad}}}}}}}}}',
        encoding="utf-8",
    )
    with helo() as terminal:
        terminal.wait_for(f"Step {len(FIRST.steps)} of {len(FIRST.steps)}")
        leave(terminal)


@pytest.fixture
def rubbish(tmp_path: Path) -> Path:
    """A course with everything in it that is no lesson."""
    folder = tmp_path / "course"
    part = folder / "1-part"
    part.mkdir(parents=True)
    (part / "01-binary.md").write_bytes(bytes(range(256)) * 99)
    (part / "02-broken.md").write_text("# \x1b]0;owned\x07\n\n```lesson\nid = \n", encoding="utf-8")
    os.mkfifo(part / "03-pipe.md")
    (part / "04-loop.md").symlink_to("04-loop.md")
    (part / "05-folder.md").mkdir()
    (folder / "2-loop").symlink_to("2-loop")
    (folder / "3-up").symlink_to("..")
    (folder / "4-locked").mkdir(mode=0)
    os.mkfifo(folder / "5-pipe")
    return folder


def test_rubbish_among_lessons_is_left_out_with_a_sentence(rubbish: Path) -> None:
    shutil.copy(FIRST.path, rubbish / "1-part" / "09-good.md")
    with helo("--lessons", str(rubbish)) as terminal:
        terminal.wait_for("which")
        terminal.wait_for(r"1\.9 ")
        terminal.wait_for("Step 1 of")
        leave(terminal)


def test_nothing_but_rubbish(rubbish: Path) -> None:
    with helo("--lessons", str(rubbish)) as terminal:
        assert terminal.wait_exit() == 1
        assert "Thereisnolessonin" in "".join(terminal.text.split())
        assert "Traceback" not in terminal.text
        assert terminal.left_behind() == []


@pytest.mark.parametrize("what", ["missing", "file", "empty"])
def test_a_course_that_is_none(what: str, tmp_path: Path) -> None:
    where = tmp_path / what
    if what == "file":
        where.write_text("x", encoding="utf-8")
    elif what == "empty":
        where.mkdir()
    with helo("--lessons", str(where)) as terminal:
        assert terminal.wait_exit() == 1
        assert "Nameafolderoflessonswith--lessons" in "".join(terminal.text.split())
        assert terminal.left_behind() == []


def test_a_first_lesson_whose_world_cannot_be_is_passed_over(tmp_path: Path) -> None:
    with helo("--lessons", str(course(tmp_path, "01-no-world.md", "02-good.md"))) as terminal:
        terminal.wait_for("taken")
        terminal.wait_for(r"1\.2 ")
        terminal.wait_for("Step 1 of")
        terminal.press("f9")
        terminal.wait_for("Lessons · 0 of 2 done")
        terminal.press("up", "enter")
        terminal.wait_for("missing")
        terminal.wait_for(r"1\.2 ")
        leave(terminal)


def test_a_course_of_which_no_world_can_be(tmp_path: Path) -> None:
    for arguments in ((), ("lessons", "run", "impossible")):
        folder = str(course(tmp_path / str(len(arguments)), "01-no-world.md"))
        with helo(*arguments, "--lessons", folder) as terminal:
            assert terminal.wait_exit() == 1
            assert "Thereisnomissing.mbox" in "".join(terminal.text.split())
            assert "Traceback" not in terminal.text
            assert terminal.left_behind() == []


# The first mail


def test_a_newcomer_goes_on_in_the_first_mail_and_after_it_in_the_course() -> None:
    hello = ("HELO localhost", "MAIL FROM:<dora@island.test>")
    with helo() as terminal:
        terminal.wait_for(r"\[>\] 1 ")
        for at, line in enumerate(hello, 2):
            terminal.enter(line)
            terminal.wait_for(rf"\[>\] {at} ")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
    with helo() as terminal:
        terminal.wait_for(r"\[>\] 3 ")
        terminal.wait_for("guide's own lines")
        for line in ("RCPT TO:<ana@harbour.test>", "DATA", "Subject: hello", "", "text", "."):
            terminal.enter(line)
        terminal.wait_for(r"\[>\] 7 ")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
    assert Progress.load().is_finished(GUIDE)
    with helo() as terminal:
        terminal.wait_for("Step 1 of")
        assert paths.mail().joinpath("ana.mbox").read_bytes().count(b"Subject: hello") == 1
