"""Colours of what is asked and answered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments.token import Generic, Keyword, Name, Number, String, _TokenType

from heloworld.dns.lexer import DnsLexer


def tokens(line: str) -> list[tuple[_TokenType, str]]:
    return [(kind, text) for _, kind, text in DnsLexer().get_tokens_unprocessed(line)]


@pytest.mark.parametrize(
    ("line", "some"),
    [
        (
            "Q: MX harbour.test = 10 mail.harbour.test.",
            [(Keyword, "MX"), (Name.Tag, "harbour.test"), (Number.Integer, "10")],
        ),
        ("Q: A x.test = NXDOMAIN", [(Generic.Prompt, "Q:"), (Generic.Error, "NXDOMAIN")]),
        ("Q: A x.test = SERVFAIL", [(Generic.Deleted, "SERVFAIL")]),
        ("S: answer 1: NOERROR, flags qr", [(Keyword, "answer"), (Generic.Inserted, "NOERROR")]),
        ('S: x.test. 300 IN TXT "a MX b"', [(Name.Tag, "x.test."), (Keyword, "TXT"), (String, '"a MX b"')]),
        ("C: x.test. IN MX", [(Name.Tag, "x.test."), (Keyword, "MX")]),
    ],
)
def test_names_types_and_answers_are_told_apart(line: str, some: list[tuple[_TokenType, str]]) -> None:
    assert set(some) <= set(tokens(line))


@given(st.text(max_size=200))
def test_nothing_is_lost(text: str) -> None:
    assert "".join(value for _, value in tokens(text)) == text
