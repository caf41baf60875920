"""A handout as one page of HTML: no script, nothing that is loaded from elsewhere, and fit for paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import singledispatch
from html import escape
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from pygments import format as format_tokens
from pygments.formatters.html import HtmlFormatter

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
from heloworld.course.handout.style import STYLE
from heloworld.lab.protocols import PROTOCOLS, protocol_of
from heloworld.mbox.lexer import MboxLexer
from heloworld.wire.protocol import Lexer
from heloworld.wire.visible import visible_text

LANGUAGES: Final = ("mbox", *PROTOCOLS)
"""What is coloured, by the word behind the backticks: mailboxes, and what is spoken in a protocol."""

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
"""What a browser may load for this page: nothing."""


_BOX: Final = '<input type="checkbox">'

_MOST_UNCUT: Final = 40
"""Lines of an example that are kept on one page of paper; a longer one may be cut."""


def html(title: str, blocks: Iterable[Block]) -> str:
    """The page of a handout.

    Args:
        title: What the browser calls it.
        blocks: What stands in it.
    """
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            f"<title>{_text(title)}</title>",
            f"<style>\n{STYLE}</style>",
            "</head>",
            "<body>",
            "<main>",
            *(_block(block) for block in blocks),
            "</main>",
            "</body>",
            "</html>",
            "",
        ]
    )


@singledispatch
def _block(block: Block) -> str:
    """A block as HTML; each kind has a function of its own."""
    raise TypeError(block)


@_block.register
def _heading(block: Heading) -> str:
    kind = ' class="page"' if block.begins_page else ""
    anchor = f' id="{block.anchor}"' if block.anchor else ""
    return f"<h{block.level}{kind}{anchor}>{_text(block.text)}</h{block.level}>"


@_block.register
def _contents(block: Contents) -> str:
    entries = (f'<a href="#{anchor}">{_text(title)}</a> {_text(aside)}' for anchor, title, aside in block.entries)
    return f'<ul class="contents">{"".join(f"<li>{each}</li>" for each in entries)}</ul>'


@_block.register
def _paragraphs(block: Prose) -> str:
    return _prose(block.markdown)


@_block.register
def _tasks(block: Tasks) -> str:
    items = (f"<li><label>{_BOX} {_text(title)}</label></li>" for title in block.titles)
    return f'<ul class="tasks">{"".join(items)}</ul>'


@_block.register
def _ask(block: Ask) -> str:
    box = f"{_BOX} " if block.is_form else ""
    options = "".join(f"<li>{box}{_inline(option)}</li>" for option in block.question.options)
    asked = f"<p><strong>Question {block.number}.</strong> {_inline(block.question.ask)}</p>"
    return f'<section class="question">{asked}<ol type="a">{options}</ol></section>'


@_block.register
def _answer(block: Answer) -> str:
    question, said = block.question, f"({letter(block.question.answer)})"
    if not block.is_alone:
        return f"<p><strong>Question {block.number}:</strong> {said} {_inline(str(question.why))}</p>"
    asked = f"<p><strong>Question {block.number}.</strong> {_inline(question.ask)}</p>"
    right = f"<strong>{said} {_inline(question.options[question.answer])}</strong>"
    return f'<section class="answer">{asked}<p>{right}</p><p>{_inline(str(question.why))}</p></section>'


@_block.register
def _room(block: Room) -> str:
    rule = '<div class="rule"></div>'
    kind = "room one" if block.lines == 1 else "room"
    return f'<section class="{kind}"><p>{_text(block.label)}</p>{rule * block.lines}</section>'


@_block.register
def _whose(block: Whose) -> str:
    return f'<p class="whose">{"".join(f"<span>{_text(each)}</span>" for each in block.labels)}</p>'


@_block.register
def _code(block: Code) -> str:
    kind = ' class="long"' if len(block.lines) > _MOST_UNCUT else ""
    return f"<pre{kind}>\n{_coloured(block.language, block.lines, block.before)}</pre>"


@_block.register
def _terms(block: Terms) -> str:
    return f"<dl>{''.join(_term(*each) for each in block.terms)}</dl>"


@_block.register
def _notes(block: Notes) -> str:
    return f"<aside><p><strong>For the teacher</strong></p>{_prose(block.markdown)}</aside>"


def _term(term: str, means: str, rfc: str) -> str:
    source = f' <span class="rfc">RFC {_text(rfc)}</span>' if rfc else ""
    return f"<dt>{_text(term)}</dt><dd>{_inline(means)}{source}</dd>"


def _text(text: str) -> str:
    return escape(visible_text(text))


def _seen(text: str) -> str:
    """Markdown in which no character is invisible."""
    return "\n".join(visible_text(line) for line in text.expandtabs(4).split("\n"))


def _prose(markdown: str) -> str:
    return str(_MARKDOWN.render(_seen(markdown))).strip()


def _inline(markdown: str) -> str:
    return str(_MARKDOWN.renderInline(_seen(markdown)))


def _coloured(language: str, lines: Sequence[str], before: Sequence[str] = ()) -> str:
    """Lines with a span around each token; a transcript means what it does because of what came before."""
    formatter = HtmlFormatter(nowrap=True)
    shown = format_tokens(_lexer(language).get_tokens(joined([*before, *lines])), formatter)
    return "\n".join(shown.removesuffix("\n").split("\n")[len(before) :])


def _lexer(language: str) -> Lexer | MboxLexer:
    return MboxLexer() if language == "mbox" else protocol_of(language).lexer()


def _example(text: str, language: str, _: str) -> str:
    """An example in prose; empty where it is shown as it is."""
    return _coloured(language, text.removesuffix("\n").split("\n")) if language in LANGUAGES else ""


class _Renderer(RendererHTML):
    """Markdown's HTML, but that nothing leads or loads from elsewhere: an address is text."""

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:  # noqa: ARG002
        """Where a link begins, nothing is to be seen."""
        return ""

    def link_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:  # noqa: ARG002
        """Behind a link stands where it leads."""
        opened = next(each for each in reversed(tokens[:idx]) if each.type == "link_open")
        return f" ({escape(str(opened.attrGet('href')))})"

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:  # noqa: ARG002
        """In the place of a picture stands what it shows."""
        return escape(tokens[idx].content)


_MARKDOWN: Final = MarkdownIt("commonmark", {"html": False, "highlight": _example}, renderer_cls=_Renderer).enable(
    "table"
)
