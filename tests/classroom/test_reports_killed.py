"""Nothing that was told is lost, and nothing counts twice: whoever is killed, and whenever the network is away."""

from __future__ import annotations

import random
import signal
import socket
import subprocess
import sys
import textwrap
import threading
from functools import partial
from pathlib import Path

import pytest

from classroom.class_process import WORD, ClassProcess, running_class
from classroom.rooms import until
from heloworld.classroom.board.ballots import Asked
from heloworld.classroom.reports.membership import Membership, keep, load, membership
from heloworld.classroom.reports.postman import Postman, check, deliver
from heloworld.classroom.reports.report import report
from heloworld.classroom.reports.spool import Spool
from heloworld.classroom.reports.told import Told
from heloworld.classroom.server.recorded import recorded_class
from heloworld.errors import ConnectError
from patience import PATIENCE
from serving import environment
from shipped import COURSE

HINT = Told(kind="hint", lesson="the-message", what="sent", number=1)
"""What is counted, and would be counted twice if it came twice."""


def hints(running: ClassProcess) -> dict[str, int]:
    """How many hints each participant has taken, as the record has it."""
    source = recorded_class(running.record, COURSE)
    source.start()
    try:
        assert source.wait(PATIENCE)
        assert source.trouble == ""
        return {each.name: each.hints for each in source.book.register.people.values()}
    finally:
        source.stop()


def has_grown(file: Path, size: int) -> bool:
    """Whether a file is larger than that."""
    return file.stat().st_size > size


def member_at(port: int, name: str = "ana7") -> Membership:
    return membership("127.0.0.1", port, f"{name}.{WORD}")


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool")


def test_what_is_told_is_on_the_board(tmp_path: Path, spool: Spool) -> None:
    with running_class(tmp_path / "classes", "--lesson", "1.4") as running:
        member = member_at(running.port)
        postman = Postman(lambda: member, spool)
        postman.start()
        for goal in ("asked", "sent"):
            postman.tell(Told(kind="goal", lesson="the-message", what=goal))
        until(lambda: not spool.waiting())
        postman.close()
        source = recorded_class(running.record, COURSE)
        source.start()
        try:
            assert source.wait(PATIENCE)
            assert [(each.name, each.marks) for each in source.book.board(Asked()).rows] == [
                ("ana7", (True, True, False, False))
            ]
        finally:
            source.stop()
        key = member.key
        before, tls, after = running.record.read_text().partition('"event": "tls"')
        assert tls, "reports go over STARTTLS"
        assert key not in before
        assert key in after, "and the key is said under TLS alone"
        status, said = running.stop()
        assert (status, said) == (0, "")


def test_the_server_is_killed_again_and_again_while_ten_people_report(tmp_path: Path) -> None:
    names = [f"p{number}" for number in range(10)]
    told = dict.fromkeys(names, 0)
    over = threading.Event()
    with running_class(tmp_path / "classes") as running:
        spools = {name: Spool(tmp_path / name) for name in names}
        members = {name: member_at(running.port, name) for name in names}
        postmen = {name: Postman(partial(members.get, name), spools[name]) for name in names}

        def work(name: str) -> None:
            while not over.wait(random.uniform(0, 0.1)):
                postmen[name].tell(HINT)
                told[name] += 1

        workers = [threading.Thread(target=work, args=(name,)) for name in names]
        for postman in postmen.values():
            postman.start()
        for worker in workers:
            worker.start()
        for _ in range(3):
            until(partial(has_grown, running.record, running.record.stat().st_size + random.randint(1, 30_000)), 60)
            running.stop(signal.SIGKILL)  # in the middle of a mail
            running.start()
        over.set()
        for worker in workers:
            worker.join(PATIENCE)
        until(lambda: not any(each.waiting() for each in spools.values()), 120)
        for postman in postmen.values():
            postman.close()
        assert hints(running) == told


PARTICIPANT = """
    import sys
    from pathlib import Path
    from heloworld.classroom.reports.membership import load
    from heloworld.classroom.reports.postman import Postman
    from heloworld.classroom.reports.spool import Spool
    from heloworld.classroom.reports.told import Told

    postman = Postman(lambda: load(Path(sys.argv[1])), Spool(Path(sys.argv[2])))
    postman.start()
    while True:
        postman.tell(Told(kind="hint", lesson="the-message", what="sent", number=1))
        print("told", flush=True)
"""
"""Somebody's program, which tells without end."""


def test_a_participants_program_is_killed_again_and_again(tmp_path: Path, spool: Spool) -> None:
    told = 0
    with running_class(tmp_path / "classes") as running:
        keep(member_at(running.port), tmp_path / "member")
        for _ in range(4):
            arguments = [
                sys.executable,
                "-c",
                textwrap.dedent(PARTICIPANT),
                str(tmp_path / "member"),
                str(spool.folder),
            ]
            with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env=environment()) as program:
                assert program.stdout is not None
                told += len([program.stdout.readline() for _ in range(random.randint(5, 60))])
                program.send_signal(signal.SIGKILL)
                told += len(program.stdout.readlines())
        left = load(tmp_path / "member")
        assert left is not None
        until(lambda: deliver(left, spool) == 0 and not spool.waiting())
        assert told <= hints(running)["ana7"] <= told + 4, "one at a time may be told and not yet said to be"


def test_what_was_taken_and_not_yet_crossed_out_counts_once(tmp_path: Path, spool: Spool) -> None:
    with running_class(tmp_path / "classes") as running:
        spool.put(report(HINT, 0.0))
        kept = {each.name: each.read_bytes() for each in spool.waiting()}
        for _ in range(3):
            for name, content in kept.items():
                (spool.folder / name).write_bytes(content)
            assert deliver(member_at(running.port), spool) == 1
        assert list(hints(running).values()) == [1, 1, 1], "three keys are three people"
        member = member_at(running.port, "ben")
        for _ in range(3):
            for name, content in kept.items():
                (spool.folder / name).write_bytes(content)
            assert deliver(member, spool) == 1
        assert hints(running)["ben"] == 1


def test_while_the_network_is_away_reports_wait(tmp_path: Path, spool: Spool) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and does not listen
        member = member_at(nobody.getsockname()[1])
        postman = Postman(lambda: member, spool)
        postman.start()
        for _ in range(5):
            postman.tell(HINT)
        with pytest.raises(ConnectError, match="cannot be reached"):
            check(member)
        postman.close()
        assert len(spool.waiting()) == 5
    with running_class(tmp_path / "classes") as running:
        assert deliver(member_at(running.port), spool) == 5
        assert hints(running) == {"ana7": 5}


def test_a_wrong_word_loses_nothing(tmp_path: Path, spool: Spool) -> None:
    with running_class(tmp_path / "classes") as running:
        spool.put(report(HINT, 0.0))
        wrong = membership("127.0.0.1", running.port, "ana7.kelp")
        for say in (lambda: check(wrong), lambda: deliver(wrong, spool)):
            with pytest.raises(ConnectError, match=r"takes no reports from ana7\.kelp"):
                say()
        assert len(spool.waiting()) == 1


def test_a_spool_that_somebody_has_spoilt(spool: Spool) -> None:
    spool.put(report(HINT, 0.0))
    (spool.folder / "0-x.json").write_bytes(b"\xff not a report")
    (spool.folder / ".half.json").write_bytes(b"")
    assert len(spool.read(spool.waiting())) == 1
    assert len(spool.waiting()) == 1


def test_two_programs_do_not_send_at_once(spool: Spool) -> None:
    with spool.alone() as one, spool.alone() as other:
        assert (one, other) == (True, False)
