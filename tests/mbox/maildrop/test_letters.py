"""Which letters there are in a mailbox, looked at anew or again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.mbox.dialects import Dialect
from heloworld.mbox.maildrop.letters import Letter, letters_in
from heloworld.mbox.reading.message import record


def read(path: Path, dialect: Dialect = Dialect.MBOXRD, known: tuple[Letter, ...] = ()) -> tuple[Letter, ...]:
    fd = os.open(path, os.O_RDONLY)
    try:
        return letters_in(fd, os.fstat(fd).st_size, dialect, known)
    finally:
        os.close(fd)


@pytest.mark.parametrize("dialect", Dialect)
def test_letters_are_where_the_dialect_has_them(tmp_path: Path, dialect: Dialect) -> None:
    path = tmp_path / "ana.mbox"
    bodies = [b"one\r\n", b"two\r\n\r\nFrom here on\r\n", b""]
    if dialect is Dialect.NAIVE:
        bodies[1] = b"two\r\n"
    records = [record(b"Subject: x\r\n\r\n" + body, sender="a", at=0, dialect=dialect) for body in bodies]
    path.write_bytes(b"".join(records))
    letters = read(path, dialect)
    assert [letter.stop - letter.offset for letter in letters] == list(map(len, records))
    content = path.read_bytes()
    for letter, body in zip(letters, bodies, strict=True):
        assert content[letter.header : letter.header_stop].startswith(b"Subject: x\n")
        stored = content[letter.body : letter.body_stop]
        assert stored.replace(b">From", b"From") == body.replace(b"\r\n", b"\n")


BONN = b"Dear Ana,\n\nFrom Bonn to Mainz.\n"


@pytest.mark.parametrize("dialect", Dialect)
@pytest.mark.parametrize("length", [b"", b"Content-Length: 31\n", b"Content-Length: 11\n"])
def test_a_line_that_has_no_date_starts_no_letter(tmp_path: Path, dialect: Dialect, length: bytes) -> None:
    path = tmp_path / "ana.mbox"
    first, second = (b"From a@b.test Sat Jan  3 01:05:34 2026\nSubject: %d\n" % number for number in (1, 2))
    path.write_bytes(first + length + b"\n" + BONN + b"\n" + second + b"\nbye\n\n")
    content, letters = path.read_bytes(), read(path, dialect)
    assert [content[each.body : each.body_stop] for each in letters] == [BONN, b"bye\n"]


@pytest.mark.parametrize(
    ("line", "starts"),
    [
        (b"From a@b.test Sat Jan  3 01:05:34 2026\n", True),
        (b'From "a@b.test Sat Jan  3 01:05:34 2026\n', True),
        (b"From - Sat Jan 03 01:05:34 2026\r\n", True),
        (b"From 17@xxx Sat Jan 03 01:05:34 +0000 2026\n", True),
        (b"From ana at harbour.test  Sat Jan  3 01:05:34 2026\n", True),
        (b"From " + b"a" * 300 + b" Sat Jan  3 01:05:34 2026\n", True),
        (b"From here on, Sat Jan 3 it rains.\n", False),
        (b"From a@b.test Sat Jan  3 01:05:34 2026", False),
        (b"From \n", False),
    ],
)
def test_a_date_is_what_dovecot_or_mutt_can_read(tmp_path: Path, line: bytes, starts: bool) -> None:
    path = tmp_path / "ana.mbox"
    path.write_bytes(b"From a@b.test Sat Jan  3 01:05:34 2026\n\nbody\n\n" + line)
    assert len(read(path)) == 1 + starts


def test_headers_may_be_long_empty_or_torn(tmp_path: Path) -> None:
    path = tmp_path / "ana.mbox"
    long = b"To: " + b",\n a@b.test" * 50_000 + b"\nStatus: RO\n"
    huge = b"X: " + b"y" * 3_000_000 + b"\n"
    path.write_bytes(
        b"From a Sat Jan  3 01:05:34 2026\n"
        + long
        + b"\nbody\n\nFrom b Sat Jan  3 01:05:34 2026\n\nbody\n\nFrom c Sat Jan  3 01:05:34 2026\n"
        + huge
        + b"\nz\n\nFrom d Sat Jan  3 01:05:34 2026\nStatus: R"
    )
    content, letters = path.read_bytes(), read(path)
    assert [content[each.header : each.header_stop] for each in letters] == [long, b"", huge, b"Status: R"]
    assert [content[each.body : each.body_stop] for each in letters] == [b"body\n", b"body\n", b"z\n", b""]
    assert [set(letter.flags) for letter in letters] == [{"\\Seen"}, set(), set(), {"\\Seen"}]


def test_what_pine_keeps_at_the_start_is_no_letter(tmp_path: Path) -> None:
    path = tmp_path / "ana.mbox"
    data = b"From MAILER_DAEMON x\nSubject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA\nX-IMAP: 1 2\n\ntext\n\n"
    path.write_bytes(data + b"From a Sat Jan  3 01:05:34 2026\nX-IMAP: 1\n\nbody\n\n")
    assert [letter.offset for letter in read(path)] == [len(data)]


PIECES = st.lists(
    st.sampled_from(
        [
            b"From a Sat Jan  3 01:05:34 2026\nA: b\n\nbody\n\n",
            b"From b Sat Jan  3 01:05:34 2026\nStatus: RO\n\n\n",
            b"From c Sat Jan  3 01:05:34 2026\nStatus: O\n\ntorn",
            b"\n",
            b"From d Sat Jan  3 01:05:34 2026\n",
            b"x\n",
        ]
    ),
    max_size=5,
).map(b"".join)


@given(states=st.lists(PIECES, min_size=2, max_size=4), grows=st.booleans())
def test_what_is_known_makes_no_difference(
    tmp_path_factory: pytest.TempPathFactory, states: list[bytes], grows: bool
) -> None:
    path = tmp_path_factory.getbasetemp() / "letters.mbox"
    known: tuple[Letter, ...] = ()
    content = b""
    for state in states:
        content = content + state if grows else state
        path.write_bytes(content)
        known = read(path, known=known)
        assert known == read(path)
