from __future__ import annotations

import re
import sys
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.wire.visible import Piece, pieces, readable_text, visible, visible_text

DANGEROUS = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}

UNSEEN = "\U0001f3fb\U0001f3ff\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\ufe0f\uffa0\U000e0100"
"""Characters that are drawn as nothing, though their categories do not say so."""

HOSTILE = st.one_of(
    st.binary(max_size=60),
    st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.text(alphabet="⟨⟩U+0123456789ABCDEF␀␛␟␡\x00\x1b\x7f\r\n\t \xa0é", max_size=40).map(str.encode),
)
"""Bytes, characters, and what imitates a mark."""


MARK = re.compile(r"[\u2400-\u241f\u2421]|⟨(?:U\+([0-9A-F]{4,6})|([0-9A-F]{2}))⟩")


def original(text: str) -> bytes:
    """The bytes that are shown as a text: the inverse of `visible`, from the table in its docstring."""
    return MARK.sub(unmarked, text).encode("utf-8", "surrogateescape")


def unmarked(mark: re.Match[str]) -> str:
    code_point, byte = mark.groups()
    if code_point:
        return chr(int(code_point, 16))
    if byte:
        return chr(0xDC00 + int(byte, 16))
    return "\x7f" if mark.group() == "\u2421" else chr(ord(mark.group()) - 0x2400)


def is_safe(text: str) -> bool:
    return not any(unicodedata.category(char) in DANGEROUS for char in text)


@given(HOSTILE)
def test_what_is_shown_gives_back_the_very_bytes(data: bytes) -> None:
    assert original(visible(data)) == data


@given(HOSTILE)
def test_what_is_shown_holds_nothing_that_a_terminal_acts_on(data: bytes) -> None:
    shown = visible(data)
    assert is_safe(shown)
    assert shown.isprintable()
    assert not any(byte < 0x20 or byte == 0x7F for byte in shown.encode("utf-8"))


def test_of_all_characters_there_are_none_gets_through_that_a_terminal_acts_on() -> None:
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    shown = "".join(set(visible_text(everything)))
    assert is_safe(shown)
    assert shown.isprintable()


def test_all_characters_go_there_and_back() -> None:
    data = "".join(map(chr, range(sys.maxunicode + 1))).encode("utf-8", "surrogatepass")
    assert original(visible(data)) == data


def test_every_single_byte_goes_there_and_back() -> None:
    for byte in range(256):
        data = bytes([byte])
        assert is_safe(visible(data))
        assert original(visible(data)) == data


@given(HOSTILE, HOSTILE)
def test_different_bytes_never_look_alike(one: bytes, other: bytes) -> None:
    assert (visible(one) == visible(other)) is (one == other)


@given(HOSTILE)
def test_the_pieces_are_the_whole(data: bytes) -> None:
    runs = pieces(data)
    assert "".join(run.text for run in runs) == visible(data)
    assert all(run.text for run in runs)
    assert all(one.is_mark is not other.is_mark for one, other in pairwise(runs))


@given(HOSTILE)
def test_text_outside_of_marks_is_text_of_the_sender(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    assert all(run.text in text for run in pieces(data) if not run.is_mark)


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (b"", ""),
        (b"250 2.1.0 Ok", "250 2.1.0 Ok"),
        (b"HELO\r\n", "HELO␍␊"),
        (b"\x1b[2J\x07\x7f\x00\t", "␛[2J␇␡␀␉"),
        ("Grüße, 日本".encode(), "Grüße, 日本"),
        (b"\x9b2J", "⟨9B⟩2J"),
        ("\u009b2J".encode(), "⟨U+009B⟩2J"),
        ("a\u202eb".encode(), "a⟨U+202E⟩b"),
        ("a\u2028b\u2029".encode(), "a⟨U+2028⟩b⟨U+2029⟩"),
        ("a\xa0b".encode(), "a⟨U+00A0⟩b"),
        ("\U000e0041".encode(), "⟨U+E0041⟩"),
        (b"\xed\xa0\x80", "⟨ED⟩⟨A0⟩⟨80⟩"),
        ("␛⟨9B⟩".encode(), "⟨U+241B⟩⟨U+27E8⟩9B⟨U+27E9⟩"),
    ],
)
def test_how_it_looks(data: bytes, shown: str) -> None:
    assert visible(data) == shown


@pytest.mark.parametrize("char", UNSEEN)
def test_what_cannot_be_seen_is_shown_by_its_number(char: str) -> None:
    assert visible(char.encode()) == f"⟨U+{ord(char):04X}⟩"
    assert original(f"⟨U+{ord(char):04X}⟩") == char.encode()


def test_in_a_text_for_people_a_space_is_a_space() -> None:
    assert (
        readable_text("Bonjour\u00a0! \u2009\u3000F\u00e4hr\u00adplan\u202e\x1b")
        == "Bonjour !    F\u00e4hrplan\u27e8U+202E\u27e9\u241b"
    )


@given(st.text(max_size=40))
def test_a_text_for_people_is_as_safe_as_any_other(text: str) -> None:
    assert is_safe(readable_text(text))
    assert readable_text(text).isprintable()


def test_a_mark_is_told_from_the_same_characters_sent() -> None:
    assert pieces(b"a\x9bb\r\n") == [
        Piece("a", is_mark=False),
        Piece("⟨9B⟩", is_mark=True),
        Piece("b", is_mark=False),
        Piece("␍␊", is_mark=True),
    ]
    assert Piece("⟨9B⟩", is_mark=True) not in pieces("⟨9B⟩".encode())


def test_text_that_is_not_ours_goes_through_the_same_door() -> None:
    assert visible_text("inbox\x1b[m\ud800\udc9b.mbox") == "inbox␛[m⟨U+D800⟩⟨9B⟩.mbox"
