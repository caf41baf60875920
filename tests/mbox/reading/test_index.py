import os
import re
from collections.abc import Iterator
from io import FileIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.errors import MailboxGone
from heloworld.mbox.reading import scan
from heloworld.mbox.reading.index import Change, MailboxIndex
from heloworld.mbox.reading.scan import CHUNK, EMPTY_LINE, LINE_END, Find, find_plainly, separators

PIECES = st.sampled_from(
    [b"From ", b"\nFrom ", b"\nFrom a@b Sat\n\n", b"From", b"\n", b"x", b"\x00", b">From ", b"F", b"\r\n"]
)
FILES = st.lists(PIECES, max_size=20).map(b"".join)
FINDS = (find_plainly, scan.fastest())


def slowly(content: bytes) -> list[int]:
    """Where the lines start that start `From `, as anybody would say it."""
    return [match.start() for match in re.finditer(rb"^From ", content, re.MULTILINE)]


def index_of(path: Path, content: bytes, find: Find | None = None) -> MailboxIndex:
    path.write_bytes(content)
    index = MailboxIndex(path, find)
    assert index.search()
    return index


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("index") / "box.mbox"


@pytest.fixture
def no_files_stay_open() -> Iterator[None]:
    opened = Path("/dev/fd")
    before = sum(1 for _ in opened.iterdir())
    yield
    assert sum(1 for _ in opened.iterdir()) == before


@pytest.mark.parametrize("find", FINDS)
@given(content=FILES | st.binary(max_size=100))
def test_every_separator_line_is_found_and_nothing_else(box: Path, find: Find, content: bytes) -> None:
    with index_of(box, content, find) as index:
        assert index.offsets() == slowly(content)
        assert (index.searched, len(index), index.is_complete) == (len(content), len(slowly(content)), True)


@pytest.mark.parametrize("find", FINDS)
@pytest.mark.parametrize("filler", [b"x", b"\n", b"\x00"])
def test_no_separator_is_lost_or_doubled_where_two_pieces_meet(box: Path, find: Find, filler: bytes) -> None:
    for shift in range(-8, 9):
        content = filler * (CHUNK + shift - 1) + b"\nFrom a\n" + filler * 10 + b"\nFrom b\n"
        with index_of(box, content, find) as index:
            assert index.offsets() == slowly(content)


@given(content=FILES, cuts=st.lists(st.integers(0, 60), max_size=4))
def test_growing_is_the_same_as_searching_anew(box: Path, content: bytes, cuts: list[int]) -> None:
    cuts = sorted(cut for cut in cuts if cut < len(content))
    with index_of(box, content[: cuts[0]] if cuts else b"") as index:
        for cut in [*cuts[1:], len(content)]:
            with box.open("ab") as file:
                file.write(content[box.stat().st_size : cut])
            assert index.refresh() in {Change.NONE, Change.GROWN}
            assert index.search()
        assert index.offsets() == slowly(content)


@given(content=FILES, keep=st.integers(0, 60), more=FILES)
def test_a_shortened_file_keeps_what_is_left_and_may_grow_again(
    box: Path, content: bytes, keep: int, more: bytes
) -> None:
    with index_of(box, content) as index:
        os.truncate(box, min(keep, len(content)))
        assert index.refresh() is Change.SHORTENED or keep >= len(content)
        with box.open("ab") as file:
            file.write(more)
        index.refresh()
        assert index.search()
        assert index.offsets() == slowly(content[:keep] + more)


@given(histories=st.lists(FILES | st.binary(max_size=40), min_size=2, max_size=4), by_renaming=st.booleans())
def test_a_rewritten_file_is_indexed_anew(box: Path, histories: list[bytes], by_renaming: bool) -> None:
    box.unlink(missing_ok=True)
    with index_of(box, histories[0]) as index:
        for at, content in enumerate(histories[1:]):
            if by_renaming:
                fresh = box.with_suffix(".new")
                fresh.write_bytes(content)
                fresh.replace(box)
            else:
                box.write_bytes(content)
            os.utime(box, (at, at))
            index.refresh()
            assert index.search()
            assert index.offsets() == slowly(content)


def test_a_search_may_be_limited_and_goes_on_where_it_stopped(box: Path) -> None:
    content = b"From a\n\nx\n\n" * 1000
    box.write_bytes(content)
    with MailboxIndex(box) as index:
        assert not index.search(limit=5500)
        assert (index.searched, len(index)) == (5500, 500)
        with box.open("ab") as file:
            file.write(b"From b\n\n")
        assert index.refresh() is Change.GROWN
        assert index.search()
        assert len(index) == 1001
        assert index.offsets(999, 5) == [999 * 11, 1000 * 11]


def test_a_tail_that_vanishes_while_it_is_searched_is_no_error(box: Path) -> None:
    box.write_bytes(b"From a\n\n" * 1000)
    with MailboxIndex(box) as index:
        os.truncate(box, 80)
        assert not index.search()
        assert len(index) == 10
        index.refresh()
        assert index.search()


def test_a_changed_head_is_noticed_though_the_end_is_the_same(box: Path) -> None:
    with index_of(box, b"From a\n\nFrom b\n\n") as index:
        box.write_bytes(b"from a\n\nFrom b\n\nmore\n")
        assert index.refresh() is Change.REWRITTEN


def test_a_changed_end_is_noticed_though_the_head_is_the_same(box: Path) -> None:
    head = b"From a\n\n" * 1000
    with index_of(box, head + b"From b\n\n") as index:
        box.write_bytes(head + b"\nFrom b\n\n")
        assert index.refresh() is Change.REWRITTEN
        assert index.search()
        assert index.offsets()[-1] == len(head) + 1


def test_a_flag_in_the_middle_is_noticed_though_the_end_looks_the_same(box: Path) -> None:
    before, lines = b"From a\n\n" * 1000 + b"From b\nSubject: x\n", b"\n" + b"0123456789\n" * 500
    with index_of(box, before + lines + b"\nFrom c\n" + lines) as index:
        content = before + b"Status: RO\n" + lines + b"\nFrom c\n" + lines
        box.write_bytes(content)
        assert index.refresh() is Change.REWRITTEN
        assert index.search()
        assert index.offsets()[-1] == content.index(b"From c")


def test_other_bytes_of_the_same_number_are_noticed_by_their_time(box: Path) -> None:
    with index_of(box, b"From a\n\nfrom b\n\n") as index:
        assert index.refresh() is Change.NONE
        box.write_bytes(b"from a\n\nFrom b\n\n")
        os.utime(box, (0, 0))
        assert index.refresh() is Change.REWRITTEN
        assert index.search()
        assert index.offsets() == [8]


def test_a_shortened_file_with_other_bytes_is_noticed(box: Path) -> None:
    head = b"From a\n\n" * 1000
    with index_of(box, head * 2) as index:
        box.write_bytes(head[:4100] + b"x" + head[4100:])
        assert index.refresh() is Change.REWRITTEN


def test_the_summaries_of_a_few_messages(box: Path) -> None:
    content = b"From a@b Sat Jan  3 01:05:34 2026\nSubject: =?utf-8?q?=C3=B6?=\nFrom: dora\nsubject: 2\n\nbody\n\n"
    with index_of(box, content * 3) as index:
        first, second = index.summaries(1, 7)
        assert (first.offset, first.length) == (len(content), len(content))
        assert second.offset + second.length == 3 * len(content)
        assert (first.envelope_from, first.date) == ("a@b", "Sat Jan  3 01:05:34 2026")
        assert (first.author, first.subject) == ("dora", "\u00f6")
        assert index.summaries(3, 1) == []


@given(content=st.binary(max_size=200).map(lambda tail: b"From " + tail) | FILES)
def test_random_bytes_can_be_summed_up(box: Path, content: bytes) -> None:
    with index_of(box, content) as index:
        assert len(index.summaries(0, 100)) == len(index)


@pytest.mark.usefixtures("no_files_stay_open")
def test_what_is_no_plain_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", Path("/dev/null"), tmp_path / "missing", tmp_path / "missing" / "box"):
        with pytest.raises(MailboxGone) as raised:
            MailboxIndex(path)
        assert raised.value.remedy


def test_a_file_that_goes_away_later_is_missed(tmp_path: Path) -> None:
    with index_of(tmp_path / "box", b"From a\n\n") as index:
        (tmp_path / "box").unlink()
        with pytest.raises(MailboxGone):
            index.refresh()


def test_the_search_reads_every_byte_once(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(b"From a\n\n" * 100_000)
    with FileIO(path) as file:
        steps = [searched for _, searched in separators(file, 0, path.stat().st_size)]
    assert steps == [CHUNK, 800_000]


@pytest.mark.parametrize("before", [LINE_END, EMPTY_LINE])
@given(content=FILES | st.binary(max_size=100))
def test_separators_behind_line_ends_are_counted(box: Path, before: bytes, content: bytes) -> None:
    with index_of(box, content) as index:
        assert index.count(before) == (b"\n\n" + content).count(before + b"From ")
        assert len(index) == len(slowly(content)), "the index itself is as it was"
