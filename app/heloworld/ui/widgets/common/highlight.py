"""Text from wires and files, coloured: from bytes to spans, by way of `wire.visible` and a Pygments lexer."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping

from pygments.token import _TokenType

from heloworld.ui.widgets.common.line_source import LineSpan
from heloworld.wire.protocol import Lexer
from heloworld.wire.visible import Piece, pieces

LINE_LIMIT = 8_192
"""Bytes of a line that are shown; what is longer is cut, and says so."""

CUT = " … {more:,} more bytes"


def cut(data: bytes) -> tuple[bytes, str]:
    """A line fit to be shown, and what is said about the rest of it."""
    if len(data) <= LINE_LIMIT:
        return data, ""
    return data[:LINE_LIMIT], CUT.format(more=len(data) - LINE_LIMIT)


def marked(shown: Iterable[Piece], style: str) -> list[LineSpan]:
    """Text in one style, what stands for bytes that are no text in its own."""
    return [LineSpan(text, "line--mark" if is_mark else style) for text, is_mark in shown]


def style_of(token: _TokenType, styles: Mapping[_TokenType, str]) -> str:
    """The style of a token, or of the nearest of its parents that has one."""
    nearest: _TokenType | None = token
    while nearest is not None and nearest not in styles:
        nearest = nearest.parent
    return styles[nearest] if nearest is not None else ""


def lexed(
    data: bytes,
    lexer: Lexer,
    styles: Mapping[_TokenType, str],
    *,
    prefix: str = "",
    stack: tuple[str, ...] = ("root",),
) -> Iterator[LineSpan]:
    """A line's spans: coloured by a lexer, with the marks of `wire.visible` in a style of their own.

    Args:
        data: The line without its ending.
        lexer: What colours it.
        styles: Token → style.
        prefix: Text that the lexer is given in front of the line, and that is left out of the result.
        stack: The lexer's states to start in.
    """
    shown = pieces(data)
    text = "".join(piece.text for piece in shown)
    tokens = (
        (style_of(token, styles), value) for _, token, value in lexer.get_tokens_unprocessed(prefix + text, stack)
    )
    return _overlay(_without_prefix(tokens, len(prefix)), shown)


def _without_prefix(tokens: Iterable[tuple[str, str]], length: int) -> Iterator[tuple[str, str]]:
    for style, value in tokens:
        if length < len(value):
            yield style, value[length:]
        length = max(length - len(value), 0)


def _overlay(tokens: Iterable[tuple[str, str]], shown: list[Piece]) -> Iterator[LineSpan]:
    """Tokens cut at the borders of marks."""
    ends = list(itertools.accumulate(len(piece.text) for piece in shown))
    at, run = 0, 0
    for style, value in tokens:
        end = at + len(value)
        while at < end:
            while ends[run] <= at:
                run += 1
            stop = min(end, ends[run])
            yield LineSpan(value[len(value) - (end - at) :][: stop - at], "line--mark" if shown[run].is_mark else style)
            at = stop
