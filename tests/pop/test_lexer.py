"""Sessions in colour."""

from __future__ import annotations

import time
from importlib.metadata import entry_points

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments.lexers import find_lexer_class_by_name
from pygments.token import (
    STANDARD_TYPES,
    Error,
    Generic,
    Keyword,
    Name,
    Number,
    Punctuation,
    String,
    Text,
    Whitespace,
    _TokenType,
)

from heloworld.lab.protocols import protocol_of
from heloworld.pop.lexer import PopLexer

Token = tuple[_TokenType, str]

PIECES = [
    *("C: ", "S: ", "C:", "S:", "# ", "\n", "\r\n", "\r", " ", "\t", ".", "..", "[", "]", "-", ":", "*", "+"),
    *(
        "+OK ",
        "+OK",
        "-ERR ",
        "-ERR [IN-USE] ",
        "-ERR [",
        "+ ",
        "RETR 1",
        "TOP 1 0",
        "LIST",
        "UIDL",
        "CAPA",
        "USER ana",
    ),
    *("PASS x", "AUTH PLAIN AGEA", "AUTH", "Subject: x", "1 407", "1 00000001ab", "SASL PLAIN", "text", "é", "\x00"),
]

transcripts = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=40).map("".join)


def lex(text: str) -> list[Token]:
    """The tokens that show something."""
    return [(token, value) for token, value in PopLexer().get_tokens(text) if token is not Whitespace]


def last(text: str) -> list[Token]:
    """The tokens of the last line of a transcript, without the ``C:`` or ``S:``."""
    before = text[: text.rfind("\n") + 1]
    return lex(text)[len(lex(before)) :][1:]


@pytest.mark.parametrize(
    ("line", "tokens"),
    [
        ("C: USER ana", [(Keyword, "USER"), (String, "ana")]),
        ("C: PASS har bour", [(Keyword, "PASS"), (String.Other, "har bour")]),
        ("C: pass x", [(Keyword, "pass"), (String.Other, "x")]),
        ("C: AUTH PLAIN AGFu", [(Keyword, "AUTH"), (Name.Constant, "PLAIN"), (String.Other, "AGFu")]),
        ("C: AUTH LOGIN", [(Keyword, "AUTH"), (Name.Constant, "LOGIN")]),
        ("C: AUTH", [(Keyword, "AUTH")]),
        ("C: TOP 1 20", [(Keyword, "TOP"), (Number.Integer, "1"), (Number.Integer, "20")]),
        ("C: XYZZY 1x", [(Name, "XYZZY"), (Text, "1x")]),
        ("S: +OK 4 1753", [(Generic.Inserted, "+OK"), (Number.Integer, "4"), (Number.Integer, "1753")]),
        ("S: +OK", [(Generic.Inserted, "+OK")]),
        ("S: -ERR no", [(Generic.Error, "-ERR"), (Text, "no")]),
        (
            "S: -ERR [AUTH] no",
            [(Generic.Error, "-ERR"), (Punctuation, "["), (Name.Constant, "AUTH"), (Punctuation, "]"), (Text, "no")],
        ),
        (
            "S: -ERR [IN-USE] no",
            [
                (Generic.Deleted, "-ERR"),
                (Punctuation, "["),
                (Name.Constant, "IN-USE"),
                (Punctuation, "]"),
                (Text, "no"),
            ],
        ),
        ("S: + VXNl", [(Generic.Subheading, "+"), (String.Other, "VXNl")]),
        ("S: 1 407", [(Number.Integer, "1"), (Number.Integer, "407")]),
        ("S: 1 00000001ab", [(Number.Integer, "1"), (Name.Constant, "00000001ab")]),
        ("S: SASL PLAIN LOGIN", [(Name.Builtin, "SASL"), (Name.Constant, "PLAIN"), (Name.Constant, "LOGIN")]),
        ("S: .", [(Keyword, ".")]),
        ("S: +\nC: AGFu", [(String.Other, "AGFu")]),
        ("S: +\nC: *", [(Keyword, "*")]),
        ("S: +\nC: AGFu\nS: +OK\nC: STAT", [(Keyword, "STAT")]),
        ("C: RETR 1\nS: +OK 3 octets\nS: Subject: x", [(Name.Tag, "Subject"), (Punctuation, ":"), (String, " x")]),
        ("C: RETR 1\nS: +OK\nS: A: b\nS: \nS: 1 407", [(Text, "1 407")]),
        ("C: RETR 1\nS: +OK\nS: A: b\nS: \nS: ..x", [(String.Escape, "."), (Text, ".x")]),
        ("C: RETR 1\nS: +OK\nS: A: b\nS: \nS: x\nS: .", [(Keyword, ".")]),
        ("C: RETR 1\nS: +OK\nS: A: b\nS: \nS: x\nS: .\nC: STAT", [(Keyword, "STAT")]),
        ("C: RETR 1\nS: -ERR no", [(Generic.Error, "-ERR"), (Text, "no")]),
        ("C: RETR 1\nS: -ERR no\nC: STAT", [(Keyword, "STAT")]),
        ("C: TOP 1 0\nS: +OK\nS: A: b\nS: .\nS: +OK", [(Generic.Inserted, "+OK")]),
    ],
)
def test_colours(line: str, tokens: list[Token]) -> None:
    assert last(line) == tokens


def test_bare_lines() -> None:
    bare = "+OK ready\nUSER ana\n+OK\nRETR 1\n+OK\nSubject: x\n\n.x\n.\n1 407\n.\nQUIT"
    marked = (
        "S: +OK ready\nC: USER ana\nS: +OK\nC: RETR 1\nS: +OK\nS: Subject: x\nS: \nS: .x\nS: .\nS: 1 407\nS: .\nC: QUIT"
    )
    assert lex(bare) == [token for token in lex(marked) if token[0] not in {Generic.Prompt, Generic.Output}]


@given(transcripts)
def test_nothing_is_lost_and_every_token_is_known(text: str) -> None:
    for stack in [("root",), *protocol_of("pop3").stacks.values()]:
        tokens = list(PopLexer().get_tokens_unprocessed(text, stack))
        assert "".join(value for _, _, value in tokens) == text
        assert all(token in STANDARD_TYPES for _, token, _ in tokens)


@given(transcripts)
def test_it_knows_a_token_for_everything(text: str) -> None:
    assert [value for token, value in PopLexer().get_tokens(text) if token is Error] == []


@pytest.mark.parametrize("line", ["C: " + "A" * 200_000, "S: +OK " + "1 " * 100_000, "S: " + "." * 200_000])
def test_a_long_line_takes_no_long_time(line: str) -> None:
    began = time.perf_counter()
    assert sum(len(value) for _, _, value in PopLexer().get_tokens_unprocessed(line)) == len(line)
    assert time.perf_counter() - began < 5


def test_pygments_finds_it() -> None:
    if not entry_points(group="pygments.lexers", name="helo-pop"):
        pytest.skip("the package is not installed as it stands here, so it has not this entry point")
    assert find_lexer_class_by_name("helo-pop") is PopLexer
