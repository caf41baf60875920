"""A lesson's Markdown → one text for the screen: paragraphs, lists, code, emphasis."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

from textual.content import Content

from heloworld.course.model.markdown import Block, Run, Style, groups
from heloworld.wire.visible import visible_text

Fill = Callable[[str], str]

CODE: Final = "bold $name"
"""The style of code in a sentence."""

_STYLES: Final[dict[Style, str]] = {"": "", "strong": "bold", "em": "italic", "code": CODE}

_SAID: Final = {"C: ": "$client", "S: ": "$server", "> ": "$mark", "From ": "$separator"}
"""The styles of an example's lines, by how they begin; of any other, that of plain text."""


def prose(markdown: str, fill: Fill = str) -> Content:
    """The text, styled; blocks have an empty line between them.

    Args:
        markdown: A lesson's prose.
        fill: Puts values in the place of placeholders, in everything that is shown.
    """
    return Content("\n\n").join(
        Content("\n").join(_block(block, fill) for block in group) for group in groups(markdown)
    )


def _block(block: Block, fill: Fill) -> Content:
    if block.kind == "row":
        return Content(" │ ").join(_text(cell, fill) for cell in block.cells)
    if block.kind == "example":
        return _example(fill(block.runs[0].text), block.info)
    return Content.assemble(block.lead("· "), _text(block.runs, fill))


def _text(runs: Iterable[Run], fill: Fill) -> Content:
    return Content.assemble(
        *((run.text if run.text == "\n" else visible_text(fill(run.text)), _STYLES[run.style]) for run in runs)
    )


def _example(text: str, info: str) -> Content:
    """An example: behind a bar, so that it can be told from prose without colour; a command behind one ``$``."""
    lines = text.split("\n")
    if info == "sh":
        follows = [False, *(_is_open("\n".join(lines[:at])) for at in range(1, len(lines)))]
        return Content("\n").join(
            Content.assemble(("  " if more else "$ ", "$faint"), (visible_text(line), "$client"))
            for line, more in zip(lines, follows, strict=False)
        )
    return Content("\n").join(Content.assemble(("│ ", "$faint"), (visible_text(line), _said(line))) for line in lines)


def _said(line: str) -> str:
    """The style of an example's line."""
    return next((style for lead, style in _SAID.items() if line.startswith(lead)), "$value")


def _is_open(command: str) -> bool:
    """Whether a shell waits for more of a command: after a backslash, a pipe, or within quotes."""
    bare = _QUOTED.sub("", command)
    return command.endswith("\\") or bare.rstrip().endswith(("|", "&&")) or "'" in bare or '"' in bare


_QUOTED: Final = re.compile(r"""'[^']*'|"(?:[^"\\]|\\.)*\"""")
