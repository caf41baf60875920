"""A Pygments lexer for DNS in words: questions, answers and records as ``dig`` writes them.

It reads transcripts with ``C:`` and ``S:`` in front of each line, ``Q:`` in front of a question with its answer, and
bare lines. Lines that start with ``#`` are remarks.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

from pygments.lexer import RegexLexer, default, words
from pygments.token import Comment, Generic, Keyword, Name, Number, Operator, Punctuation, String, Text, Whitespace

from heloworld.dns.states import OUTCOMES, QUESTIONS
from heloworld.wire.lexer_rules import NOTHING, WORD_END, groups
from heloworld.wire.rows import Outcome

_TYPES = (*QUESTIONS, "OPT", "DS", "DNSKEY", "RRSIG", "NSEC", "HTTPS", "SVCB")
_GOOD = tuple(status for status, outcome in OUTCOMES.items() if outcome is Outcome.DONE)
_LATER = tuple(status for status, outcome in OUTCOMES.items() if outcome is Outcome.NOT_NOW)
_BAD = tuple(status for status, outcome in OUTCOMES.items() if outcome is Outcome.NEVER)


class DnsLexer(RegexLexer):
    """Questions and answers of DNS, a line for each part of a message. No character is added or lost."""

    name = "DNS messages"
    aliases: ClassVar[list[str]] = ["helo-dns"]
    filenames: ClassVar[list[str]] = []
    mimetypes: ClassVar[list[str]] = ["text/x-dns-messages"]
    url = "https://www.rfc-editor.org/info/rfc1035"

    flags = re.MULTILINE

    tokens: ClassVar[dict[str, list[Any]]] = {
        "root": [
            (r"^(#[^\n]*)(\n?)", groups(Comment.Single, Whitespace)),
            (r"^([CQ]:)([ \t]?+)", groups(Generic.Prompt, Whitespace), "line"),
            (r"^(S:)([ \t]?+)", groups(Generic.Output, Whitespace), "line"),
            (r"\n", Whitespace),
            (r"(?=[^\n])", NOTHING, "line"),
        ],
        "line": [
            (r"(question|answer)( )([0-9]+)", groups(Keyword, Whitespace, Number.Integer), ("#pop", "rest")),
            (
                r"([^\s]+)( )([0-9]+)( )(IN)( )",
                groups(Name.Tag, Whitespace, Number.Integer, Whitespace, Punctuation, Whitespace),
                ("#pop", "rest"),
            ),
            (r"([^\s]+)( )(IN)( )", groups(Name.Tag, Whitespace, Punctuation, Whitespace), ("#pop", "rest")),
            default(("#pop", "rest")),
        ],
        "rest": [
            (r"\n", Whitespace, "#pop"),
            (r"[^\S\n]+", Whitespace),
            (r'"(?:[^"\\\n]|\\.)*"', String),
            (words(_GOOD, suffix=r"(?=[\s,]|\Z)"), Generic.Inserted),
            (words(_LATER, suffix=r"(?=[\s,]|\Z)"), Generic.Deleted),
            (words(_BAD, suffix=r"(?=[\s,]|\Z)"), Generic.Error),
            (words(_TYPES, suffix=WORD_END), Keyword),
            (r"[=?](?=\s|\Z)", Operator),
            (r"[0-9]+(?=[\s,]|\Z)", Number.Integer),
            (r"[^\s,]*\.[^\s,]+", Name.Tag),
            (r"[,]", Punctuation),
            (r"[^\s,]+", Text),
        ],
    }

    def __init__(self, **options: object) -> None:
        options.setdefault("stripnl", False)
        options.setdefault("ensurenl", False)
        super().__init__(**options)
