"""Worksheets for a class: whose command lines name its server, whose the learner's own, and how it is joined."""

from __future__ import annotations

import pytest

from heloworld.cli.main import run
from heloworld.course.handout.editions import Edition, Sheet, places_on_paper
from heloworld.course.handout.markdown import markdown
from shipped import LESSONS as SHIPPED


@pytest.mark.parametrize("name", ["1.9", "2.6", "4.10", "5.5"])
def test_a_lesson_that_needs_the_program_names_its_servers_whatever_the_host_of_the_class_is(
    capfd: pytest.CaptureFixture[str], name: str
) -> None:
    call = ["lessons", "export", "--student", "--port", "2526", "--host"]
    assert run([*call, "192.168.1.20", name]) == 0
    page, said = capfd.readouterr()
    commands = page.partition("\n## Join your class")[2].partition("\n## ")[2]
    assert "192.168.1.20" not in commands
    assert "127.0.0.1" in commands
    assert "names another address than 127.0.0.1:2525, put that into" in page
    assert said.count("\n") == 1
    assert f"{name} needs this program" in said
    assert "192.168.1.20 is not in the command lines there" in said
    assert run([*call, "127.0.0.1", name]) == 0
    page, said = capfd.readouterr()
    assert "another address than 127.0.0.1:2526" in page, "such a screen may be told that port"
    assert said == ""


def test_a_part_in_which_some_lessons_need_the_program_says_which(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["lessons", "export", "1", "--student", "--host", "192.168.1.20"]) == 0
    page, said = capfd.readouterr()
    assert "1.5 and 1.9 need this program" in said
    assert "nc -C 127.0.0.1 2525" in page
    assert "nc -C 192.168.1.20 2525" in page


def test_a_worksheet_for_a_class_says_how_to_join_it(capfd: pytest.CaptureFixture[str]) -> None:
    call = ["lessons", "export", "1.4", "1.5", "--student", "--host", "192.168.1.20"]
    assert run([*call, "--code", "Reef"]) == 0
    page = capfd.readouterr().out
    assert "To join your class, whenever you have connected, say `HELO yourname.reef` before anything else" in page
    assert "type `helo join 192.168.1.20:2525 --name yourname.reef` in a terminal" in page
    assert run([*call, "--code", "Reef"]) == 0
    assert page == capfd.readouterr().out
    assert run(call) == 0
    page = capfd.readouterr().out
    assert (
        "If the board of your class shows a word, join by it: whenever you have connected, say `HELO yourname.word`"
        in page
    )
    assert "and that word in place of `word`" in page
    assert run(["lessons", "export", "1.4", "1.5", "--student"]) == 0
    assert "class" not in capfd.readouterr().out, "whoever learns alone joins none"
    assert run(["lessons", "export", "5.3", *call[3:]]) == 0
    page = capfd.readouterr().out
    assert "HELO yourname" not in page, "nobody says HELO there"
    assert run(["lessons", "export", "5.2", *call[3:], "--code", "reef", "--pop3-port", "1999"]) == 0
    page = capfd.readouterr().out
    assert "-connect 192.168.1.20:1999" in page
    assert "type `helo join 192.168.1.20:2525 --name yourname.reef` in a terminal, once" in page
    assert "with `helo lessons run what-dele-deletes`" in page


def test_a_class_on_one_machine_has_worksheets_too(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["lessons", "export", "1.4", "--student", "--code", "reef"]) == 0
    page = capfd.readouterr().out
    assert "nc -C 127.0.0.1 2525" in page
    assert "say `HELO yourname.reef`" in page


@pytest.mark.parametrize(
    ("options", "said"),
    [(("--key", "--code", "reef"), "worksheets alone"), (("--student", "--code", "a b"), "is no word for a class")],
)
def test_a_word_that_cannot_stand_on_it_is_refused(
    capfd: pytest.CaptureFixture[str], options: tuple[str, ...], said: str
) -> None:
    assert run(["lessons", "export", "1.4", *options]) == 2
    assert said in capfd.readouterr().err


def test_no_worksheet_for_a_class_says_that_its_server_is_on_the_learners_machine() -> None:
    for lesson in SHIPPED:
        page = markdown(Sheet(lesson, places_on_paper("192.168.1.20", 2526), Edition.STUDENT).blocks())
        if "## Connect" in page:
            assert "127.0.0.1" not in page, lesson.number
