"""What a reply says without its status, in the forms that protocols give it."""

from __future__ import annotations

import pytest

from heloworld.wire.rows import Exchange, Outcome, State

HERE = State("here")


@pytest.mark.parametrize(
    ("status", "tag", "reply", "said"),
    [
        pytest.param("250", b"", (b"250-SIZE 1000", b"250 HELP"), (b"SIZE 1000", b"HELP"), id="a code on each line"),
        pytest.param("+OK", b"", (b"+OK 1 message", b"1 407", b"."), (b"1 message", b"1 407", b"."), id="a listing"),
        pytest.param("OK", b"a1", (b"* 5 EXISTS", b"a1 OK done"), (b"* 5 EXISTS", b"done"), id="tagged"),
        pytest.param("250", b"", (b"250",), (b"",), id="a code alone"),
        pytest.param("", b"", (b"hm",), (b"hm",), id="no status"),
    ],
)
def test_the_words_of_a_reply(status: str, tag: bytes, reply: tuple[bytes, ...], said: tuple[bytes, ...]) -> None:
    exchange = Exchange(1, "ASK", b"", status, Outcome.DONE, reply, HERE, HERE, tag=tag)
    assert exchange.said == said
