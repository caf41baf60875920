"""A letter that is named on the command line: a file, an mbox of one message, message N, and what is no letter."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from heloworld.errors import MailboxError, UsageError
from heloworld.lab.judging import letter_file
from heloworld.lab.judging.letter_file import LetterFile, letter_of, read_letter

FROM = b"From %b Sat Jan  3 01:05:34 2026\n"
ONE, TWO = b"Subject: one\n\n>From here\n", b"Subject: two\n\ntext\n"


@pytest.fixture
def box(tmp_path: Path) -> Path:
    path = tmp_path / "box"
    path.write_bytes(FROM % b"a@b" + ONE + b"\n" + FROM % b"MAILER-DAEMON" + TWO + b"\n")
    return path


def test_a_file_is_taken_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "letter.eml"
    path.write_bytes(data := b"Subject: x\r\n\r\n>From here\r\n")
    assert read_letter(str(path), "mboxrd") == LetterFile(data)
    path.write_bytes(gzip.compress(data))
    assert read_letter(str(path), "mboxrd") == LetterFile(data)


def test_a_message_of_an_mbox_as_its_reader_hands_it_out(box: Path) -> None:
    assert read_letter(f"{box}#1", "mboxrd") == LetterFile(ONE.replace(b">From", b"From") + b"\n", "a@b")
    assert read_letter(f"{box}#1", "mutt").data.startswith(ONE)
    assert read_letter(f"{box}#2", "mboxrd") == LetterFile(TWO + b"\n", "MAILER-DAEMON")


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_record_of_a_mailbox_is_unquoted_below_its_header(end: bytes) -> None:
    lines = [b"Subject: x", b" >From here", b"", b">From there", b">>From x", b""]
    letter = letter_of(end.join([b"From a@b", *lines]), "a@b")
    assert letter == LetterFile(end.join([*lines[:3], b"From there", b">From x", b""]), "a@b")
    assert letter_of(b"From a@b\nSubject: x\n", "a@b") == LetterFile(b"Subject: x\n", "a@b")


def test_an_mbox_of_one_message_needs_no_number(box: Path) -> None:
    box.write_bytes(FROM % b"a@b" + TWO)
    assert read_letter(str(box), "mboxrd") == LetterFile(TWO, "a@b")


def test_a_file_whose_name_ends_like_a_number_is_meant_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "draft#2").write_bytes(TWO)
    assert read_letter(str(tmp_path / "draft#2"), "mboxrd") == LetterFile(TWO)


@pytest.mark.parametrize(
    ("number", "error", "said"),
    [
        ("", UsageError, "is a mailbox with several messages. Say which: .*#1"),
        ("#3", MailboxError, "There is no message number 3 in .*--list"),
        ("#0", UsageError, "“0” is no number of a message in .*counted from 1: .*box#1 is the first"),
        ("#x", UsageError, "“x” is no number of a message in .*box"),
        ("x#0", MailboxError, "There is no file"),
    ],
)
def test_what_is_not_there(box: Path, number: str, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        read_letter(f"{box}{number}", "mboxrd")


@pytest.mark.parametrize(("data", "said"), [(b"", "is empty"), (b"\n", "is empty"), (b"hello\n", "is no message")])
def test_what_is_no_letter(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "x").write_bytes(data)
    with pytest.raises(MailboxError, match=said):
        read_letter(str(tmp_path / "x"), "mboxrd")


def test_a_letter_too_long_to_be_judged(box: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letter_file, "LONGEST", 5)
    for name in ("#1", "#2"):
        with pytest.raises(MailboxError, match="longer than 5 bytes"):
            read_letter(f"{box}{name}", "mboxrd")
    (box.parent / "x").write_bytes(ONE)
    with pytest.raises(MailboxError, match="longer than 5 bytes"):
        read_letter(str(box.parent / "x"), "mboxrd")


def test_a_reader_that_is_none(box: Path) -> None:
    with pytest.raises(UsageError, match="There is no reader nobody"):
        read_letter(str(box), "nobody")
