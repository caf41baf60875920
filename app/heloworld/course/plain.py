"""A lesson's Markdown → lines that a screen reader can read out: words, and no marks that only the eye needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar, Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from heloworld.wire.visible import visible_text

Fill = Callable[[str], str]

_LEADS: Final = {"sh": "Command line, for another terminal:"}
_EXAMPLE: Final = "Example:"


def plain(markdown: str, fill: Fill = str) -> list[str]:
    """The lines of a text; each paragraph is one, and an empty one stands between blocks.

    Args:
        markdown: A lesson's prose.
        fill: Puts values in the place of placeholders.
    """
    blocks = _Blocks(fill)
    for token in MarkdownIt("commonmark").enable("table").parse(markdown):
        blocks.take(token)
    return "\n\n".join(blocks.done).split("\n") if blocks.done else []


def sentence(markdown: str, fill: Fill = str) -> str:
    """The same as one line: for hints, questions and what else is short."""
    return " ".join(filter(None, plain(markdown, fill)))


class _Blocks:
    """Markdown's blocks, as they are found."""

    def __init__(self, fill: Fill) -> None:
        self.done: list[str] = []
        self._fill = fill
        self._lists: list[int] = []
        self._items: list[str] = []
        self._lead = ""
        self._cells: list[str] = []

    def take(self, token: Token) -> None:
        """Take in one token."""
        handler = self.HANDLERS.get(token.type)
        if handler is not None:
            handler(self, token)

    def _open(self, token: Token) -> None:
        self._lists.append(int(token.attrGet("start") or 1) if token.type.startswith("ordered") else 0)

    def _close(self, _: Token) -> None:
        self._lists.pop()
        if not self._lists:
            self.done.append("\n".join(self._items))
            self._items = []

    def _item(self, _: Token) -> None:
        number = self._lists[-1]
        self._lead = "  " * (len(self._lists) - 1) + (f"{number}. " if number else "- ")
        self._lists[-1] += 1 if number else 0

    def _row(self, _: Token) -> None:
        self._add("; ".join(self._cells))
        self._cells = []

    def _example(self, token: Token) -> None:
        lead = _LEADS.get(token.info.strip(), _EXAMPLE)
        self._add("\n".join([lead, *map(visible_text, self._fill(token.content).rstrip("\n").split("\n"))]))

    def _text(self, token: Token) -> None:
        text = "".join(_inline(token.children or (), self._fill))
        if token.level and self._is_cell:
            self._cells.append(text)
            return
        if self._lists:
            text = f"{self._lead}{text}"
            self._lead = " " * len(self._lead)
        self._add(text)

    _is_cell = False

    def _cell(self, token: Token) -> None:
        self._is_cell = token.nesting > 0

    def _add(self, block: str) -> None:
        (self._items if self._lists else self.done).append(block)

    HANDLERS: ClassVar[dict[str, Callable[[_Blocks, Token], None]]] = {
        "bullet_list_open": _open,
        "ordered_list_open": _open,
        "bullet_list_close": _close,
        "ordered_list_close": _close,
        "list_item_open": _item,
        "th_open": _cell,
        "th_close": _cell,
        "td_open": _cell,
        "td_close": _cell,
        "tr_close": _row,
        "fence": _example,
        "code_block": _example,
        "inline": _text,
    }


def _inline(tokens: Sequence[Token], fill: Fill) -> Iterator[str]:
    for token in tokens:
        if token.type == "code_inline":
            yield _code(visible_text(fill(token.content)))
        elif token.type in {"text", "html_inline"}:
            yield visible_text(fill(token.content))
        elif token.type == "softbreak":
            yield " "
        elif token.type == "hardbreak":
            yield "\n"


def _code(text: str) -> str:
    """Code in a sentence: as it is where it is a word, else in quotes, so that a dot is not taken for a full stop."""
    return text if re.fullmatch(r"\w[\w-]*", text) else f"“{text}”"
