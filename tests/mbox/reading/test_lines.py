import os
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.errors import MailboxGone
from heloworld.mbox.reading import lines as module
from heloworld.mbox.reading.index import Change
from heloworld.mbox.reading.lines import BLOCK, LONGEST, Line, MailboxText, behind_line_end

PIECES = st.sampled_from([b"\n", b"\r\n", b"a", b"From x\n", b"some words", b"\x00", b"\n\n\n", b"y" * 70])
FILES = st.lists(PIECES, max_size=30).map(b"".join)
SMALL_BLOCK, SHORT = 16, 12
"""Blocks and lines so short that a file of some dozen bytes has many of them."""


def plainly(content: bytes) -> list[Line]:
    """The lines as anybody would split them."""
    found = re.finditer(rb"[^\n]*\n|[^\n]+", content)
    return [Line(each.start(), each.group()[: module.LONGEST], len(each.group())) for each in found]


def lines_of(text: MailboxText) -> list[Line]:
    return [text.line(number) for number in range(len(text))]


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("text") / "box.mbox"


@pytest.fixture(scope="class")
def small_blocks() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "BLOCK", SMALL_BLOCK)
        patch.setattr(module, "LONGEST", SHORT)
        patch.setattr(module, "_FEW", 2)
        yield


@pytest.mark.usefixtures("small_blocks")
class TestInSmall:
    @given(content=FILES)
    def test_lines_are_those_of_plain_splitting(self, box: Path, content: bytes) -> None:
        box.write_bytes(content)
        with MailboxText(box) as text:
            assert text.scan()
            assert lines_of(text) == plainly(content)

    @given(content=FILES)
    def test_every_byte_belongs_to_the_line_that_says_so(self, box: Path, content: bytes) -> None:
        box.write_bytes(content)
        with MailboxText(box) as text:
            text.scan()
            for number in range(len(text)):
                line = text.line(number)
                rows = {text.row_of(offset) for offset in range(line.offset, line.offset + line.length)}
                assert rows == {number}
            assert text.row_of(len(content) + 5) == max(len(text) - 1, 0)

    @given(pieces=st.lists(FILES, min_size=1, max_size=8), limit=st.integers(1, 40))
    def test_growing_is_the_same_as_reading_anew(self, box: Path, pieces: list[bytes], limit: int) -> None:
        box.unlink(missing_ok=True)
        box.write_bytes(pieces[0])
        with MailboxText(box) as text:
            for piece in pieces[1:]:
                text.scan(limit)
                with box.open("ab") as file:
                    file.write(piece)
                assert text.refresh() in {Change.GROWN, Change.NONE}
            while not text.scan(limit):
                pass
            assert lines_of(text) == plainly(b"".join(pieces))

    @given(content=FILES, kept=st.integers(0, 200), more=FILES)
    def test_a_shortened_file_keeps_what_is_left(self, box: Path, content: bytes, kept: int, more: bytes) -> None:
        box.unlink(missing_ok=True)
        box.write_bytes(content)
        with MailboxText(box) as text:
            text.scan()
            os.truncate(box, min(kept, len(content)))
            text.refresh()
            text.scan()
            assert lines_of(text) == plainly(content[:kept])
            with box.open("ab") as file:
                file.write(more)
            text.refresh()
            text.scan()
            assert lines_of(text) == plainly(content[:kept] + more)

    @given(pieces=st.lists(FILES, min_size=1, max_size=8))
    def test_marks_keep_their_promises(self, box: Path, pieces: list[bytes]) -> None:
        box.unlink(missing_ok=True)
        box.write_bytes(b"")
        with MailboxText(box) as text:
            for piece in pieces:
                with box.open("ab") as file:
                    file.write(piece)
                text.refresh()
                text.scan()
            marks = list(zip(text._rows, text._offsets, strict=True))
        for (row, offset), (next_row, next_offset) in pairwise(marks):
            assert next_offset - offset <= 2 * SMALL_BLOCK or next_row == row + 1
        content = b"".join(pieces)
        assert b"\n" not in content[marks[-1][1] :]
        assert len(marks) <= 2 + 2 * len(content) // SMALL_BLOCK


@given(data=st.binary(max_size=30).map(lambda data: data.replace(b"x", b"\n") * 100), count=st.integers(0, 200))
def test_the_place_behind_a_number_of_line_ends(data: bytes, count: int) -> None:
    kept = data.split(b"\n", count)
    expected = len(data) if len(kept) <= count else len(data) - len(kept[-1])
    assert behind_line_end(data, count) == expected


def test_lines_longer_than_blocks(tmp_path: Path) -> None:
    long, longer = b"l" * (LONGEST + 1) + b"\n", b"m" * (5 * BLOCK) + b"\n"
    content = b"From a\n" + long + b"short\n" * 20_000 + longer + b"a\nb\n" + longer + b"the end"
    (tmp_path / "box").write_bytes(content)
    with MailboxText(tmp_path / "box") as text:
        text.scan()
        assert len(text) == content.count(b"\n") + 1
        assert text.line(1) == Line(7, b"l" * LONGEST, len(long))
        assert text.line(20_002) == Line(7 + len(long) + 120_000, b"m" * LONGEST, len(longer))
        assert text.line(20_004).data == b"b\n"
        assert text.line(20_006) == Line(len(content) - 7, b"the end", 7)
        assert text.row_of(len(content) - 8) == 20_005


def test_it_is_read_piece_by_piece(tmp_path: Path) -> None:
    (tmp_path / "box").write_bytes(b"From a\n" + b"x\n" * BLOCK)
    with MailboxText(tmp_path / "box") as text:
        assert not text.scan(BLOCK)
        assert (text.scanned, len(text)) == (BLOCK, (BLOCK - 7) // 2 + 2)
        assert text.line(1) == Line(7, b"x\n", 2)
        assert text.scan()
        assert len(text) == BLOCK + 1


def test_another_file_under_the_name_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(b"From a\n\nold\n")
    with MailboxText(path) as text:
        text.scan()
        (tmp_path / "new").write_bytes(b"From b\n\nother\nlines\n")
        (tmp_path / "new").replace(path)
        assert text.refresh() is Change.REWRITTEN
        text.scan()
        assert lines_of(text) == plainly(path.read_bytes())


def test_a_file_that_was_overwritten_in_place_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(b"From a\n\nold\n" * 3)
    with MailboxText(path) as text:
        text.scan()
        path.write_bytes(b"From b\n\nthis is longer now\n" * 3)
        assert text.refresh() is Change.REWRITTEN
        text.scan()
        assert lines_of(text) == plainly(path.read_bytes())


def test_what_vanishes_unnoticed_reads_as_nothing(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(b"From a\n\nbody\n")
    with MailboxText(path) as text:
        text.scan()
        os.truncate(path, 0)
        assert text.line(2).data == b""
        assert text.line(99).data == b""
        assert text.row_of(3) == 0


def test_a_deleted_file_can_still_be_read(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(b"From a\n\nbody\n")
    with MailboxText(path) as text:
        text.scan()
        path.unlink()
        with pytest.raises(MailboxGone):
            text.refresh()
        assert text.line(2).data == b"body\n"


def test_no_descriptor_stays_open(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(b"From a\n")
    before = sum(1 for _ in Path("/dev/fd").iterdir())
    with MailboxText(path) as text:
        for _ in range(3):
            (tmp_path / "new").write_bytes(b"From b\n")
            (tmp_path / "new").replace(path)
            text.refresh()
    assert sum(1 for _ in Path("/dev/fd").iterdir()) == before
