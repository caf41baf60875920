import json
from pathlib import Path

import pytest

from heloworld import paths
from heloworld.cli import mbox_compare
from heloworld.errors import MailboxError, UsageError
from heloworld.mbox.lenses import LENSES, compare
from heloworld.mbox.lenses.messages import opened

A = b"From a@b Sat Jan  3 01:05:34 2026\n"
BOX = A + b"Subject: x\n\none\nFrom \x1b[2Jhere on\n\n" + A + b"Subject: y\n\ntwo\n\n"


@pytest.fixture
def box(tmp_path: Path) -> Path:
    path = tmp_path / "box"
    path.write_bytes(BOX)
    return path


def compared(
    capsys: pytest.CaptureFixture[str], path: Path, readers: str = "mutt,python", *, as_json: bool = False
) -> list[str]:
    mbox_compare.show(path, readers, as_json=as_json)
    return capsys.readouterr().out.splitlines()


def test_a_line_for_each_place_and_one_that_sums_up(capsys: pytest.CaptureFixture[str], box: Path) -> None:
    place, mutt, others, summary = compared(capsys, box, "mutt,python,naive")
    assert place.split() == [str(BOX.index(b"From \x1b")), "From", "␛[2Jhere", "on"]
    assert mutt.strip() == "mutt: no, mutt wants a weekday, a date, a time and a year after From"
    assert others.strip() == 'python, naive: starts, the line starts with "From ", and that is all it asks'
    assert summary == "1 of 3 places are read differently. Messages: mutt 2, python 3, naive 3."
    assert place.isprintable()


def test_no_line_is_too_long_to_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    for path in sorted(paths.samples().glob("*.mbox")):
        assert all(len(line) <= 120 for line in compared(capsys, path, ",".join(LENSES))), path.name


def test_who_refuses_the_file_is_said_once(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    assert compared(capsys, tmp_path / "empty", "git,python") == [
        "0 of 0 places are read differently. Messages: git ✗, python 0.",
        "✗ git takes an empty file for no mailbox.",
    ]
    *places, summary, mutt, dovecot = compared(
        capsys, paths.samples() / "text-first.mbox", "mutt,dovecot,naive,formail"
    )
    assert summary == "1 of 3 places are read differently. Messages: mutt ✗, dovecot ✗, naive 2, formail 3."
    assert mutt.startswith("✗ mutt takes the file for no mailbox: ")
    assert dovecot.startswith("✗ Dovecot takes the file for no mailbox: ")
    assert not any("mutt" in line for line in places)


def test_an_object_for_each_place(capsys: pytest.CaptureFixture[str], box: Path) -> None:
    (told,) = map(json.loads, compared(capsys, box, "mutt, python ,naive", as_json=True))
    assert told["offset"] == BOX.index(b"From \x1b")
    assert told["line"] == "From \x1b[2Jhere on"
    assert {name: each["starts"] for name, each in told["readers"].items()} == {
        "mutt": False,
        "python": True,
        "naive": True,
    }
    assert told["readers"]["mutt"]["why"].startswith("mutt wants a weekday")
    assert set(told["readers"]["mutt"]) == {"starts", "why"}


def test_readers_that_agree(capsys: pytest.CaptureFixture[str]) -> None:
    path = paths.samples() / "two-letters.mbox"
    assert compared(capsys, path, ",".join(LENSES), as_json=True) == []
    (summary,) = compared(capsys, path, "git,formail")
    assert summary == "0 of 2 places are read differently. Messages: git 2, formail 2."


def test_a_place_that_only_one_reader_sees(capsys: pytest.CaptureFixture[str], box: Path) -> None:
    box.write_bytes(BOX + b"x" * 8191 + A)
    place = json.loads(compared(capsys, box, "git,mutt", as_json=True)[-1])
    assert place["line"] == A.decode().strip()
    assert place["readers"]["git"] == {"starts": False, "why": "no line starts here"}
    assert place["readers"]["mutt"]["starts"]
    box.write_bytes(b"a note\n\n" + BOX)
    first = json.loads(compared(capsys, box, "formail,git", as_json=True)[0])
    assert (first["offset"], first["line"]) == (0, "a note")
    assert first["readers"]["git"]["why"] == 'the line does not start with "From "'


def test_a_program_that_refuses_says_so_at_every_place(capsys: pytest.CaptureFixture[str], box: Path) -> None:
    box.write_bytes(b"\n" + BOX)
    places = list(map(json.loads, compared(capsys, box, "dovecot,git", as_json=True)))
    assert len(places) == 2
    assert all("takes the file for no mailbox" in place["readers"]["dovecot"]["why"] for place in places)


def test_what_is_no_mailbox_to_anybody(tmp_path: Path) -> None:
    (tmp_path / "page").write_bytes(b"<html>\n")
    for as_json in (True, False):
        with pytest.raises(MailboxError, match="is not an mbox"):
            mbox_compare.show(tmp_path / "page", "mutt,git", as_json=as_json)


@pytest.mark.parametrize(
    ("readers", "said"),
    [
        ("mutt", "needs two readers or more"),
        ("mutt,mutt", "needs two readers or more"),
        ("", "needs two readers or more"),
        ("mutt,elm", "no reader elm. Choose one of: naive, mboxo, .*, mailutils"),
    ],
)
def test_wrong_readers(box: Path, readers: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        mbox_compare.show(box, readers, as_json=False)


def test_every_place_has_a_verdict_of_every_reader(box: Path) -> None:
    with opened(box) as read:
        for place in compare.places(read, list(LENSES.values())):
            assert list(place.verdicts) == list(LENSES)
