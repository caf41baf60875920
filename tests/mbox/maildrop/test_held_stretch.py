"""Letters that are read one after the other: the file is read and looked at once for many."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from heloworld.mbox.dialects import Dialect
from heloworld.mbox.maildrop import maildrop_file
from heloworld.mbox.maildrop.held_stretch import AHEAD, HeldStretch
from heloworld.mbox.maildrop.maildrop_file import LetterGone, MaildropFile, Unsettled
from heloworld.mbox.maildrop.open_mailbox import OpenMailbox
from heloworld.mbox.maildrop.snapshot import Sign
from heloworld.mbox.reading.message import record

SIGN, OTHER = Sign(1, 2, 1_000_000, 7), Sign(1, 2, 1_000_000, 8)
COUNT = 40


class File:
    """What the system says of a file, and how often it was asked."""

    def __init__(self) -> None:
        self.sign = SIGN
        self.looks = 0

    def look(self) -> Sign:
        self.looks += 1
        return self.sign


@pytest.fixture
def file() -> File:
    return File()


@pytest.fixture
def held(file: File) -> HeldStretch:
    held = HeldStretch(file.look)
    with held:
        held.hold(SIGN, 100, b"0123456789")
    return held


def test_in_one_moment_it_is_looked_at_once(file: File, held: HeldStretch) -> None:
    with held:
        assert [held.part(SIGN, start, start + 2) for start in (100, 105, 108)] == [b"01", b"56", b"89"]
    assert file.looks == 1
    with held:
        assert held.part(SIGN, 100, 110) == b"0123456789"
    assert file.looks == 2


@pytest.mark.parametrize(("start", "stop"), [(99, 101), (109, 111), (200, 201)])
def test_what_is_not_held_is_not_given(held: HeldStretch, start: int, stop: int) -> None:
    with held:
        assert held.part(SIGN, start, stop) is None


def test_outside_a_moment_nothing_is_given_and_nothing_held(held: HeldStretch) -> None:
    assert held.part(SIGN, 100, 101) is None
    held.hold(SIGN, 0, b"x")
    with held:
        assert held.part(SIGN, 0, 1) is None


def test_a_file_that_has_changed_is_read_again(file: File, held: HeldStretch) -> None:
    file.sign = OTHER
    with held:
        assert held.part(SIGN, 100, 101) is None, "the system says something else"
        assert held.part(OTHER, 100, 101) is None, "the letters are known from another file"
    file.sign = SIGN
    with held:
        assert held.part(SIGN, 100, 101) is None, "it was dropped"


def test_more_is_read_where_reads_follow_one_another_alone(held: HeldStretch) -> None:
    with held:
        held.part(SIGN, 100, 110)
        assert held.stop(SIGN, 120, 130) == 120 + AHEAD
        assert held.stop(SIGN, 900_000, 900_010) == 900_010, "a leap"
        assert held.stop(SIGN, 900_010, 900_020) == SIGN.size, "no further than the file"
        assert held.stop(SIGN, 50, 60) == 60, "backwards"
        assert held.stop(None, 60, 70) == 70
    assert held.stop(SIGN, 70, 80) == 80, "nobody reads on"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "ana.mbox"
    letters = (record(b"Subject: %d\r\n\r\n%d\r\n" % (n, n), sender="dora@island.test", at=n) for n in range(COUNT))
    path.write_bytes(b"".join(letters))
    return path


@pytest.fixture
def maildrop(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MaildropFile]:
    monkeypatch.setattr(maildrop_file, "_TICK", 0)  # however new the file is, its time tells
    each = MaildropFile(path, Dialect.MBOXRD)
    yield each
    each.close()


def texts(maildrop: MaildropFile, *uids: int) -> list[bytes]:
    return [b"".join(maildrop.text(uid)) for uid in uids]


def test_all_letters_of_a_mailbox_take_few_looks(maildrop: MaildropFile, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[Sign | None] = []
    look = OpenMailbox.sign

    def counted(mailbox: OpenMailbox) -> Sign | None:
        looks.append(look(mailbox))
        return looks[-1]

    monkeypatch.setattr(OpenMailbox, "sign", counted)
    uids = maildrop.look().uids
    said = maildrop.undisturbed(lambda: texts(maildrop, *uids))
    assert said == [b"Subject: %d\r\n\r\n%d\r\n" % (n, n) for n in range(COUNT)]
    assert maildrop.undisturbed(lambda: [maildrop.header(uid) for uid in uids])[-1] == b"Subject: 39\r\n\r\n"
    assert len(looks) < COUNT / 4


def test_a_letter_that_another_program_removes_is_gone_in_the_next_moment(maildrop: MaildropFile, path: Path) -> None:
    uids = maildrop.look().uids
    assert len(maildrop.undisturbed(lambda: texts(maildrop, *uids[:5]))) == 5
    before = path.read_bytes()
    start, stop = before.index(b"From dora", 1), before.index(b"Subject: 2\n")
    path.write_bytes(before[:start] + before[before.rindex(b"From ", 0, stop) :])
    with pytest.raises(LetterGone):
        maildrop.undisturbed(lambda: texts(maildrop, uids[1]))
    assert maildrop.undisturbed(lambda: texts(maildrop, uids[2])) == [b"Subject: 2\r\n\r\n2\r\n"]


def test_a_letter_that_another_program_moves_is_found_in_the_next_moment(maildrop: MaildropFile, path: Path) -> None:
    uids = maildrop.look().uids
    maildrop.undisturbed(lambda: texts(maildrop, *uids[:5]))
    path.write_bytes(path.read_bytes().replace(b"Subject: 1\n", b"Status: RO\nSubject: 1\n", 1))
    assert maildrop.undisturbed(lambda: texts(maildrop, *uids[1:4])) == [
        b"Subject: %d\r\n\r\n%d\r\n" % (n, n) for n in range(1, 4)
    ]


def test_nothing_is_read_at_once_where_nobody_has_looked(maildrop: MaildropFile) -> None:
    with pytest.raises(Unsettled):
        maildrop.undisturbed(lambda: texts(maildrop, 1))
