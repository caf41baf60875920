"""A handout as Markdown. What a lesson says is shown as text, whatever it looks like."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import singledispatch
from typing import Final

from markdown_it import MarkdownIt

from heloworld.course.handout.blocks import (
    Answer,
    Ask,
    Block,
    Code,
    Contents,
    Heading,
    Notes,
    Prose,
    Room,
    Tasks,
    Terms,
    Whose,
    joined,
    letter,
)
from heloworld.wire.visible import visible_text

_RULE: Final = "_" * 72
"""A line to write on; to a reader of Markdown it is a rule across the page."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&])")


_REFUSED: Final = frozenset({"html_block", "html_inline", "image"})


def markdown(blocks: Iterable[Block]) -> str:
    """The text of a handout."""
    return "\n\n".join(filter(None, (_block(block) for block in blocks))) + "\n"


@singledispatch
def _block(block: Block) -> str:
    """A block as Markdown; each kind has a function of its own."""
    raise TypeError(block)


@_block.register
def _heading(block: Heading) -> str:
    return f"{'#' * block.level} {escaped(block.text)}"


@_block.register
def _contents(block: Contents) -> str:
    return "\n".join(f"- {escaped(title)} {escaped(aside)}" for _, title, aside in block.entries)


@_block.register
def _prose(block: Prose) -> str:
    return harmless(block.markdown)


@_block.register
def _tasks(block: Tasks) -> str:
    return "\n".join(f"- [ ] {escaped(title)}" for title in block.titles)


@_block.register
def _ask(block: Ask) -> str:
    mark = "- [ ]" if block.is_form else "-"
    options = [f"{mark} ({letter(at)}) {_line(option)}" for at, option in enumerate(block.question.options)]
    return "\n".join([f"**Question {block.number}.** {_line(block.question.ask)}", "", *options])


@_block.register
def _answer(block: Answer) -> str:
    question, said = block.question, f"({letter(block.question.answer)})"
    if not block.is_alone:
        return f"**Question {block.number}:** {said} {_line(str(question.why))}"
    asked = f"**Question {block.number}.** {_line(question.ask)}"
    return "\n\n".join([asked, f"**{said}** {_line(question.options[question.answer])}", _line(str(question.why))])


@_block.register
def _room(block: Room) -> str:
    return "\n\n".join([escaped(block.label), *[_RULE] * block.lines])


@_block.register
def _whose(block: Whose) -> str:
    return "\n\n".join(f"{escaped(each)}: {_RULE[: len(_RULE) // 2]}" for each in block.labels)


@_block.register
def _code(block: Code) -> str:
    fence = _fence(joined(block.lines))
    return f"{fence}{block.language}\n{joined(block.lines)}{fence}"


@_block.register
def _terms(block: Terms) -> str:
    sources = (f" (RFC {escaped(rfc)})" if rfc else "" for _, _, rfc in block.terms)
    return "\n".join(
        f"- **{escaped(term)}**: {_line(means)}{source}"
        for (term, means, _), source in zip(block.terms, sources, strict=True)
    )


@_block.register
def _notes(block: Notes) -> str:
    lines = ["**For the teacher**", "", *harmless(block.markdown).split("\n")]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def escaped(text: str) -> str:
    """Plain text, so that Markdown shows it as it is."""
    return _SPECIAL.sub(r"\\\1", visible_text(text))


def harmless(text: str) -> str:
    """Markdown without raw HTML, pictures, and characters that cannot be seen: they are shown as text."""
    lines = [visible_text(line) for line in text.expandtabs(4).split("\n")]
    for token in MarkdownIt("commonmark").enable("table").parse("\n".join(lines)):
        inside = {token.type, *(each.type for each in token.children or ())}
        if token.map is not None and inside & _REFUSED:
            start, stop = token.map
            lines[start:stop] = [line.replace("<", "&lt;").replace("![", "[") for line in lines[start:stop]]
    return "\n".join(lines)


def _line(text: str) -> str:
    """A short text of a lesson, as one line."""
    return " ".join(harmless(text).split())


def _fence(text: str) -> str:
    """Backticks, more than there are in a text."""
    return "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text)), 3)
