"""What a list shows of a message, also where its header is very long."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from heloworld.mbox.reading.summary import WINDOW, Summary, summary

ENVELOPE = b"From ana@harbour.test Sat Jan  3 01:05:34 2026\n"
RECIPIENTS = b"To: " + b"<somebody@harbour.test>,\n " * 5000 + b"<last@harbour.test>\n"
NAMES = b"From: Ana Quay <ana@harbour.test>\nSubject: Behind very\n many\n"


def summed_up(path: Path, message: bytes) -> Summary:
    path.write_bytes(message)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return summary(descriptor, 0, len(message))
    finally:
        os.close(descriptor)


@pytest.mark.parametrize("end", [b"\n\nSubject: body\n", b"\r\n\r\nSubject: body\r\n", b""])
def test_author_and_subject_behind_thousands_of_recipients(tmp_path: Path, end: bytes) -> None:
    assert len(RECIPIENTS) > WINDOW
    told = summed_up(tmp_path / "box", ENVELOPE + RECIPIENTS + NAMES.rstrip(b"\n") + end)
    assert (told.author, told.subject) == ("Ana Quay <ana@harbour.test>", "Behind very many")


def test_the_first_of_a_name_counts_wherever_it_stands(tmp_path: Path) -> None:
    told = summed_up(tmp_path / "box", ENVELOPE + b"Subject: first\n" + RECIPIENTS + NAMES + b"\nx\n")
    assert (told.author, told.subject) == ("Ana Quay <ana@harbour.test>", "first")


def test_a_body_is_no_header(tmp_path: Path) -> None:
    told = summed_up(tmp_path / "box", ENVELOPE + RECIPIENTS + b"\n" + NAMES)
    assert (told.author, told.subject) == ("", "")
