"""UIDs: who keeps which, whatever is done to the mailbox; and the file in which they are kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.mbox.reading.uid_book import UidBook, book_of, message_key
from heloworld.mbox.writing.uid_book_file import load_book, new_validity, save_book


def keys(text: str) -> list[bytes]:
    return [letter.encode() * 8 for letter in text]


def book(text: str = "abcd") -> UidBook:
    return UidBook(7).matched(keys(text))


@pytest.mark.parametrize(
    ("now", "uids"),
    [
        ("abcd", (1, 2, 3, 4)),
        ("abcde", (1, 2, 3, 4, 5)),
        ("acd", (1, 3, 4)),
        ("bde", (2, 4, 5)),
        ("", ()),
        ("ef", (5, 6)),
        ("aecd", (1, 5, 6, 7)),
        ("xabcd", (5, 6, 7, 8, 9)),
        ("abdc", (1, 2, 4, 5)),
    ],
)
def test_a_message_keeps_its_uid_as_long_as_uids_ascend(now: str, uids: tuple[int, ...]) -> None:
    after = book().matched(keys(now))
    assert after.uids == uids
    assert after.next_uid == max(5, *uids, 0) + (max(uids, default=0) >= 5)


def test_of_equal_messages_the_first_one_that_is_left_is_meant() -> None:
    assert book("aab").matched(keys("ab")).uids == (1, 3)
    assert book("aab").without(frozenset({1})).matched(keys("abc")).uids == (2, 3, 4)


WORDS = st.text("abc", max_size=6)


@given(st.lists(WORDS, min_size=1, max_size=6))
def test_uids_ascend_and_mean_one_key_for_ever(states: list[str]) -> None:
    now, meant, highest = UidBook(7), dict[int, bytes](), 0
    for state in states:
        now = now.matched(keys(state))
        assert list(now.keys) == keys(state)
        assert all(one < other for one, other in zip(now.uids, now.uids[1:], strict=False))
        for uid, key in zip(now.uids, now.keys, strict=True):
            assert meant.setdefault(uid, key) == key
        assert now.next_uid > max(now.uids, default=0)
        assert now.next_uid >= highest
        highest = now.next_uid
        assert UidBook.from_bytes(now.to_bytes()) == now


@given(st.binary(max_size=80))
def test_nonsense_is_no_book(content: bytes) -> None:
    assert UidBook.from_bytes(content) is None


def test_a_damaged_book_is_none() -> None:
    content = book().to_bytes()
    assert not any(UidBook.from_bytes(content[:size]) for size in range(len(content)))
    for at in range(content.index(b"\n"), len(content)):
        assert UidBook.from_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]) is None


def test_the_book_lies_beside_the_mailbox(tmp_path: Path) -> None:
    path = tmp_path / "ana.mbox"
    assert load_book(path) is None
    save_book(path, book())
    assert load_book(path) == book()
    assert [each.name for each in tmp_path.iterdir()] == [".ana.mbox.helo-uids"]
    assert book_of(path).stat().st_mode & 0o777 == 0o600
    book_of(path).write_bytes(b"?")
    assert load_book(path) is None


def test_a_uidvalidity_is_never_given_twice_whatever_the_clock_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = new_validity(tmp_path)
    monkeypatch.setattr("time.time", lambda: 1_000.0)
    assert [new_validity(tmp_path) for _ in range(3)] == [first + 1, first + 2, first + 3]


def test_a_message_is_known_whatever_mail_programs_note_in_it() -> None:
    line, header = b"From a\n", b"Subject: x\nTo: y\n"
    noted = b"Subject: x\nX-UID: 7\nStatus: RO\nTo: y\nX-Status: F\nX-Keywords:   \nContent-Length: 9\nLines: 2\n"
    assert message_key(line, header) == message_key(line, noted)
    assert message_key(line, header) != message_key(line, header + b"X: z\n")
    assert message_key(b"From b\n", header) != message_key(line, header)
