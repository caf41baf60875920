import os
from pathlib import Path
from threading import Event

import pytest

from heloworld.errors import MailboxGone
from heloworld.mbox.reading.index import Change
from heloworld.mbox.reading.lines import MailboxText
from heloworld.mbox.reading.watch import SLICE, FileNews, watch

LETTER = b"From dora@island.test Mon Nov 23 09:14:02 2026\nSubject: x\n\nbody\n\n"


class Patience(Event):
    """Ends a watch that has nothing to tell any more."""

    looks = 1000

    def wait(self, timeout: float | None = None) -> bool:
        self.looks -= 1
        if not self.looks:
            self.set()
        return super().wait(timeout)


@pytest.fixture
def box(tmp_path: Path) -> Path:
    path = tmp_path / "box.mbox"
    path.write_bytes(LETTER * 2)
    return path


def test_the_file_is_scanned_to_its_end_and_progress_is_told(box: Path) -> None:
    with MailboxText(box) as text:
        news = watch(text, Patience(), poll=0, spell=0, piece=len(LETTER))
        half, whole = next(news), next(news)
    assert (half.messages, half.percent) == (1, 50)
    assert whole == FileNews(lines=10, messages=2, size=2 * len(LETTER), scanned=2 * len(LETTER))
    assert whole.percent is None


def test_what_happens_to_the_file_is_told(box: Path) -> None:
    with MailboxText(box) as text:
        text.scan()
        news = watch(text, Patience(), poll=0)
        with box.open("ab") as file:
            file.write(LETTER)
        assert (told := next(news)).change is Change.GROWN
        assert told.messages == 3
        os.truncate(box, len(LETTER))
        assert (told := next(news)).change is Change.SHORTENED
        assert (told.messages, told.lines, told.size) == (1, 5, len(LETTER))
        box.write_bytes(b"From x\n" * 4)
        assert (told := next(news)).change is Change.REWRITTEN
        assert told.messages == 4
        box.write_bytes(b"From y\n" * 4)
        os.utime(box, ns=(0, 0))
        assert next(news).change is Change.REWRITTEN, "other bytes, and as many"


def test_a_file_that_goes_and_comes_back_is_told_once_each(box: Path, tmp_path: Path) -> None:
    with MailboxText(box) as text:
        text.scan()
        news = watch(text, Patience(), poll=0)
        box.rename(tmp_path / "elsewhere")
        told = next(news)
        assert isinstance(told.trouble, MailboxGone)
        assert told.messages == 2
        (tmp_path / "elsewhere").rename(box)
        told = next(news)
        assert (told.trouble, told.change, told.messages) == (None, Change.NONE, 2)


def test_another_file_in_its_place_is_taken_up(box: Path) -> None:
    with MailboxText(box) as text:
        text.scan()
        news = watch(text, Patience(), poll=0)
        box.unlink()
        next(news)
        box.write_bytes(LETTER * 5)
        told = next(news)
        assert (told.trouble, told.change, told.messages) == (None, Change.REWRITTEN, 5)


def test_it_ends_when_it_is_told_to(box: Path) -> None:
    stop = Patience()
    with MailboxText(box) as text:
        news = watch(text, stop, poll=0)
        next(news)
        stop.set()
        assert list(news) == []


def test_it_rests_where_somebody_is_to_be_served_first(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(b"From a\n\n" * (SLICE // 4))
    rested: list[float] = []

    class Resting(Event):
        def wait(self, timeout: float | None = None) -> bool:
            rested.append(timeout or 0)
            return False

    with MailboxText(path) as text:
        assert next(watch(text, Resting(), lambda: 0.25 if not rested else 0.0, poll=0)).scanned > 0
    assert rested == [0.25]
