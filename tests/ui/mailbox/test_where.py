"""What stands over and under the panes of a mailbox."""

from __future__ import annotations

from dataclasses import replace

import pytest

from heloworld.errors import MailboxError, MailboxGone
from heloworld.mbox.finding.live_search import Found
from heloworld.mbox.finding.search import Hit, needle
from heloworld.mbox.reading.watch import FileNews
from heloworld.ui.mailbox import where

NEWS = FileNews(lines=4, messages=1, size=2_000, scanned=2_000)
SOUGHT = Found(needle("from [a\x1b"))
FOUND = replace(SOUGHT, hit=Hit(5, 9), is_sought=False)


@pytest.mark.parametrize(
    ("news", "said"),
    [
        (NEWS, "1 message as mutt · python 3 · 2,000 bytes"),
        (replace(NEWS, messages=1_500, scanned=500), "reading 25 % · 1,500 messages as mutt · python 3 · 2,000 bytes"),
        (replace(NEWS, trouble=MailboxGone("", "")), "1 message as mutt · python 3 · 2,000 bytes · gone"),
        (replace(NEWS, trouble=MailboxError("", "")), "1 message as mutt · python 3 · 2,000 bytes · cannot be read"),
    ],
)
def test_the_status(news: FileNews, said: str) -> None:
    assert where.status(news, "as mutt · python 3") == said


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (SOUGHT, "searching … 0 %"),
        (replace(SOUGHT, percent=40), "searching … 40 %"),
        (replace(SOUGHT, is_sought=False), "not found · F2, ~b WORD: in decoded text"),
        (replace(SOUGHT, trouble=MailboxError("No \x1b.", "")), "No ␛."),
        (replace(FOUND, total=2, percent=30), "found · 2 … 30 %"),
        (replace(FOUND, number=2, total=1_000, percent=30), "2 of 1,000 … 30 %"),
        (replace(FOUND, number=2, total=1_000, percent=None), "2 of 1,000+"),
        (replace(FOUND, number=2, total=9, is_all=True, is_around=True), "round the end · 2 of 9"),
    ],
)
def test_a_search(found: Found, said: str) -> None:
    assert where.found(found) == said


def test_a_filter() -> None:
    assert where.filtered(1_000, 4_000, 2_000, is_all=False) == "1,000 of 4,000 · 50 %"
    assert where.filtered(3, 3, 3, is_all=True) == "3 of 3"
    assert where.filtered(0, 0, 0, is_all=False) == "0 of 0 · 0 %"


def test_over_the_list() -> None:
    assert where.list_title(is_following=False, word="", looked_at=None, known=3) == "Messages"
    assert where.list_title(is_following=True, word=" ", looked_at=None, known=3) == "Messages · following"
    assert where.list_title(is_following=True, word="[b\x1b" + "x" * 90, looked_at=1, known=4) == (
        r"Messages with “\[b␛" + "x" * 16 + "…” · 25 %"
    )
    assert where.list_title(is_following=False, word="a", looked_at=4, known=4) == "Messages with “a”"


def test_under_the_list() -> None:
    assert where.list_place(None, 0, 0) == ""
    assert where.list_place(1_000, 2_000, 2_000) == "1,001 of 2,000"
    assert where.list_place(3, 2_000, 1_500) == "4 of 2,000 · 1,500 listed"


def test_over_the_file() -> None:
    assert where.file_title(is_dump=False, is_following=False, search=None) == "File"
    assert where.file_title(is_dump=True, is_following=True, search=None) == "Bytes · following"
    assert where.file_title(is_dump=False, is_following=False, search=SOUGHT) == (r"File · “from \[a␛” searching … 0 %")


def test_over_the_file_while_the_list_is_empty() -> None:
    title = where.file_title(is_dump=False, is_following=False, search=None, is_unlisted=True)
    assert title == "File · no message of it is listed"


@pytest.mark.parametrize("typed", ["!", " ! ", "~f emil !", "tide !"])
def test_a_filter_that_does_not_say_what_is_not_wanted(typed: str) -> None:
    assert where.filter_trouble(typed) == "After the ! write what is not wanted."


@pytest.mark.parametrize("typed", ["!tide", "! ~f emil", "hooray!", '"!"', "a ! b"])
def test_a_filter_that_says_what_is_not_wanted_or_means_the_sign(typed: str) -> None:
    assert where.filter_trouble(typed) == ""


def test_under_the_file() -> None:
    assert where.file_place(None, 3, is_dump=False) == where.file_place(3, None, is_dump=True) == ""
    assert where.file_place(1_000, 5_000, is_dump=False) == "line 1,001 · byte 5,000"
    assert where.file_place(1_000, 5_000, is_dump=True) == "byte 5,000 · 0x1388"
