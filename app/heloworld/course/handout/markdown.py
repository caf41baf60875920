"""A handout as Markdown. What a lesson says is shown as text, whatever it looks like."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from markdown_it import MarkdownIt

from heloworld.course.handout.blocks import (
    Answer,
    Ask,
    Block,
    Code,
    Heading,
    Notes,
    Prose,
    Tasks,
    Terms,
    joined,
    letter,
)
from heloworld.wire.visible import visible_text

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&])")


def markdown(blocks: Iterable[Block]) -> str:
    """The text of a handout."""
    return "\n\n".join(filter(None, (_block(block) for block in blocks))) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading(level=level, text=text):
            return f"{'#' * level} {escaped(text)}"
        case Prose(markdown=text):
            return harmless(text)
        case Tasks(titles=titles):
            return "\n".join(f"- [ ] {escaped(title)}" for title in titles)
        case Ask(number=number, question=question):
            options = [f"- ({letter(at)}) {_line(option)}" for at, option in enumerate(question.options)]
            return "\n".join([f"**Question {number}.** {_line(question.ask)}", "", *options])
        case Answer(number=number, question=question):
            return f"**Question {number}:** ({letter(question.answer)}) {_line(str(question.why))}"
        case Code(language=language, lines=lines):
            fence = _fence(joined(lines))
            return f"{fence}{language}\n{joined(lines)}{fence}"
        case Terms(terms=terms):
            return "\n".join(_terms(terms))
        case Notes(markdown=text):
            return "\n".join(f"> {line}".rstrip() for line in ["**For the teacher**", "", *harmless(text).split("\n")])


def _terms(terms: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    for term, means, rfc in terms:
        source = f" (RFC {escaped(rfc)})" if rfc else ""
        yield f"- **{escaped(term)}**: {_line(means)}{source}"


def escaped(text: str) -> str:
    """Plain text, so that Markdown shows it as it is."""
    return _SPECIAL.sub(r"\\\1", visible_text(text))


def harmless(text: str) -> str:
    """Markdown without raw HTML, and without characters that cannot be seen: they are shown as text."""
    lines = [visible_text(line) for line in text.expandtabs(4).split("\n")]
    for token in MarkdownIt("commonmark").enable("table").parse("\n".join(lines)):
        is_html = token.type == "html_block" or any(each.type == "html_inline" for each in token.children or ())
        if is_html and token.map is not None:
            start, stop = token.map
            lines[start:stop] = [line.replace("<", "&lt;") for line in lines[start:stop]]
    return "\n".join(lines)


def _line(text: str) -> str:
    """A short text of a lesson, as one line."""
    return " ".join(harmless(text).split())


def _fence(text: str) -> str:
    """Backticks, more than there are in a text."""
    return "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text)), 3)
