"""Finding bytes in files: against Python's own search on the whole of them."""

from __future__ import annotations

import os
import re
import resource
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.errors import UsageError
from heloworld.mbox.finding import regex_process
from heloworld.mbox.finding.search import Hit, SearchStep, Sizes, hits_between, needle, seek, tally

SMALL = Sizes(first=4, piece=16, overlap=64)


class Open:
    """A file that is open."""

    def __init__(self, path: Path, data: bytes) -> None:
        path.write_bytes(data)
        self.size = len(data)
        self.fd = os.open(path, os.O_RDONLY)

    def hits(self, steps: Iterator[SearchStep]) -> list[Hit]:
        return [hit for step in steps for hit in step.hits]


@pytest.fixture
def put(tmp_path: Path) -> Iterator[Callable[[bytes], Open]]:
    with ExitStack() as stack:

        def made(data: bytes) -> Open:
            file = Open(tmp_path / "file", data)
            stack.callback(os.close, file.fd)
            return file

        yield made


@pytest.mark.parametrize(
    ("text", "data", "found"),
    [
        ("ferry", b"The Ferry, the FERRY", 2),
        ("Ferry", b"The Ferry, the FERRY", 1),
        ("[x]", b"a [x] b", 1),
        ("aa", b"aaaaa", 2),
        ("\u00fc", "Gr\u00fc\u00dfe".encode(), 1),
        ("\udcff", b"\xff", 1),
    ],
)
def test_plain_text_is_found_as_it_stands(text: str, data: bytes, found: int) -> None:
    assert len(list(needle(text).matches(data, 0, len(data)))) == found


def test_patterns_know_lines_and_case() -> None:
    data = b"From ana\n>From ben\nfrom cleo\n"
    assert [hit.start for hit in needle("^from", is_pattern=True).matches(data, 0, 99)] == [0, 19]
    assert [hit.start for hit in needle("^From", is_pattern=True).matches(data, 0, 99)] == [0]
    assert [hit.start for hit in needle(r"\S+$", is_pattern=True).matches(data, 0, 99)] == [5, 15, 24]
    assert list(needle("x*", is_pattern=True).matches(data, 0, 99)) == []


@pytest.mark.parametrize("text", ["(", "[", "*", "(?P<", "a{99999999999999999999}", "(" * 2000 + ")" * 2000])
def test_half_a_pattern_is_said_to_be_none(text: str) -> None:
    with pytest.raises(UsageError, match="no regular expression yet"):
        needle(text, is_pattern=True)


@given(data=st.text("ab\n", max_size=120).map(str.encode), text=st.text("ab", min_size=1, max_size=5))
def test_all_are_found_wherever_the_pieces_are_cut(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, text: str
) -> None:
    file = Open(tmp_path_factory.getbasetemp() / "all", data)
    try:
        wanted = [match.span() for match in re.finditer(text.encode(), data)]
        assert file.hits(tally(file.fd, file.size, needle(text), sizes=SMALL)) == wanted
        pattern = needle(f"^{text}", is_pattern=True)
        wanted = [match.span() for match in re.finditer(b"^" + text.encode(), data, re.MULTILINE)]
        assert file.hits(tally(file.fd, file.size, pattern, sizes=SMALL)) == wanted
    finally:
        os.close(file.fd)


def test_the_nearest_hit_both_ways_and_round_the_end(put: Callable[[bytes], Open]) -> None:
    file = put(b"x" + b"." * 100 + b"x" + b"." * 100 + b"x")
    sought = needle("x")

    def nearest(start: int, *, backward: bool = False) -> tuple[int, bool]:
        last = list(seek(file.fd, file.size, sought, start, backward=backward, sizes=SMALL))[-1]
        return last.hits[0].start, last.is_around

    assert nearest(0) == (0, False)
    assert nearest(1) == (101, False)
    assert nearest(203) == (0, True)
    assert nearest(202, backward=True) == (101, False)
    assert nearest(0, backward=True) == (202, True)
    assert file.hits(seek(file.fd, file.size, needle("y"), 7, sizes=SMALL)) == []
    assert list(seek(file.fd, file.size, needle("y"), 7, sizes=SMALL))[-1].done == file.size


def test_a_hit_across_the_end_of_a_part_belongs_to_where_it_starts(put: Callable[[bytes], Open]) -> None:
    file = put(b"..needle..")
    assert hits_between(file.fd, file.size, needle("needle"), 0, 3) == [(2, 8)]
    assert hits_between(file.fd, file.size, needle("needle"), 3, 10) == []


def test_patterns_are_sought_in_a_program_with_very_many_open_files(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(b"From ana\n" * 3)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 1_200:
        pytest.skip("this system lets no program have more than 1,023 files open")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 1_200), hard))
    with ExitStack() as open_files:
        for _ in range(1_030):
            open_files.enter_context(path.open("rb"))
        file = open_files.enter_context(path.open("rb"))
        sought = needle("^from", is_pattern=True)
        found = list(regex_process.steps(file.fileno(), 27, sought, 0, "all", lambda: True))
    assert sum(len(step.hits) for step in found) == 3


def test_a_pattern_runs_apart(put: Callable[[bytes], Open]) -> None:
    file = put(b"From ana\n" * 1000)
    sought = needle("^from", is_pattern=True)
    assert len(file.hits(regex_process.steps(file.fd, file.size, sought, 0, "all", lambda: True))) == 1000
    assert file.hits(regex_process.steps(file.fd, file.size, sought, 1, "forward", lambda: True)) == [(9, 13)]
    assert file.hits(regex_process.steps(file.fd, file.size, sought, 9, "backward", lambda: True)) == [(0, 4)]


def test_a_pattern_that_takes_for_ever_is_given_up(put: Callable[[bytes], Open]) -> None:
    file = put(b"a" * 5000)
    sought = needle("(a+)+b", is_pattern=True)
    with pytest.raises(UsageError, match="takes too long"):
        list(regex_process.steps(file.fd, file.size, sought, 0, "all", lambda: True, patience=0.3))
    assert list(regex_process.steps(file.fd, file.size, sought, 0, "all", lambda: False)) == []
