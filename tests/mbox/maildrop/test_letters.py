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


def test_headers_may_be_long_empty_or_torn(tmp_path: Path) -> None:
    path = tmp_path / "ana.mbox"
    long = b"To: " + b",\n a@b.test" * 50_000 + b"\nStatus: RO\n"
    huge = b"X: " + b"y" * 3_000_000 + b"\n"
    path.write_bytes(b"From a\n" + long + b"\nbody\n\nFrom b\n\nbody\n\nFrom c\n" + huge + b"\nz\n\nFrom d\nStatus: R")
    content, letters = path.read_bytes(), read(path)
    assert [content[each.header : each.header_stop] for each in letters] == [long, b"", huge, b"Status: R"]
    assert [content[each.body : each.body_stop] for each in letters] == [b"body\n", b"body\n", b"z\n", b""]
    assert [set(letter.flags) for letter in letters] == [{"\\Seen"}, set(), set(), {"\\Seen"}]


def test_what_pine_keeps_at_the_start_is_no_letter(tmp_path: Path) -> None:
    path = tmp_path / "ana.mbox"
    data = b"From MAILER_DAEMON x\nSubject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA\nX-IMAP: 1 2\n\ntext\n\n"
    path.write_bytes(data + b"From a\nX-IMAP: 1\n\nbody\n\n")
    assert [letter.offset for letter in read(path)] == [len(data)]


PIECES = st.lists(
    st.sampled_from(
        [
            b"From a\nA: b\n\nbody\n\n",
            b"From b\nStatus: RO\n\n\n",
            b"From c\nStatus: O\n\ntorn",
            b"\n",
            b"From d\n",
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
