"""A lesson's Markdown → lines that a screen reader can read out: words, and no marks that only the eye needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

from heloworld.course.model.markdown import Block, Run, groups
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
    shown = ["\n".join(_block(block, fill) for block in group) for group in groups(markdown)]
    return "\n\n".join(shown).split("\n") if shown else []


def sentence(markdown: str, fill: Fill = str) -> str:
    """The same as one line: for hints, questions and what else is short."""
    return " ".join(filter(None, plain(markdown, fill)))


def _block(block: Block, fill: Fill) -> str:
    if block.kind == "row":
        return "; ".join(_text(cell, fill) for cell in block.cells)
    if block.kind == "example":
        lines = fill(block.runs[0].text).split("\n")
        return "\n".join([_LEADS.get(block.info, _EXAMPLE), *map(visible_text, lines)])
    return block.lead("- ") + _text(block.runs, fill)


def _text(runs: Iterable[Run], fill: Fill) -> str:
    return "".join(_run(run, fill) for run in runs)


def _run(run: Run, fill: Fill) -> str:
    if run.text == "\n":
        return run.text
    text = visible_text(fill(run.text))
    return _code(text) if run.style == "code" else text


def _code(text: str) -> str:
    """Code in a sentence: as it is where it is a word, else in quotes, so that a dot is not taken for a full stop."""
    return text if re.fullmatch(r"\w[\w-]*", text) else f"“{text}”"
