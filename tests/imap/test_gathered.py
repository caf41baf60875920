"""Small chunks of an answer put together."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from heloworld.imap.answers.reply import MOST_OCTETS, MOST_PARTS, gathered
from heloworld.imap.mailbox import MailboxTrouble


def test_small_chunks_are_put_together_and_many_are_not() -> None:
    assert list(gathered([b"a", b"b"])) == [b"ab"]
    assert list(gathered([])) == []
    assert list(gathered([b"a"] * (MOST_PARTS + 1))) == [b"a" * MOST_PARTS, b"a"]


def test_a_large_chunk_waits_for_no_other() -> None:
    large = b"x" * MOST_OCTETS
    assert list(gathered([b"a", large, b"b"])) == [b"a" + large, b"b"]


def test_what_was_made_before_a_failure_is_sent_before_it_is_told() -> None:
    def chunks() -> Iterator[bytes]:
        yield b"a"
        raise MailboxTrouble

    told = gathered(chunks())
    assert next(told) == b"a"
    with pytest.raises(MailboxTrouble):
        next(told)
