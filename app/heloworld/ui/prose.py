"""A lesson's Markdown → one text for the screen: paragraphs, lists, code, emphasis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from markdown_it import MarkdownIt
from markdown_it.token import Token
from textual.content import Content

from heloworld.wire.visible import visible_text

CODE, SAID = "bold $name", {"C:": "$client", "S:": "$server", "> ": "$mark", "Fr": "$separator"}
"""The style of code in a sentence, and those of lines of an example by their first two letters."""

_INLINE = {"strong": "bold", "em": "italic"}


def prose(markdown: str, fill: Callable[[str], str] = str) -> Content:
    """The text, styled; blocks have an empty line between them.

    Args:
        markdown: A lesson's prose.
        fill: Puts values in the place of placeholders, in everything that is shown.
    """
    blocks = _Blocks(fill)
    for token in MarkdownIt("commonmark").enable("table").parse(markdown):
        blocks.take(token)
    return Content("\n\n").join(blocks.done)


class _Blocks:
    """Markdown's blocks, as they are found."""

    def __init__(self, fill: Callable[[str], str]) -> None:
        self.done: list[Content] = []
        self._fill = fill
        self._lists: list[int] = []
        self._items: list[Content] = []
        self._lead = ""

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
            self.done.append(Content("\n").join(self._items))
            self._items = []

    def _item(self, _: Token) -> None:
        number = self._lists[-1]
        self._lead = "  " * (len(self._lists) - 1) + (f"{number}. " if number else "· ")
        self._lists[-1] += 1 if number else 0

    def _example(self, token: Token) -> None:
        self._add(_example(self._fill(token.content), token.info.strip()))

    def _text(self, token: Token) -> None:
        text = _inline(token.children or (), self._fill)
        if self._lists:
            text = Content.assemble(self._lead, text)
            self._lead = " " * len(self._lead)
        self._add(text)

    def _add(self, block: Content) -> None:
        (self._items if self._lists else self.done).append(block)

    HANDLERS: ClassVar[dict[str, Callable[[_Blocks, Token], None]]] = {
        "bullet_list_open": _open,
        "ordered_list_open": _open,
        "bullet_list_close": _close,
        "ordered_list_close": _close,
        "list_item_open": _item,
        "fence": _example,
        "code_block": _example,
        "inline": _text,
    }


def _inline(tokens: Sequence[Token], fill: Callable[[str], str]) -> Content:
    styles: list[str] = []
    parts: list[tuple[str, str]] = []
    for token in tokens:
        kind = token.type.partition("_")[0]
        if kind in _INLINE:
            if token.nesting > 0:
                styles.append(_INLINE[kind])
            else:
                styles.pop()
        elif token.type == "code_inline":
            parts.append((_shown(fill(token.content)), CODE))
        elif token.type in {"softbreak", "hardbreak"}:
            parts.append((" " if token.type == "softbreak" else "\n", ""))
        elif token.type == "text":
            parts.append((_shown(fill(token.content)), " ".join(styles)))
    return Content.assemble(*parts)


def _example(text: str, info: str) -> Content:
    """An example: each line behind a bar, so that it can be told from prose without colour."""
    lines = text.rstrip("\n").split("\n")
    bar = "$ " if info == "sh" else "│ "
    return Content("\n").join(
        Content.assemble((bar, "$faint"), (_shown(line), SAID.get(line[:2], "$client" if info == "sh" else "$value")))
        for line in lines
    )


def _shown(text: str) -> str:
    return visible_text(text)
