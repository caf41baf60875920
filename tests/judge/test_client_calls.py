"""Clients that take no arguments, never call, talk without an end, or find the port taken."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Iterator

import pytest

from heloworld.cli.main import run
from heloworld.judge.client import client
from heloworld.judge.client.causes import ClientCause
from heloworld.judge.client.suite import suite
from heloworld.judge.failure import Failure
from heloworld.judge.program.command import Command
from judge.on_trial import judged, python

CALL = "import os, socket, sys, signal; line = socket.create_connection((os.environ['HOST'], int(os.environ['PORT'])));"


@pytest.fixture
def port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        yield int(door.getsockname()[1])


def code(text: str, *words: str) -> Command:
    return Command((sys.executable, "-S", "-E", "-c", text, *(words or ("{host}", "{port}"))))


async def failure(program: Command, stage: str = "greeting", port: int = 0) -> Failure:
    """Why a program falls at a stage that it is given alone."""
    (verdict,) = await judged([each for each in suite(port).stages if each.name == stage], program)
    assert verdict.failure is not None
    return verdict.failure


def test_a_client_without_arguments_is_judged_where_it_calls(port: int, capsys: pytest.CaptureFixture[str]) -> None:
    lab = python("right_client", "127.0.0.1", str(port), "me@lab.test", "you@lab.test")
    assert run(["judge", "client", "--port", str(port), "--json", "--", *lab.words]) == 0
    verdicts = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    skipped = {each["stage"]: each["cause"] for each in verdicts if each["passed"] is None}
    assert list(skipped) == ["dots", "eight-bit", "starttls"]
    assert set(skipped.values()) == {"It needs a message of ours, and the command takes none."}
    assert all(each["passed"] is not False for each in verdicts)


async def test_a_port_that_is_taken_is_said(taken: int) -> None:
    found = await failure(code("pass"), port=taken)
    assert (found.cause, found.ends_all) == (ClientCause.PORT_TAKEN, True)
    assert str(taken) in found.said


async def test_a_client_that_never_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "CALL_SECONDS", 0.3)
    found = await failure(code("import signal; signal.pause()"))
    assert (found.cause, found.ends_all) == (ClientCause.NO_CALL, True)


async def test_a_client_that_ends_before_it_calls() -> None:
    found = await failure(code("raise SystemExit(3)"))
    assert (found.cause, found.ends_all) == (ClientCause.ENDED_WITHOUT_A_CALL, True)
    assert "3" in found.said


@pytest.mark.parametrize("text", ["raise SystemExit(3)", "import signal; signal.pause()"])
async def test_a_client_that_is_not_told_where_to_call(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "CALL_SECONDS", 0.3)
    assert (await failure(code(text, "client.py"))).cause == ClientCause.NO_PLACES


async def test_a_client_that_calls_another_port_than_is_said(port: int) -> None:
    assert (await failure(code("raise ConnectionRefusedError", "client.py"), port=port)).cause == ClientCause.OTHER_PORT


async def test_a_command_that_ends_with_lf_is_told_from_a_letter_that_does() -> None:
    speaks = CALL + "lines = line.makefile('rb'); lines.readline(); line.sendall(b'HELO me\\n'); signal.pause()"
    assert (await failure(code(speaks), "crlf")).cause == ClientCause.BARE_LF


async def test_a_command_without_an_end() -> None:
    found = await failure(code(CALL + "line.recv(99)\nwhile True: line.sendall(b'EHLO' * 1000)"))
    assert found.cause == ClientCause.TOO_LONG
    assert len(found.said) < 300


async def test_a_letter_without_an_end() -> None:
    talk = "".join(f"line.recv(99); line.sendall(b'{word}\\r\\n');" for word in ("HELO x", "MAIL FROM:<a@b.test>"))
    talk += (
        "line.recv(99); line.sendall(b'RCPT TO:<ana@harbour.test>\\r\\n'); line.recv(99); line.sendall(b'DATA\\r\\n')"
    )
    found = await failure(code(CALL + talk + "\nwhile True: line.sendall(b'x' * 70 + b'\\r\\n')"), "crlf")
    assert found.cause == ClientCause.NO_END
    assert found.said == "A letter of more than 4 MB."


async def test_a_client_that_has_more_than_one_line_open_is_heard_on_the_first() -> None:
    twice = CALL + "other = socket.create_connection(line.getpeername()); line.recv(99); line.sendall(b'EHLO x\\r\\n')"
    (verdict,) = await judged(suite().up_to("greeting"), code(twice))
    assert verdict.passed
