"""A message taken apart: fields and a body, each with its place in the bytes that were given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.trust.message import parse, without
from heloworld.trust.verdict import one_line, shown

LETTER = b"From: ana@harbour.test\nSubject: Ferry\n\tat nine\nnonsense\n\nHi.\r\nBye.\n"


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_fields_and_body(end: bytes) -> None:
    data = LETTER.replace(b"\r\n", b"\n").replace(b"\n", end)
    message = parse(data)
    assert [(each.name, each.data, each.value) for each in message.fields] == [
        ("from", b"From: ana@harbour.test\r\n", b"ana@harbour.test"),
        ("subject", b"Subject: Ferry\r\n\tat nine\r\n", b"Ferry\tat nine"),
    ]
    assert [data[each.start : each.end] for each in message.fields] == [
        b"From: ana@harbour.test" + end,
        b"Subject: Ferry" + end + b"\tat nine" + end,
    ]
    assert message.strays == (b"nonsense" + end,)
    assert (message.body, data[message.body_start :]) == (b"Hi.\r\nBye.\r\n", b"Hi." + end + b"Bye." + end)
    assert [data[message.given_offset(lines) :] for lines in (0, 1, 2, 9)] == [
        b"Hi." + end + b"Bye." + end,
        b"Bye." + end,
        b"",
        b"",
    ]


@pytest.mark.parametrize(
    ("data", "names", "body"),
    [
        (b"", [], b""),
        (b"\n", [], b""),
        (b"\r\nHi.", [], b"Hi."),
        (b"From: a", ["from"], b""),
        (b"From: a\n", ["from"], b""),
        (b"From : a\n\nx", ["from"], b"x"),
        (b"From: a\n \n\nx", ["from"], b"x"),
        (b"A:\n\nB: c\n", ["a"], b"B: c\r\n"),
    ],
)
def test_edges(data: bytes, names: list[str], body: bytes) -> None:
    message = parse(data)
    assert ([each.name for each in message.fields], message.body) == (names, body)


@given(
    st.lists(st.sampled_from([b"A", b":", b" ", b"\n", b"\r\n", b"\r", b"\t", b"\xff", b"x: y\n"]), max_size=20).map(
        b"".join
    )
)
def test_any_bytes(data: bytes) -> None:
    message = parse(data)
    places = [0, *(place for each in message.fields for place in (each.start, each.end)), message.body_start]
    assert places == sorted(places)
    assert all(each.data.endswith(b"\r\n") and each.name == each.name.strip() for each in message.fields)
    assert without(data, []) == data
    assert all(
        not parse(without(data, message.fields)).named(each.name) for each in message.fields if not message.strays
    )


def test_what_is_shown_of_somebody_else_s_text() -> None:
    assert shown("a\nb\x1b[31m") == "a\\nb\\x1b[31m"
    assert shown(b"\xffx" * 100, 10) == "\\xffx\\xff…"
    assert one_line("naïve") == "naïve"
