"""What ``helo verify`` prints."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import time
from collections.abc import Iterator
from typing import Final

import click

from heloworld.lab.judging.judgement import Judgement, judge
from heloworld.lab.judging.letter_file import LetterFile
from heloworld.lab.judging.report import FAILED, Tone, notes, report
from heloworld.lab.judging.trace_fields import Trace
from heloworld.lab.judging.whom_to_ask import Asked
from heloworld.output import ascii_json, print_lines, text_of

_COLOURS: Final = {Tone.GOOD: "green", Tone.BAD: "red", Tone.OPEN: "yellow"}
_BOLD: Final = frozenset({Tone.GOOD, Tone.BAD, Tone.OPEN, Tone.TITLE})


def show(letter: LetterFile, asked: Asked, given: Trace, *, as_json: bool) -> bool:
    """Judge a letter and print the verdicts to stdout; with JSON, what is said besides goes to stderr.

    Args:
        letter: The letter.
        asked: Whom to ask.
        given: What is known about how it came in.
        as_json: Whether each verdict is printed as one JSON object.

    Returns:
        Whether nothing failed.

    Raises:
        BrokenPipeError: Whoever read the output has gone.
        OutputError: It cannot be written.
    """
    for warning in asked.warnings:
        click.echo(f"helo: {warning}", err=True)
    judgement = asyncio.run(judge(asked.ask, letter.data, given, letter.envelope_from, now=time.time()))
    if as_json:
        for note in notes(judgement, asked):
            click.echo(f"helo: {note}", err=True)
        print_lines(ascii_json({**each.as_record(), "domain": text_of(each.domain)}) for each in judgement.verdicts)
    else:
        print_lines(_people(judgement, asked))
    return all(each.result not in FAILED for each in judgement.verdicts)


def _people(judgement: Judgement, asked: Asked) -> Iterator[str]:
    """All of it for people, in the width of the terminal, in colours where it has any."""
    is_terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if is_terminal else 0
    has_colours = is_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    for line in report(judgement, asked):
        yield from (_styled(text, line.tone) if has_colours else text for text in line.wrapped(width))


def _styled(text: str, tone: Tone) -> str:
    return click.style(text, fg=_COLOURS.get(tone), bold=tone in _BOLD, dim=tone is Tone.ASKED)
