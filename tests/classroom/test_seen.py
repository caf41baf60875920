"""The record of a class, graded: what the server has seen itself, by who said hello."""

from __future__ import annotations

import json
import smtplib
from pathlib import Path

import pytest

from classroom.class_process import running_class
from heloworld.classroom.grading.grade import Grade
from heloworld.classroom.grading.seen import by_name, seen
from heloworld.classroom.reports.membership import Membership
from heloworld.classroom.reports.postman import check, deliver
from heloworld.classroom.reports.report import report
from heloworld.classroom.reports.spool import Spool
from heloworld.classroom.reports.told import Told
from heloworld.cli.main import run
from heloworld.wire.events import Bytes, Event, Opened
from patience import PATIENCE
from serving import serving
from shipped import COURSE


def hello(conn: int, name: str, host: str = "127.0.0.1", reply: str = "250 hi") -> list[Event]:
    return [
        Opened(conn, 1.0, "smtp", (host, 40000 + conn), ("127.0.0.1", 2525)),
        Bytes(conn, 1.0, "server", b"220 mail.harbour.test ESMTP\r\n"),
        Bytes(conn, 2.0, "client", f"HELO {name}\r\n".encode()),
        Bytes(conn, 3.0, "server", f"{reply}\r\n".encode()),
    ]


def test_a_name_is_of_whoever_said_it_first() -> None:
    key = "0123456789abcdef"
    events = [
        *hello(1, "ana7.reef", "10.0.0.1"),
        *hello(2, "ana7.reef", "10.0.0.2"),
        *hello(3, "ANA7.reef", "10.0.0.1"),
        *hello(4, f"ben3.reef.{key}", "10.0.0.3"),
        *hello(5, f"ben3.reef.{key}", "10.0.0.4"),
        *hello(6, "localhost", "10.0.0.5"),
        *hello(7, "cleo.reef", "10.0.0.6", "501 no"),
    ]
    found = {name: {event.conn for event in theirs.events} for name, theirs in by_name(events).items()}
    assert found == {"ana7": {1, 3}, "ana7-2": {2}, "ben3": set()}, "with a key, a program reports"


def letter(port: int, name: str, subject: str, *others: str) -> None:
    with smtplib.SMTP("127.0.0.1", port, f"{name}.reef", timeout=PATIENCE) as client:
        client.helo()
        client.sendmail("dora@island.test", ["ana@harbour.test", *others], f"Subject: {subject}\r\n\r\nHello\r\n")


def test_everybody_is_graded_by_what_the_server_saw(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lesson, files = COURSE.find("1.4"), COURSE.find("1.5")
    assert lesson is not None
    assert files is not None
    with serving(tmp_path / "mail") as server:
        letter(server.port, "ana7", "Hello", "ben@harbour.test", "cleo@harbour.test")
        with smtplib.SMTP("127.0.0.1", server.port, "ben3.reef", timeout=PATIENCE) as client:
            client.helo()
            client.docmd("DATA")
        server.wait("closed", conn=2)
        record = tmp_path / "class.jsonl"
        record.write_text("".join(f"{json.dumps(event)}\n" for event in server.events))
    ana, ben = (grade for grade in seen(record, lesson) if isinstance(grade, Grade))
    assert (ana.name, ana.trust, ben.name, ben.points) == ("ana7", "seen", "ben3", 0)
    assert ana.goals[0].is_reached
    assert ben.missteps == 1
    grown = [grade for grade in seen(record, files) if isinstance(grade, Grade)]
    assert [[goal.id for goal in grade.goals if goal.is_reached] for grade in grown] == [
        ["three-lines", "two-files"],
        [],
    ]
    assert run(["grade", "--lesson", "1.4", "--json", str(record)]) == 1
    assert [json.loads(line)["name"] for line in capsys.readouterr().out.splitlines()] == ["ana7", "ben3"]


def test_what_a_program_says_by_itself_is_nobodys_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with running_class(tmp_path, "--lesson", "1.4") as running:
        carl = Membership("127.0.0.1", running.port, "carl", "reef", "0123456789abcdef")
        spool = Spool(tmp_path / "spool")
        for _ in range(3):
            check(carl)
            spool.put(report(Told(kind="begun", lesson="greeting"), 1_795_000_000.0))
            assert deliver(carl, spool) == 1
        with smtplib.SMTP("127.0.0.1", running.port, "emil.reef", timeout=PATIENCE) as client:
            client.helo()
            client.noop()
        emil = Membership("127.0.0.1", running.port, "emil", "reef", "0123456789abcdee")
        check(emil)
        with smtplib.SMTP("127.0.0.1", running.port, "dora.reef", timeout=PATIENCE) as client:
            client.helo()
            client.sendmail("dora@class.test", ["2@vote.class.test"], "Subject: 2\r\n\r\n")
            client.docmd("DATA")
        running.stop()
        assert run(["grade", "--lesson", "1.4", "--json", str(running.record)]) == 1
    carls, doras, emils = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (carls["name"], carls["missteps"]) == ("carl", 0)
    assert "with helo join" in carls["remarks"][0]
    assert "told the class things, too" in emils["remarks"][0]
    assert (doras["name"], doras["missteps"], doras["remarks"]) == ("dora", 1, []), "a vote is no mistake, DATA is"


def test_what_is_no_record_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = tmp_path / "class.jsonl"
    record.write_bytes(b"\xff\xfe")
    assert run(["grade", "--lesson", "1.4", str(record)]) == 1
    assert "cannot be read as the record of a class" in capsys.readouterr().out
    assert run(["grade", "--lesson", "9.9", str(record)]) == 1
    assert "There is no lesson 9.9" in capsys.readouterr().err
