"""A Pygments lexer for mbox files: ``pygmentize -l mbox``.

It reads as qmail's mbox(5) tells a reader to: any line that starts ``From `` begins a message, wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, ClassVar, cast

from pygments.lexer import RegexLexer, bygroups
from pygments.token import Comment, Generic, Keyword, Name, Number, Punctuation, String, Text, Whitespace


def _groups(*tokens: object) -> Callable[..., Any]:
    """One token for each group of a rule."""
    return cast("Callable[..., Any]", bygroups(*tokens))  # type: ignore[no-untyped-call]


_DATE = r"((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?[ \t][^\n]*)"

_SEPARATORS: tuple[tuple[str, Callable[..., Any]], ...] = (
    (
        r"^(From )([^\n]*?)([ \t])" + _DATE + r"(\n?)",
        _groups(Generic.Heading, Name.Class, Whitespace, Number, Whitespace),
    ),
    (r"^(From )([^\n]*)(\n?)", _groups(Generic.Heading, Name.Class, Whitespace)),
)
"""A separator with a date, and one without; both begin a message."""


class MboxLexer(RegexLexer):
    """A mailbox: separators, header fields, bodies with their quoted ``From_`` lines.

    No character is added or lost, but for what `Lexer.get_tokens` itself does to line ends and a byte order mark.
    """

    name = "mbox"
    aliases: ClassVar[list[str]] = ["mbox"]
    filenames: ClassVar[list[str]] = ["*.mbox"]
    mimetypes: ClassVar[list[str]] = ["application/mbox"]
    url = "https://www.rfc-editor.org/rfc/rfc4155"
    version_added = ""
    flags = re.MULTILINE

    tokens: ClassVar[dict[str, list[Any]]] = {
        "root": [
            *((pattern, tokens, "header") for pattern, tokens in _SEPARATORS),
            (r"^(>+)(From )([^\n]*)", _groups(String.Escape, Keyword.Pseudo, Text)),
            (r"^--[!-~]+", Generic.Subheading),
            (r"^>[^\n]*", Comment),
            (r"[^\n]+", Text),
            (r"\n", Whitespace),
        ],
        "header": [
            *_SEPARATORS,
            (r"^\r?\n", Whitespace, "#pop"),
            (r"^([!-9;-~]++)([ \t]*+)(:)", _groups(Name.Tag, Whitespace, Punctuation), "value"),
            (r"[^\n]+", Generic.Error),
            (r"\n", Whitespace),
        ],
        "value": [
            (r"\n(?![ \t])", Whitespace, "#pop"),
            (r"\n", Whitespace),
            (r"=\?[^?\s]+\?[bBqQ]\?[^?\s]*\?=", String.Escape),
            (r"<[^<>\s]*>", Name.Label),
            (r"[^\n=<]+|[=<]", String),
        ],
    }

    @staticmethod
    def analyse_text(text: str) -> float:
        """How sure it is that a text is an mbox: its first line has to be a separator with a date."""
        return 0.9 if re.match(r"From [^\n]+?[ \t]" + _DATE, text) else 0.0
