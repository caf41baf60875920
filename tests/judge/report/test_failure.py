"""Reports of stages that failed, as people read them: recorded beside this file.

Where one of them changes rightly, write it anew with REDRAW=1 and read it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from heloworld.judge.failure import Failed
from heloworld.judge.report.failure import failure_lines
from heloworld.judge.smtp.letter import ANA, Letter
from heloworld.judge.smtp.mailbox import Contents, check
from heloworld.judge.smtp.suite import SUITE
from heloworld.judge.verdict import Verdict
from judge.small_programs import LISTEN, TALKS, judged, python

HERE = Path(__file__).parent
FROM = b"From dora@island.test Mon Nov 23 23:26:01 2026\n"
GREETS = LISTEN + "line = meet()\n"

CASES = {
    "greets-with-lf": ("greeting", GREETS + "line.sendall(b'220 mail.harbour.test\\n'); signal.pause()"),
    "greets-in-words": ("greeting", GREETS + "line.sendall('Gr\u00fc\u00df Gott\\r\\n'.encode()); signal.pause()"),
    "half-a-greeting": ("greeting", GREETS + "line.sendall(b'220 mail'); raise ValueError('a full stop')"),
    "control-characters": ("greeting", GREETS + "line.sendall(b'220 \\x1b[31mmail\\r\\n'); signal.pause()"),
    "greets-twice": ("greeting", GREETS + "line.sendall(b'220 mail\\r\\n220 mail\\r\\n'); signal.pause()"),
    "stays-on-the-line": ("goodbye", TALKS.replace("break", "line.recv(1)")),
    "knows-no-noop": ("small-talk", TALKS),
    "looks-for-a-file": ("greeting", "open('settings.json')"),
    "crashes": ("greeting", "def listen():\n    raise ValueError('I forgot\\x1b how to listen')\nlisten()"),
}


KEPT_DOT = FROM + b"Subject: tide 0123\n\none line\n..hidden\nthe last\n\n"
CRLF = FROM + b"Subject: tide 0123\r\n\r\none line\r\n.hidden\r\nthe last\r\n\r\n"
BOXES = {
    "keeps-a-dot": KEPT_DOT,
    "keeps-crlf": CRLF,
    "cuts-the-end": KEPT_DOT.replace(b"..hidden\nthe last\n", b".hidden\n"),
}


def report(verdicts: list[Verdict]) -> str:
    """The report of the last verdict, without what differs from run to run."""
    assert [verdict.passed for verdict in verdicts[:-1]] == [True] * (len(verdicts) - 1)
    text = "".join(f"{line.text}\n" for line in failure_lines(verdicts[-1], 100))
    return re.sub(r"port \d+", "port 12345", text)


def recorded(name: str, told: str) -> str:
    """The report as it was recorded; or as it is now, where it is to be written anew."""
    path = HERE / f"{name}.txt"
    if os.environ.get("REDRAW"):
        path.write_text(told, encoding="utf-8")
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CASES)
async def test_a_report_that_people_understand(name: str) -> None:
    stage, code = CASES[name]
    told = report(await judged(python(code), stage))
    assert told == recorded(name, told)


@pytest.mark.parametrize("name", BOXES)
def test_a_report_of_a_file(name: str, tmp_path: Path) -> None:
    letter = Letter("dora@island.test", (ANA,), (b"Subject: tide 0123",), (b"one line", b".hidden", b"the last"))
    (tmp_path / "box").write_bytes(BOXES[name])
    with pytest.raises(Failed) as failed:
        check(tmp_path / "box", Contents([letter]))
    verdict = Verdict(SUITE.up_to("transparency")[-1], False, 0.0, failed.value.failure)
    told = report([verdict])
    assert told == recorded(name, told)
