"""What a watching judge shows on a screen that is not high."""

from __future__ import annotations

import asyncio
import itertools
import sys

import pytest

from heloworld.judge.program.command import Command
from heloworld.judge.report.watch import overview
from heloworld.judge.smtp.suite import SUITE
from heloworld.judge.verdict import Verdict
from judge.on_trial import SEED, TESTS, judged

CODE = f"""
import sys
sys.path.insert(0, {str(TESTS)!r})
for number in range(12):
    print("debug", number, file=sys.stderr)
from judge.gallery.wrong_servers import main
main(sys.argv[1:])
"""


@pytest.fixture(scope="module")
def verdicts() -> list[Verdict]:
    """Of a server that prints much, and falls after a long conversation."""
    words = (sys.executable, "-S", "-E", "-c", CODE, "keeps-the-sender-over-rset", "{port}", "{mailbox}")
    found = asyncio.run(judged(SUITE.up_to("envelope"), Command(words)))
    assert found[-1].failure is not None
    return found


def said(verdicts: list[Verdict], room: int) -> list[str]:
    return [line.text.strip() for line in overview(verdicts, SEED, 100, room)]


def words(lines: list[str], name: str) -> list[str]:
    """What stands behind one of the words on the left."""
    begin = next(at for at, line in enumerate(lines) if line.startswith(name))
    return [lines[begin], *itertools.takewhile(lambda line: line[:4] not in {"Read", ""}, lines[begin + 1 :])]


def test_where_there_is_room_all_of_it_is_shown(verdicts: list[Verdict]) -> None:
    assert said(verdicts, 100) == said(verdicts, 60)
    assert "debug 0" in said(verdicts, 60)


@pytest.mark.parametrize("room", [27, 30, 35])
def test_the_cause_and_what_was_printed_stay_where_there_is_little_room(verdicts: list[Verdict], room: int) -> None:
    whole, lines = said(verdicts, 60), said(verdicts, room)
    assert len(whole) > room
    assert len(lines) <= room
    assert words(lines, "Perhaps") == words(whole, "Perhaps")
    assert words(lines, "Read") == words(whole, "Read")
    assert "debug 11" in lines
    assert any(line.startswith("^") for line in lines)


def test_the_conversation_is_shortened_before_anything_else(verdicts: list[Verdict]) -> None:
    whole = said(verdicts, 60)
    lines = said(verdicts, len(whole) - 3)
    assert len(lines) == len(whole) - 3
    assert "… 4 lines before" in lines
    assert lines[-20:] == whole[-20:]
    assert "debug 0" in lines[-20:]
