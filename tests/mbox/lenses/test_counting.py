"""A count is the number of messages that a list has, however it is come by."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.errors import MailboxError
from heloworld.mbox.lenses import LENSES
from heloworld.mbox.lenses.counting import count
from heloworld.mbox.lenses.messages import summaries
from heloworld.mbox.reading.scan import CHUNK
from mbox.tricky import mailbox

SEEDS = range(400)
SEPARATORS = [b"From a@b Sat Jan  3 01:05:34 2026\n", b"From x\n", b"From "]
TEXT = [b"Subject: x\n", b"Content-Length: 3\n", b"text\n", b"no end", b"y" * 8191]
PIECES = st.sampled_from([*SEPARATORS, *TEXT, b"\n", b"\n\n", b"\r\n", b"\x00"])


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("counting") / "box.mbox"


def counted(box: Path, reader: str) -> int | str:
    try:
        return count(box, reader)
    except MailboxError as error:
        return str(error)


def listed(box: Path, reader: str) -> int | str:
    try:
        return len(list(summaries(box, LENSES[reader])))
    except MailboxError as error:
        return str(error)


@pytest.mark.parametrize("reader", LENSES)
def test_a_tricky_mailbox_has_as_many_messages_as_are_listed(box: Path, reader: str) -> None:
    for seed in SEEDS:
        box.write_bytes(mailbox(seed))
        assert counted(box, reader) == listed(box, reader), seed


@pytest.mark.parametrize("reader", LENSES)
@given(content=st.lists(PIECES, max_size=12).map(b"".join) | st.binary(max_size=40))
def test_so_has_any_file(box: Path, reader: str, content: bytes) -> None:
    box.write_bytes(content)
    assert counted(box, reader) == listed(box, reader)


@pytest.mark.parametrize("reader", LENSES)
def test_so_has_a_file_that_is_read_in_pieces(box: Path, reader: str) -> None:
    start, rest = b"From a@b Sat Jan  3 01:05:34 2026\nSubject: x\nTo: y\n\n", b"one line of text\n"
    for shift in range(-9, 9):
        filler = b"z" * (CHUNK + shift - len(start) - 2) + b"\n\n"
        box.write_bytes(start + filler + start + rest + b"\n" + start + rest)
        assert counted(box, reader) == listed(box, reader) == 3
