"""format=flowed (RFC 3676)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.mbox.mime import part_notes
from heloworld.mbox.mime.flowed import unflowed
from mbox.mime.mails import opened, text

FLOWED = b"Content-Type: text/plain; charset=us-ascii; format=flowed\n"


def test_a_paragraph_is_one_line_and_from_is_unstuffed() -> None:
    body = b"The early ferry leaves \nat six, and the late \none at nine.\n From here it is a walk."
    assert text(FLOWED, body) == "The early ferry leaves at six, and the late one at nine.\nFrom here it is a walk."
    assert opened(FLOWED, body).notes == (part_notes.STUFFED,)
    assert opened(FLOWED, b"plain").notes == ()
    assert text(FLOWED.replace(b"=flowed", b"=fixed"), body) == body.decode()


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("a \nb", "a b"),
        ("> a \n> b\nc", "> a b\nc"),
        ("> a \n>> b", "> a \n>> b"),
        (">> a \n>>b", ">> a b"),
        ("-- \nAna", "-- \nAna"),
        ("a \n-- \nAna", "a \n-- \nAna"),
        ("  indented", " indented"),
        ("a \n\nb", "a \nb"),
        ("a \r\nb\r\n", "a b\n"),
        ("", ""),
    ],
)
def test_how_it_flows(sent: str, shown: str) -> None:
    assert unflowed(sent, deletes_space=False) == shown


def test_languages_without_blanks() -> None:
    assert unflowed("\u65e5\u672c \n\u8a9e", deletes_space=True) == "\u65e5\u672c\u8a9e"


@given(st.text("a>- \n", max_size=30), st.booleans())
def test_no_word_is_lost(sent: str, deletes_space: bool) -> None:
    assert unflowed(sent, deletes_space=deletes_space).count("a") == sent.count("a")
