"""``helo serve --lesson``: a lesson's own world for a room, as its handout says."""

from __future__ import annotations

import poplib
import shutil
import smtplib
from pathlib import Path

import pytest

from heloworld.cli.main import run
from heloworld.paths import lessons
from patience import PATIENCE
from serving import serving

CLEO = "cleo@harbour.test"


def asked(port: int, source: str) -> list[int]:
    """What a client of an address is told who asks for cleo twice."""
    with smtplib.SMTP("127.0.0.1", port, "me", timeout=PATIENCE, source_address=(source, 0)) as client:
        client.helo()
        client.mail("dora@island.test")
        return [client.rcpt(CLEO)[0] for _ in range(2)]


def test_what_a_lesson_refuses_once_is_refused_once_in_each_session(mail: Path) -> None:
    with serving(mail, "--lesson", "1.7") as server:
        assert server.wait("lesson")["title"] == "1.7 The server says no"
        assert asked(server.port, "127.0.0.1") == [450, 250]
        assert asked(server.port, "127.0.0.1") == [450, 250], "somebody else at that machine, or the same one again"
        assert asked(server.port, "127.0.0.2") == [450, 250]


def test_the_world_of_no_lesson_names_none(mail: Path) -> None:
    with serving(mail) as server:
        server.wait("listening", protocol="smtp")
        assert asked(server.port, "127.0.0.1") == [250, 250]
        server.wait("closed")
        assert not server.some("lesson")


def test_the_letters_of_a_lesson_can_be_fetched(mail: Path) -> None:
    with serving(mail, "--lesson", "mail-does-not-come") as server:
        port = server.wait("listening", protocol="pop3")["port"]
        client = poplib.POP3("127.0.0.1", port, timeout=PATIENCE)
        client.user("ana")
        client.pass_("sesame")
        assert client.stat()[0] == 3
        client.quit()


def test_a_lesson_whose_mailboxes_are_shared_says_that_it_is_for_one_at_a_time(mail: Path) -> None:
    for lesson, is_shared in (("5.2", True), ("1.7", False)):
        with serving(mail, "--lesson", lesson) as server:
            server.wait("lesson")
            _, said = server.stop()
        assert ("the same for everybody, so it is for one learner at a time" in said) is is_shared


def test_a_lesson_of_another_course_that_is_refused_names_that_course(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    course = tmp_path / "my-course"
    course.mkdir()
    for name in ("05-two-writers-one-file.md", "before-the-lock.mbox", "torn.mbox"):
        shutil.copy(lessons() / "2-the-file" / name, course)
    assert run(["serve", "--lesson", "two-writers", "--lessons", str(course)]) != 0
    assert f"helo lessons run two-writers --lessons {course}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--lesson", "2.5"], "on the learner's own screen alone: its text leads to files"),
        (["--lesson", "4.1"], "on the learner's own screen alone: it has several hosts"),
        (["--lesson", "9.9"], "There is no lesson 9.9."),
        (["--lesson", "1.7", "--world", "w.toml"], "--world and --lesson are two worlds."),
    ],
)
def test_what_cannot_be_served_is_said(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str, mail: Path
) -> None:
    assert run(["serve", "--mail", str(mail), *arguments]) != 0
    assert said in capsys.readouterr().err
