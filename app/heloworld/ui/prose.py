"""A lesson's Markdown → text for the screen: paragraphs, lists, code, emphasis. One text, where Textual has a widget a block."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

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
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    return Content("\n\n").join(_blocks(tokens, fill))


def _blocks(tokens: Sequence[Token], fill: Callable[[str], str]) -> Iterator[Content]:
    lists: list[int] = []
    items: list[Content] = []
    lead = ""
    for token in tokens:
        match token.type:
            case "bullet_list_open":
                lists.append(0)
            case "ordered_list_open":
                lists.append(int(token.attrGet("start") or 1))
            case "list_item_open":
                lead = "  " * (len(lists) - 1) + (f"{lists[-1]}. " if lists[-1] else "· ")
                lists[-1] += 1 if lists[-1] else 0
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
                if not lists:
                    yield Content("\n").join(items)
                    items = []
            case "fence" | "code_block":
                block = _example(fill(token.content), token.info.strip())
                if lists:
                    items.append(block)
                else:
                    yield block
            case "inline":
                text = _inline(token.children or (), fill)
                if lists:
                    items.append(Content.assemble(lead, text))
                    lead = " " * len(lead)
                elif token.level == 1:
                    yield text
            case _:
                pass


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
