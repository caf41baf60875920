import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.mbox.dialects import RULES, Dialect, quote, unquote, writes_content_length

LINES = st.sampled_from([b"From ", b"From x", b">From ", b">>>From y", b" From ", b"from ", b"", b">", b"text", b"\r"])
BODIES = st.lists(LINES, max_size=8).map(b"\n".join) | st.binary(max_size=60)


@pytest.mark.parametrize(
    ("dialect", "written"),
    [
        (Dialect.MBOXO, b">From a\n>From b\n>>From c\n From d\nFrom:e\n"),
        (Dialect.MBOXRD, b">From a\n>>From b\n>>>From c\n From d\nFrom:e\n"),
        (Dialect.MBOXCL, b">From a\n>From b\n>>From c\n From d\nFrom:e\n"),
        (Dialect.MBOXCL2, b"From a\n>From b\n>>From c\n From d\nFrom:e\n"),
    ],
)
def test_each_dialect_quotes_in_its_own_way(dialect: Dialect, written: bytes) -> None:
    assert quote(dialect, b"From a\n>From b\n>>From c\n From d\nFrom:e\n") == written


def test_only_mboxrd_takes_a_mark_off_and_only_one() -> None:
    stored = b">From a\n>>From b\n>text\n"
    assert unquote(Dialect.MBOXRD, stored) == b"From a\n>From b\n>text\n"
    for other in (Dialect.MBOXO, Dialect.MBOXCL, Dialect.MBOXCL2):
        assert unquote(other, stored) == stored


@pytest.mark.parametrize("dialect", [Dialect.MBOXRD, Dialect.MBOXCL2])
@given(body=BODIES)
def test_what_these_write_can_be_read_back(dialect: Dialect, body: bytes) -> None:
    assert unquote(dialect, quote(dialect, body)) == body


@pytest.mark.parametrize("dialect", [Dialect.MBOXO, Dialect.MBOXRD, Dialect.MBOXCL])
@given(body=BODIES)
def test_a_quoted_body_has_no_separator_line(dialect: Dialect, body: bytes) -> None:
    assert not any(line.startswith(b"From ") for line in quote(dialect, body).split(b"\n"))


def test_mboxo_cannot_be_undone() -> None:
    assert quote(Dialect.MBOXO, b"From a\n") == quote(Dialect.MBOXO, b">From a\n")


def test_the_dialects_are_found_by_name_and_say_where_they_come_from() -> None:
    assert [dialect.value for dialect in Dialect if writes_content_length(dialect)] == ["mboxcl", "mboxcl2"]
    assert Dialect("mboxrd") is Dialect.MBOXRD
    assert all(RULES[dialect].source for dialect in Dialect)
