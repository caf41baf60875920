"""``helo hand-in`` and ``helo grade`` as they are called: a lesson is typed, handed in, sent and graded."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from classroom.handing_in import VARIED, signed
from heloworld.classroom.grading.run import FEW, grade_all
from heloworld.cli.main import run
from heloworld.course.progress import learner_name
from patience import PATIENCE
from serving import command, environment, serving


def type_it(who: str) -> subprocess.CompletedProcess[str]:
    """Send the letter under somebody's word."""
    envelope = ("HELO x", f"MAIL FROM:<{who}@island.test>", "RCPT TO:<ana@harbour.test>", "DATA")
    typed = "".join(f"{line}\n" for line in (*envelope, f"Subject: {who}", "", "."))
    call = command("lessons", "run", "signed", "--text", "--lessons", VARIED)
    return subprocess.run(call, input=typed, text=True, capture_output=True, env=environment(), timeout=4 * PATIENCE)


def who(name: str) -> str:
    """The word that is somebody's own."""
    _, lesson = signed(name)
    return str(lesson.steps[0].solution[4].send).removeprefix("Subject: ")


def test_from_the_lesson_to_the_grade(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    hand_in = ["hand-in", "signed", "--lessons", str(VARIED)]
    assert run(hand_in) == 2
    assert "--name" in capsys.readouterr().err
    assert run([*hand_in, "--name", "Ana7"]) == 1
    assert "Take it first: helo lessons run signed" in capsys.readouterr().err
    done = type_it(who("ana7"))
    assert (done.returncode, done.stderr) == (0, "")
    assert run(hand_in) == 0
    assert run(hand_in) == 1
    assert "--force" in capsys.readouterr().err
    assert run([*hand_in, "--force"]) == 0
    capsys.readouterr()
    assert run(["grade", "--course", str(VARIED), "--json", "ana7-signed.eml"]) == 0
    grade = json.loads(capsys.readouterr().out)
    assert (grade["name"], grade["points"], grade["trust"], grade["remarks"]) == ("ana7", 3, "varied", [])
    assert run(["grade", "--course", str(VARIED), "ana7-signed.eml", "nothing-there"]) == 1
    assert "nothing-there: This cannot be read" in capsys.readouterr().out


def test_a_word_that_is_somebody_elses_does_not_do() -> None:
    learner_name.keep("ben3")
    assert type_it(who("ana7")).returncode == 1
    assert type_it(who("ben3")).returncode == 0


def test_a_hand_in_goes_by_mail_and_is_graded_from_the_mailbox(
    tmp_path: Path, bens: bytes, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from heloworld.classroom.hand_in import posting

    monkeypatch.setattr(posting, "ADDRESS", "postmaster@harbour.test")
    with serving(tmp_path / "mail") as server:
        said = posting.post(bens, "ben3", "127.0.0.1", server.port)
        server.wait("delivered")
        sent = server.said("client")
        assert sent.count("\n") == sent.count("\r\n") > 20
        assert server.wait("tls")["version"].startswith("TLS"), "STARTTLS was offered"
    assert said.startswith("250 2.0.0 Ok: queued as ")
    box = tmp_path / "mail/postmaster.mbox"
    with box.open("ab") as file:
        file.write(b"From x@y.test Mon Nov 23 23:26:01 2026\nSubject: hello\n\nno hand-in\n\n")
    assert run(["grade", "--course", str(VARIED), "--json", str(box)]) == 0
    assert json.loads(capsys.readouterr().out)["points"] == 3


def test_a_server_that_takes_no_hand_ins_is_told(tmp_path: Path, bens: bytes) -> None:
    from heloworld.classroom.hand_in.posting import post
    from heloworld.errors import ConnectError, HeloError

    with serving(tmp_path / "mail") as server:
        with pytest.raises(HeloError, match="does not take the hand-in: 554"):
            post(bens, "ben3", "127.0.0.1", server.port)
        port = server.port
    with pytest.raises(ConnectError, match="cannot be reached"):
        post(bens, "ben3", "127.0.0.1", port)


def test_many_files_are_graded_by_several_processes_as_by_one(tmp_path: Path, bens: bytes) -> None:
    for number in range(FEW + 5):
        (tmp_path / f"{number:03}.eml").write_bytes(bens if number % 3 else b"rubbish")
    alone = grade_all([tmp_path], VARIED, processes=1)
    assert len(alone) == FEW + 5
    assert grade_all([tmp_path], VARIED, processes=2) == alone
