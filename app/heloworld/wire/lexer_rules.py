"""What the Pygments lexers of several rooms write their rules with. Nobody but a lexer imports this."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from pygments.lexer import bygroups
from pygments.token import Keyword, Name, Punctuation, String, Text, Whitespace

EOL = r"(\r?\n|\Z)"
"""The end of a line, or of everything; a group."""

WORD_END = r"(?![^ \t\r\n])"
"""The end of a word."""


def groups(*tokens: object) -> Callable[..., Any]:
    """One token for each group of a rule; a rule without groups takes nothing and only changes the state."""
    return cast("Callable[..., Any]", bygroups(*tokens))  # type: ignore[no-untyped-call]


NOTHING = groups()
"""For a rule that takes nothing."""


def header_rules(line: str, tokens: tuple[Any, ...], body: str) -> list[Any]:
    """The rules for the lines of a message before its first empty line.

    Args:
        line: How every line of the message starts in this kind of transcript; groups for ``tokens``.
        tokens: What those groups are.
        body: The state that the first line outside the header leads to.
    """
    return [
        (line + r"(\.)" + EOL, groups(*tokens, Keyword, Whitespace), "#pop"),
        (
            line + r"([!-9;-~]++)([ \t]*+)(:)([^\n]*)(\n?)",
            groups(*tokens, Name.Tag, Whitespace, Punctuation, String, Whitespace),
        ),
        (line + r"([ \t][^\n]*)(\n?)", groups(*tokens, String, Whitespace)),
        (f"(?={line})", NOTHING, ("#pop", body)),
    ]


def body_rules(line: str, tokens: tuple[Any, ...]) -> list[Any]:
    """The rules for the lines of a body: the lone dot, a dot that was doubled (RFC 5321 §4.5.2), text.

    Args:
        line: How every line of the message starts in this kind of transcript; groups for ``tokens``.
        tokens: What those groups are.
    """
    return [
        (line + r"(\.)" + EOL, groups(*tokens, Keyword, Whitespace), "#pop"),
        (line + r"(\.)([^\n]+)(\n?)", groups(*tokens, String.Escape, Text, Whitespace)),
    ]
