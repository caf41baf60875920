"""The end of a file, as it grows and as mail programs write into its middle."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.mbox.reading import tail
from heloworld.mbox.reading.tail import Tail


def letter(number: int, last: bytes) -> bytes:
    date = b"Sat Nov 28 09:00:0%d 2026" % number
    return b"From dora@island.test %s\nSubject: number %d\n\ntext\n%s\n\n" % (date, number, last)


def shown(end: Tail) -> bytes:
    return b"".join(line.raw for line in end.lines)


def test_a_flag_that_is_put_in_and_fits_the_last_line_is_no_growth(tmp_path: Path) -> None:
    path = tmp_path / "ana.mbox"
    data = letter(1, b"one") + letter(2, b"123456789")
    path.write_bytes(data)
    end = Tail(path)
    end.update()
    at = data.index(b"\n\n") + 1
    path.write_bytes(data[:at] + b"Status: RO\n" + data[at:])
    assert end.update() == 0
    assert shown(end) == path.read_bytes()


def test_of_a_last_line_that_is_longer_than_what_is_read_the_end_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tail, "WINDOW", 20)
    path = tmp_path / "ana.mbox"
    path.write_bytes(letter(1, b"") + b"0123456789" * 3 + b"\n")
    end = Tail(path)
    end.update()
    assert shown(end) == b"123456789" + b"0123456789" + b"\n"


WORDS = st.sampled_from([b"\n", b"\n\nFrom a\n", b"a\n", b"aaa", b"Status: RO\n", b">From b\n"])


@given(
    states=st.lists(st.lists(WORDS, max_size=12).map(b"".join), min_size=1, max_size=6),
    growths=st.lists(st.lists(WORDS, max_size=6).map(b"".join), min_size=6, max_size=6),
)
def test_what_is_held_is_the_file_whatever_is_done_to_it(
    tmp_path_factory: pytest.TempPathFactory, states: list[bytes], growths: list[bytes]
) -> None:
    path = tmp_path_factory.getbasetemp() / "tail.mbox"
    end = Tail(path)
    with pytest.MonkeyPatch.context() as small:
        small.setattr(tail, "WINDOW", 20)
        for state, growth in zip(states, growths, strict=False):
            for content in (state, state + growth, b"\n" + state + growth):
                path.write_bytes(content)
                end.update()
                if content != state or end.size == len(content):
                    assert content.endswith(shown(end))
                    assert end.size == len(content)
                    assert not content or shown(end)
