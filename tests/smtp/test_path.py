"""Paths and their parameters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.smtp.path import Argument, Path, parse


def path_of(text: str | bytes) -> Path | None:
    raw = text.encode() if isinstance(text, str) else text
    argument = parse(b"FROM:" + raw, "FROM:")
    assert argument is not None
    return argument.path


@pytest.mark.parametrize(
    ("text", "local", "domain"),
    [
        ("<dora@island.test>", "dora", "island.test"),
        ("<Dora.D+tag@Island.TEST>", "Dora.D+tag", "Island.TEST"),
        ("<dora>", "dora", ""),
        ("<>", "", ""),
        (" <dora@island.test>", "dora", "island.test"),
        ("< dora@island.test >", "dora", "island.test"),
        ("dora@island.test", "dora", "island.test"),
        ("<@relay.test,@other.test:dora@island.test>", "dora", "island.test"),
        ('<"a b"@island.test>', '"a b"', "island.test"),
        ('<"a>b"@island.test>', '"a>b"', "island.test"),
        ('<"a\\"b"@island.test>', '"a\\"b"', "island.test"),
        ("<dora@[127.0.0.1]>", "dora", "[127.0.0.1]"),
        ("<dora@[IPv6:::1]>", "dora", "[IPv6:::1]"),
        ("<!#$%&'*+-/=?^_`{|}~@x-y.test>", "!#$%&'*+-/=?^_`{|}~", "x-y.test"),
        ("<zoë@öl.test>", "zoë", "öl.test"),
    ],
)
def test_a_path(text: str, local: str, domain: str) -> None:
    assert path_of(text) == Path(local, domain)


@pytest.mark.parametrize(
    "text",
    [
        "<dora@island.test",
        "dora@island.test>",
        "<<dora@island.test>>",
        "<dora@@island.test>",
        "<dora@ben@island.test>",
        "<a..b@island.test>",
        "<.a@island.test>",
        "<a.@island.test>",
        "<@island.test>",
        "<dora@>",
        "<dora@island..test>",
        "<dora@-island.test>",
        "<dora@island-.test>",
        "<a b@island.test>",
        "<a\tb@island.test>",
        "<a\rb@island.test>",
        "<a\0b@island.test>",
        "<a,b@island.test>",
        "<dora@island.test,emil@island.test>",
        "<dora@island.test>,<emil@island.test>",
        '<"dora@island.test>',
        '<"a\x7fb"@island.test>',
        f"<{'x' * 65}@island.test>",
        f"<{'ö' * 33}@island.test>",
        f"<dora@{'x.' * 126}test>",
        b"<a\xffb@island.test>",
        "<a\x85b@island.test>",
    ],
)
def test_no_path(text: str | bytes) -> None:
    assert path_of(text) is None or parse(b"FROM:" + (text if isinstance(text, bytes) else text.encode()), "FROM:") == (
        Argument(Path("dora", "island.test"), None)
    )


def test_the_longest_path() -> None:
    domain = f"{'x' * 63}." * 3 + "x" * 63
    assert path_of(f"<{'y' * 64}@{domain}>") == Path("y" * 64, domain)


@pytest.mark.parametrize(
    "argument", [b"", b"FROM", b"FROM:", b"FROM: ", b"<dora@island.test>", b"TO:<dora@island.test>"]
)
def test_no_argument(argument: bytes) -> None:
    assert parse(argument, "FROM:") is None


def test_the_keyword_in_any_case() -> None:
    assert parse(b"from:<a@b>", "FROM:") == parse(b"FROM:<a@b>", "FROM:")


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        ("", {}),
        (" SIZE=10", {"SIZE": "10"}),
        (" size=10  smtputf8 ", {"SIZE": "10", "SMTPUTF8": ""}),
        (" X-A=b<c>d", {"X-A": "b<c>d"}),
        ("SIZE=10", None),
        (" SIZE==10", None),
        (" =10", None),
        (" SIZE=10 \0", None),
        (" -x", None),
        (" a=\x07", None),
    ],
)
def test_parameters(text: str, parameters: dict[str, str] | None) -> None:
    argument = parse(f"TO:<ana@harbour.test>{text}".encode(), "TO:")
    assert argument == Argument(Path("ana", "harbour.test"), parameters)


def test_a_null_path_and_the_text_of_one() -> None:
    assert Path("", "").is_null
    assert not Path("ana", "").is_null
    assert str(Path("ana", "harbour.test")) == "ana@harbour.test"
    assert str(Path("ana", "")) == "ana"


pieces = st.sampled_from(
    ['"', "\\", "<", ">", "@", ".", ":", ",", " ", "a", "b.test", "[", "]", "=", "\r", "\0", "ö", "\x85"]
)


@given(st.binary(max_size=80) | st.lists(pieces, max_size=30).map("".join).map(str.encode))
def test_nothing_is_too_odd(argument: bytes) -> None:
    parsed = parse(b"FROM:" + argument, "FROM:")
    if parsed is not None and parsed.path is not None:
        text = str(parsed.path)
        assert not any(char < " " or "\x7f" <= char <= "\x9f" for char in text)
        assert path_of(f"<{text}>") == parsed.path


@given(st.integers(1, 2000))
def test_it_takes_no_longer_than_it_must(length: int) -> None:
    for tail in (
        "<" + '"' * length,
        "<" + "a." * length,
        "<@" + "a," * length,
        "<a@" + "a-" * length,
        " " * length + "<",
    ):
        assert path_of(tail) is None
