"""Whoever cheats, or hands in something else, is graded as what it is: in a sentence, never with a traceback."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from classroom.handing_in import changed, found_in, graded, refused, sealed, worlds
from heloworld.classroom.grading.grade import Grade
from heloworld.classroom.grading.marker import Marker
from heloworld.classroom.hand_in.hand_in import LARGEST, LARGEST_WORLD, MOST_WORLDS, HandIn
from heloworld.classroom.hand_in.read import taken_apart
from shipped import LESSONS

HEAD = {"event": "world", "lesson": LESSONS[0].id, "name": "ana7"}
BEGUN = {"event": "begun", "step": 0}
CHUNK = b'{"event": "bytes", "conn": 1, "at": 1, "from": "client", "tls": false, "text": "'
DONE = [{"event": "reached", "goal": goal.id} for goal in LESSONS[0].goals]


def test_a_progress_file_is_no_hand_in(marker: Marker, tmp_path: Path) -> None:
    progress = {"format": 1, "courses": {"heloworld": {"lessons": {LESSONS[0].id: {"reached": ["greeted"]}}}}}
    says = refused(marker, json.dumps(progress, indent=1).encode(), tmp_path)
    assert says.endswith("line 1, is not an event of a transcript.")


def test_nobody_believes_done(marker: Marker, tmp_path: Path) -> None:
    grade = graded(marker, sealed("ana7", [[HEAD, BEGUN, *DONE]]), tmp_path)
    assert grade.points == 0
    assert grade.remarks == (
        f"It says that {len(DONE)} of its goals are reached that are not, when it is played again.",
    )


def test_an_edited_transcript_is_told_from_the_one_that_was_made(marker: Marker, mail: bytes, tmp_path: Path) -> None:
    assert graded(marker, mail, tmp_path).remarks == ()
    edited = changed(mail, lambda data: data.replace(b"mail.harbour.test", b"mail.harbour.tset"))
    assert graded(marker, edited, tmp_path).remarks[0] == (
        "Its transcripts are not those that it was made with: they were changed afterwards."
    )


def test_what_is_cut_out_of_a_transcript_is_not_reached(marker: Marker, mail: bytes, tmp_path: Path) -> None:
    (whole,) = worlds(mail)
    assert graded(marker, sealed("ana7", [whole]), tmp_path).is_whole
    without = [line for line in whole if line.get("from") != "server"]
    assert graded(marker, sealed("ana7", [without]), tmp_path).points == 0


def test_somebody_elses_transcript_does_not_reach_ones_own_goals(varied: Marker, bens: bytes, tmp_path: Path) -> None:
    assert graded(varied, bens, tmp_path).is_whole
    stolen = sealed("ana7", [[*({**line, "name": "ana7"} if "lesson" in line else line for line in worlds(bens)[0])]])
    grade = graded(varied, stolen, tmp_path)
    assert (grade.name, grade.points) == ("ana7", 0)
    assert grade.remarks == (
        "It says that 1 of its goals is reached that is not, when it is played again.",
        "The lesson is another one for each name: this may be somebody else's.",
    )


def test_another_secret_makes_another_lesson(bens: bytes, tmp_path: Path) -> None:
    course = tmp_path / "course"
    (course / "1-who").mkdir(parents=True)
    lesson = Path(__file__).with_name("course") / "1-who/01-signed.md"
    (course / "1-who/01-signed.md").write_text(lesson.read_text())
    (course / "secret").write_text("low water\n")
    assert graded(Marker(course), bens, tmp_path).points == 0


def test_a_transcript_under_another_name_is_told(marker: Marker, mail: bytes, tmp_path: Path) -> None:
    grade = graded(marker, sealed("ben3", worlds(mail)), tmp_path)
    assert (grade.name, grade.remarks) == ("ben3", ("Recorded under the name of ana7.",))


def test_a_hand_in_without_a_name_is_told(marker: Marker, mail: bytes, tmp_path: Path) -> None:
    nameless = mail.replace(b"X-HELO-Hand-In: ana7", b"X-HELO-Hand-In: ../../=cmd")
    assert graded(marker, nameless, tmp_path).remarks[0] == "It does not say whose it is."


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "This is no hand-in"),
        (b"Subject: Hello\n\nIs this right?\n", "This is no hand-in"),
        (bytes(range(256)) * 20, "This is no hand-in"),
        (b"PK\x03\x04" + b"\0" * 100, "This is a ZIP archive. Unpack it first."),
        (gzip.compress(b"\0" * 10_000_000), "This is packed with gzip. Unpack it first."),
        (b"Subject: " + b"x" * LARGEST, "This is larger than 16 MiB"),
        (b"{" * 100_000, "line 1, is not an event of a transcript."),
        (b'{"event": ' + b"[" * 100_000, "line 1, is not an event of a transcript."),
        (b'{"event": "world", "lesson": 7}\n', "line 1, is no event of a transcript."),
        (b'{"event": "world", "lesson": "nothing-like-it"}\n', "There is no lesson nothing-like-it in this course."),
        (
            b'{"event": "closed", "conn": 1, "at": 1, "reason": ""}\n',
            "does not say of which lesson it is. For the record of a class,",
        ),
        (b'{"event": "listening"}\n' * 20_001, "has more than 20,000 lines."),
        (
            b'{"event": "bytes", "conn": 1, "at": 1, "from": "client", "tls": false, "text": "'
            + rb"NOOP\n" * 20_001
            + b'"}',
            "lines.",
        ),
    ],
    ids=lambda value: None if isinstance(value, bytes) else value,
)
def test_what_is_no_hand_in_is_refused_in_a_sentence(marker: Marker, tmp_path: Path, data: bytes, says: str) -> None:
    assert says in refused(marker, data, tmp_path)


def multipart(parts: list[bytes], depth: int = 0) -> bytes:
    """A hand-in by its header, made of parts, perhaps deep within each other."""
    body = b"".join(b"--b0\n" + part + b"\n" for part in parts) + b"--b0--\n"
    for number in range(1, depth + 1):
        head = f"--b{number}\nContent-Type: multipart/mixed; boundary=b{number - 1}\n\n".encode()
        body = head + body + f"\n--b{number}--\n".encode()
    return f"X-HELO-Hand-In: ana7\nContent-Type: multipart/mixed; boundary=b{depth}\n\n".encode() + body


def transcript(data: bytes) -> bytes:
    head = b"Content-Type: application/x-ndjson\nContent-Transfer-Encoding: base64\n"
    return head + b'Content-Disposition: attachment; filename="x.jsonl"\n\n' + base64.encodebytes(data)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (multipart([b"\nhello"]), "There is no transcript in this hand-in."),
        (multipart([transcript(b"{}")], depth=2_000), "There is no transcript in this hand-in."),
        (multipart([transcript(b"{}")] * (MOST_WORLDS + 5)), "There are more than 200 transcripts"),
        (multipart([transcript(b" " * (LARGEST_WORLD + 1))]), "transcript 1 is larger than 4 MiB."),
        (multipart([transcript(b"\n" * 20_002)]), "transcript 1 has more than 20,000 lines."),
        (multipart([transcript(b"\xff\xfe\0garbage")]), "transcript 1, line 1, is not an event"),
    ],
    ids=["no transcript", "deep", "many", "large", "long", "garbage"],
)
def test_a_bomb_is_refused_in_a_sentence(marker: Marker, tmp_path: Path, data: bytes, says: str) -> None:
    assert says in refused(marker, data, tmp_path)


HUGE = {"conn": 1, "at": 1, "offset": 2**60, "length": 2**60}
WEIRD = [
    {"event": "begun", "step": 10**9},
    {"event": "begun", "step": -5},
    {"event": "step", "step": 10**9},
    {"event": "answered", "question": "nothing", "option": -(10**9)},
    {"event": "hint", "goal": LESSONS[0].steps[0].goals[0].id, "count": 10**9},
    {"event": "mailbox", "path": "../../../etc/passwd", "text": "\u20ac" * 10, "at": 1e300},
    {**HUGE, "event": "delivered", "recipient": "a", "path": "/etc/passwd", "queue_id": ""},
    {"event": "rewritten", "conn": 1, "at": 1, "path": "ana.mbox", "edits": [[5, 9, -3], [2, 2**60, 2**60]], "why": ""},
    {"event": "bytes", "conn": 7, "at": float("nan"), "from": "client", "text": "QUIT\r\n", "tls": False},
    {"event": "opened", "conn": 1, "at": 1, "protocol": "gopher", "client": ["", 0], "server": ["", 0], "tls": False},
]


def test_weird_lines_change_nothing(marker: Marker, mail: bytes, tmp_path: Path) -> None:
    (whole,) = worlds(mail)
    for line in WEIRD:
        (found,) = found_in(marker, sealed("ana7", [[*whole, line]]), tmp_path)
        assert isinstance(found, Grade), line
        assert found.is_whole, line
    assert graded(marker, sealed("ana7", [[whole[0], *WEIRD]]), tmp_path).points == 0


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_bytes_at_all_bring_a_traceback(marker: Marker, mail: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(mail)))
    stop = data.draw(st.integers(at, min(at + 400, len(mail))))
    found = taken_apart(mail[:at] + data.draw(st.binary(max_size=40)) + mail[stop:], "test")
    assert all(marker.grades(found)) if isinstance(found, HandIn) else found.says


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_lines_at_all_bring_a_traceback(marker: Marker, mail: bytes, data: st.DataObject) -> None:
    (whole,) = worlds(mail)
    lines = data.draw(st.lists(st.sampled_from([*whole, *WEIRD]), max_size=30))
    found = taken_apart("".join(f"{json.dumps(line)}\n" for line in [whole[0], *lines]).encode(), "test")
    assert all(marker.grades(found)) if isinstance(found, HandIn) else found.says
