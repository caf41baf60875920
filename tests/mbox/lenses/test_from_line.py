"""Which From_ lines each program takes for a separator: facts found by running them."""

import pytest

from heloworld.mbox.lenses.from_line import (
    dovecot_accepts,
    formail_accepts,
    git_accepts,
    mailutils_accepts,
    mutt_accepts,
)

MUTT, DOVECOT, GIT, MAILUTILS = "mutt", "dovecot", "git", "mailutils"
ALL = {MUTT, DOVECOT, GIT, MAILUTILS}

LINES = [
    (b"From a@b Sat Jan  3 01:05:34 2026", ALL),
    (b"From - Sat Jan  3 01:05:34 2026", ALL),
    (b"From a@b Sat Jan  3 01:05 2026", ALL),
    (b"From a@b Sat Jan  3 01:05:34 2026 +0100", ALL),
    (b'From "a b"@x Sat Jan  3 01:05:34 2026', ALL),
    (b"From a@b Sat Jan 03 01:05:34 +0000 2026", ALL - {GIT}),
    (b"From a@b Sat Jan  3 01:05:34 CET 2026", ALL - {GIT}),
    (b"From a at island.test Sat Jan  3 01:05:34 2026", ALL - {DOVECOT}),
    (b"From Sat Jan  3 01:05:34 2026", ALL - {DOVECOT}),
    (b"From a b Sat Jan  3 01:05:34 2026", {GIT, MAILUTILS}),
    (b"From a@b Sat Jan  3 01:05:34 26", {MUTT}),
    (b"From a@b Sat, 3 Jan 2026 01:05:34 +0000", {DOVECOT}),
    (b"From a@b 2026-01-03 01:05:34", set()),
    (b"From here on", set()),
    (b"From ", set()),
    (b"From a@b Sat Jan  3 01:05:34 2026 and more", {MUTT, DOVECOT, GIT}),
    (b"From a@b Sat Jan  3 01:05:34 2026 remote from there", ALL),
    (b"From a@b Sat Jan 33 01:05:34 2026", {MUTT, DOVECOT, GIT, MAILUTILS}),
    (b"From a@b Sat Jan 33 01:05:34 2026 +0100", ALL - {DOVECOT}),
    (b"From a@b sat jan 3 01:05:34 2026", {MUTT, DOVECOT, GIT}),
    (b"From a@b Sat Jan  3 01:05:34 MET DST 2026", {MUTT}),
    (b"From a@b Sat Jan  3 01:05:34 -0100 x 2026", {MUTT}),
    (b"From a@b Sat Jan  3 01:05:34 -5", set()),
    (b'From "a b Sat Jan  3 01:05:34 2026', {GIT, MAILUTILS}),
    (b"From a\\ b Sat Jan  3 01:05:34 2026", {MUTT, GIT, MAILUTILS}),
    (b"From me: 5 12:34 2026", {GIT}),
    (b"From a@b Sat Jan  \t 01:05:34 2026", {GIT, MAILUTILS}),
    (b"From a@b Sat Jan  3 01:05:34 +2026", {GIT}),
    (b"From a@b Sat Jan  3 01:05:34 CET +2026", {MUTT}),
    (b">From a@b Sat Jan  3 01:05:34 2026", set()),
]


@pytest.mark.parametrize(("line", "readers"), LINES)
def test_who_accepts_a_line(line: bytes, readers: set[str]) -> None:
    whole = line + b"\n"
    said = {
        MUTT: mutt_accepts(whole),
        DOVECOT: line.startswith(b"From ") and dovecot_accepts(whole[5:]),
        GIT: git_accepts(whole),
        MAILUTILS: mailutils_accepts(whole),
    }
    assert {name for name, accepts in said.items() if accepts} == readers


@pytest.mark.parametrize(
    ("line", "accepts"),
    [
        (b"From a b\n", True),
        (b"From here on\n", True),
        (b"From a\n", False),
        (b"From a \n", False),
        (b"From \n", False),
        (b"From   a\tb\n", True),
    ],
)
def test_two_words_are_enough_for_formail(line: bytes, accepts: bool) -> None:
    assert formail_accepts(line) is accepts


def test_who_needs_a_line_end() -> None:
    line = b"From a@b Sat Jan  3 01:05:34 2026"
    assert mutt_accepts(line)
    assert git_accepts(line + b"\n")
    assert not mailutils_accepts(line)


def test_nothing_behind_a_nul_counts() -> None:
    assert not mutt_accepts(b"From a@b\x00 Sat Jan  3 01:05:34 2026\n")
    assert not mailutils_accepts(b"From a@b\x00 Sat Jan  3 01:05:34 2026\n")
