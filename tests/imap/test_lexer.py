"""The lexer: what gets which colour, and nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments.token import Generic, Keyword, Name, Number, String, _TokenType

from heloworld.imap.lexer import ImapLexer
from imap.recordings import NAMES, Crossed, recorded

LEXER = ImapLexer()
STATES = ("command", "response", "header", "plain", "listing", "answer", "message")


def tokens(text: str, *stack: str) -> list[tuple[str, _TokenType]]:
    return [(piece, kind) for _, kind, piece in LEXER.get_tokens_unprocessed(text, ("root", *stack)) if piece.strip()]


@pytest.mark.parametrize(
    ("line", "piece", "kind"),
    [
        ("C: a1 LOGIN ana harbour", "harbour", String.Other),
        ("C: a1 LOGIN ana harbour", "a1", Name.Label),
        ("a1 uid fetch 1:* FLAGS", "uid", Keyword),
        ("a1 uid fetch 1:* FLAGS", "1:*", Number.Integer),
        (r"a1 STORE 1 +FLAGS (\Seen)", r"\Seen", Name.Decorator),
        ("a1 FETCH 1 BODY[]", "BODY", Name.Attribute),
        ("C: DONE", "DONE", Keyword),
        ("S: * 4 EXISTS", "EXISTS", Keyword),
        ("* 4 EXISTS", "4", Number.Integer),
        ("S: a1 OK [READ-WRITE] Select completed.", "OK", Generic.Inserted),
        ("S: a1 OK [READ-WRITE] Select completed.", "READ-WRITE", Name.Constant),
        ("S: a1 NO [TRYCREATE] no", "NO", Generic.Error),
        ("S: a1 NO [INUSE] later", "NO", Generic.Deleted),
        ("S: * BYE Logging out", "BYE", Generic.Error),
        ("S: + idling", "+", Generic.Subheading),
        ("S: * CAPABILITY IMAP4rev1 IDLE", "IDLE", Name.Builtin),
        ('S: * LIST () "/" "a b"', '"a b"', String),
    ],
)
def test_colours(line: str, piece: str, kind: _TokenType) -> None:
    assert (piece, kind) in tokens(line)


def test_a_literal_of_the_server_is_a_message() -> None:
    text = "S: * 1 FETCH (BODY[] {27}\nS: Subject: literal\nS: \nS: text\nS: )\nS: a5 OK Fetch completed.\n"
    found = tokens(text)
    assert ("Subject", Name.Tag) in found
    assert ("OK", Generic.Inserted) in found


def test_line_by_line() -> None:
    assert tokens("S: Subject: x", "header")[1] == ("Subject", Name.Tag)
    assert tokens("C: AGFuYQ==", "answer")[1] == ("AGFuYQ==", String.Other)
    assert ("EXISTS", Keyword) in tokens("S: * 4 EXISTS", "listing")


def test_it_is_offered_to_pygments() -> None:
    assert "helo-imap" in ImapLexer.aliases


@pytest.mark.parametrize("name", NAMES)
def test_recorded_sessions_lose_nothing(name: str) -> None:
    marks = {"client": "C", "server": "S"}
    crossed = (step for step in recorded(name) if isinstance(step, Crossed))
    lines = [f"{marks[step.side]}: {step.data.decode('latin-1').rstrip()}" for step in crossed]
    text = "\n".join(lines)
    assert "".join(piece for _, _, piece in LEXER.get_tokens_unprocessed(text)) == text


@given(st.text(alphabet='CS: *+ab1OKNBFETCH{}[]()"\\\n\r.é', max_size=80), st.sampled_from((*STATES, "")))
def test_nothing_is_lost(text: str, state: str) -> None:
    stack = ("root", state) if state else ("root",)
    assert "".join(piece for _, _, piece in LEXER.get_tokens_unprocessed(text, stack)) == text
