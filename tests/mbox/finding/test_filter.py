"""Which messages hold a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from heloworld.mbox.finding.filter import BATCH, Sought, crowded_letter, is_grouped, matching, sought, unknown_letter
from heloworld.mbox.reading.lines import MailboxText

LETTERS = (
    b"From dora@island.test Mon Nov 23 09:14:02 2026\nFrom: =?utf-8?Q?Dora_M=C3=BCller?= <dora@island.test>\n"
    b"Subject: Ferry\n\tat six\nContent-Transfer-Encoding: base64\n\nRGllIEbDpGhyZSBmw6RocnQgdW0gc2VjaHMuCg==\n\n"
    b"From bounce@island.test Tue Dec  1 09:14:02 2026\nFrom: Emil <emil@island.test>\n"
    b"To: ben@harbour.test\nCc: =?utf-8?Q?Cl=C3=A9o?= <cleo@harbour.test>\n"
    b"Subject: Stra\xc3\x9fe\nContent-Type: text/plain; charset=iso-8859-1\n"
    b"Content-Transfer-Encoding: quoted-printable\n\nsehr fr=FCh\n\n"
)


@pytest.fixture
def text(tmp_path: Path) -> MailboxText:
    (tmp_path / "box").write_bytes(LETTERS)
    text = MailboxText(tmp_path / "box")
    text.scan()
    return text


@pytest.mark.parametrize(
    ("word", "numbers"),
    [
        ("FERRY", [0]),
        ("ferry at", [0]),
        ("m\u00dcLLER", [0]),
        ("bounce", [1]),
        ("emil@", [1]),
        ("STRASSE", [1]),
        ("2026-11-23", [0]),
        ("1 Dec", [1]),
        ("island", [0, 1]),
        ("nobody", []),
        ("ferry\nstra", []),
        ("~f ferry", []),
        ("~f DORA", [0]),
        ("~s ferry", [0]),
        ("~t ben", [1]),
        ("~t  CLÉO", [1]),
        ("~t dora", []),
        ("~b früh", [1]),
        ("~b um sechs", [0]),
        ("~b ferry", []),
        ("~b", [0, 1]),
        ("~x ferry", []),
        ("~f dora ~s ferry", [0]),
        ("~f dora  ~s stra", []),
        ("island ~b früh", [1]),
        ("~f island !~s ferry", [1]),
        ("! ~b früh", [0]),
        ("!~t cléo", [0]),
        ("~f island !~s", [0, 1]),
        ("~f island ~b", [0, 1]),
        ("~/mail", []),
        ("~f bounce", []),
        ("!dora", [1]),
        ("~f island !ferry", [1]),
        ("! dora", []),
        ('~s "ferry at"', [0]),
        ('~s "ferry at', [0]),
        ('"ferry at" !~s stra', [0]),
        ('!"ferry at"', [1]),
        ('~b "um ~f sechs"', []),
        ('"!~f dora"', []),
        ("a~f dora", []),
    ],
)
def test_the_word_may_stand_in_sender_subject_or_date(text: MailboxText, word: str, numbers: list[int]) -> None:
    with text:
        assert [number for batch in matching(text, word, 0, lambda: True) for number in batch.numbers] == numbers


def test_it_goes_on_where_it_ended_and_stops_when_told(tmp_path: Path) -> None:
    (tmp_path / "box").write_bytes(LETTERS * BATCH)
    with MailboxText(tmp_path / "box") as text:
        text.scan()
        batches = list(matching(text, "ferry", BATCH, lambda: True))
        assert [batch.looked_at for batch in batches] == [2 * BATCH]
        assert batches[0].numbers == list(range(BATCH, 2 * BATCH, 2))
        assert list(matching(text, "ferry", 0, lambda: False)) == []


def test_a_letter_without_from_field_has_the_sender_of_its_from_line(tmp_path: Path) -> None:
    (tmp_path / "box").write_bytes(b"From bounce@island.test Tue Dec  1 09:14:02 2026\nSubject: x\n\n")
    with MailboxText(tmp_path / "box") as text:
        text.scan()
        assert next(matching(text, "~f bounce", 0, lambda: True)).numbers == [0]


@pytest.mark.parametrize(
    ("typed", "is_so"),
    [
        ("(~f dora)", True),
        ("!(~f dora ~s x)", True),
        ("~s hi | ~s x", True),
        ("~s hi |", True),
        ('~s "hi | x"', False),
        ('~s "(~f"', False),
        ("~s (was: hello)", False),
        ("news | ferry", False),
    ],
)
def test_what_joins_terms_in_mutt_is_told(typed: str, is_so: bool) -> None:
    assert is_grouped(typed) is is_so


@pytest.mark.parametrize(
    ("typed", "letter"),
    [("ferry", None), ("~f ana ~s x", None), ("~x", "x"), ("~f ana !~D 2026", "D"), ("~/mail", None), ("a ~", None)],
)
def test_a_letter_that_looks_nowhere_is_told(typed: str, letter: str | None) -> None:
    assert unknown_letter(typed) == letter


@pytest.mark.parametrize("joint", ["and", "AND", "And"])
def test_terms_may_be_joined_by_and(joint: str) -> None:
    assert sought(f"ferry {joint} ~f dora {joint} !~s x {joint} !new") == sought("ferry ~f dora !~s x !new")
    assert sought(f"rock {joint} roll") == (Sought(f"rock {joint} roll".casefold()),)


@pytest.mark.parametrize(("typed", "letter"), [("~fdora", "f"), ("x !~sa", "s"), ("~f dora", None), ('"~fdora"', None)])
def test_a_word_right_behind_its_letter_is_told(typed: str, letter: str | None) -> None:
    assert crowded_letter(typed) == letter
