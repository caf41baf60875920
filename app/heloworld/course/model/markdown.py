"""A lesson's Markdown, taken apart once for all who show it: groups of blocks, and in them runs of text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

Style = Literal["", "strong", "em", "code"]


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one style; a line end stands for a hard break."""

    text: str
    style: Style = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, an item of a list, an example, or a row of a table.

    Attributes:
        kind: Which.
        cells: Its text; a row has one for each cell, everything else has one.
        info: What stands behind the backticks of an example, such as ``smtp``.
        depth: How deep in lists it is; 0 outside of them.
        number: The number of an item; 0 in a list without.
        is_first: Whether it is the first block of its item.
    """

    kind: Literal["text", "example", "row"]
    cells: tuple[tuple[Run, ...], ...]
    info: str = ""
    depth: int = 0
    number: int = 0
    is_first: bool = False

    @property
    def runs(self) -> tuple[Run, ...]:
        """The text of what is no row."""
        return self.cells[0] if self.cells else ()

    def lead(self, bullet: str) -> str:
        """What stands in front of it: nothing, a number or a bullet, or as many spaces."""
        if not self.depth:
            return ""
        mark = "  " * (self.depth - 1) + (f"{self.number}. " if self.number else bullet)
        return mark if self.is_first else " " * len(mark)


def groups(markdown: str) -> list[tuple[Block, ...]]:
    """What stands together: a paragraph, an example, a list or a table; in order."""
    reading = _Reading()
    for token in MarkdownIt("commonmark").enable("table").parse(markdown):
        handler = reading.HANDLERS.get(token.type)
        if handler is not None:
            handler(reading, token)
    return reading.groups


def commands_of(markdown: str) -> list[str]:
    """The command lines that a text shows: its ``sh`` examples."""
    return [
        block.runs[0].text
        for group in groups(markdown)
        for block in group
        if block.kind == "example" and block.info == "sh"
    ]


class _Reading:
    """Markdown's tokens, one after the other."""

    def __init__(self) -> None:
        self.groups: list[tuple[Block, ...]] = []
        self._group: list[Block] = []
        self._numbers: list[int] = []
        self._starts = False
        self._cells: list[tuple[Run, ...]] | None = None

    def _open_list(self, token: Token) -> None:
        self._numbers.append(int(token.attrGet("start") or 1) - 1 if token.type.startswith("ordered") else -1)

    def _close_list(self, _: Token) -> None:
        self._numbers.pop()
        self._end()

    def _item(self, _: Token) -> None:
        self._numbers[-1] += 1 if self._numbers[-1] >= 0 else 0
        self._starts = True

    def _open_row(self, _: Token) -> None:
        self._cells = []

    def _close_row(self, _: Token) -> None:
        self._group.append(Block("row", tuple(self._cells or ())))
        self._cells = None

    def _close_table(self, _: Token) -> None:
        self._end()

    def _example(self, token: Token) -> None:
        self._add("example", (Run(token.content.rstrip("\n")),), token.info.strip())

    def _text(self, token: Token) -> None:
        runs = tuple(_runs(token.children or ()))
        if self._cells is not None:
            self._cells.append(runs)
        else:
            self._add("text", runs)

    def _add(self, kind: Literal["text", "example"], runs: tuple[Run, ...], info: str = "") -> None:
        number = max(self._numbers[-1], 0) if self._numbers else 0
        self._group.append(Block(kind, (runs,), info, len(self._numbers), number, self._starts))
        self._starts = False
        self._end()

    def _end(self) -> None:
        """A group ends outside of lists and tables."""
        if self._group and not self._numbers and self._cells is None:
            self.groups.append(tuple(self._group))
            self._group = []

    HANDLERS: ClassVar[dict[str, Callable[[_Reading, Token], None]]] = {
        "bullet_list_open": _open_list,
        "ordered_list_open": _open_list,
        "bullet_list_close": _close_list,
        "ordered_list_close": _close_list,
        "list_item_open": _item,
        "tr_open": _open_row,
        "tr_close": _close_row,
        "table_close": _close_table,
        "fence": _example,
        "code_block": _example,
        "inline": _text,
    }


_STYLES: dict[str, Style] = {"strong": "strong", "em": "em"}


def _runs(tokens: Sequence[Token]) -> Iterator[Run]:
    styles: list[Style] = []
    for token in tokens:
        style = _STYLES.get(token.type.partition("_")[0])
        if style is not None:
            styles = [*styles, style] if token.nesting > 0 else styles[:-1]
        elif token.type == "code_inline":
            yield Run(token.content, "code")
        elif token.type in {"softbreak", "hardbreak"}:
            yield Run(" " if token.type == "softbreak" else "\n")
        elif token.type in {"text", "html_inline"}:
            yield Run(token.content, styles[-1] if styles else "")
