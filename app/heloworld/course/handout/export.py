"""``helo lessons export``: lessons as a handout, each with its solution as it was played just now."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import click

from heloworld.course.handout.blocks import Block, Contents, Heading
from heloworld.course.handout.editions import Edition, Performance, Sheet, places_on_paper
from heloworld.course.handout.markdown import markdown
from heloworld.course.handout.performance import perform
from heloworld.course.model.catalogue import lessons_of, lessons_option, open_course
from heloworld.course.model.lesson import Lesson
from heloworld.course.model.loader import load
from heloworld.course.model.who import checked
from heloworld.errors import HeloError, UsageError
from heloworld.wire.visible import visible_text

ON_PAPER: Final = "your-word"
"""What stands for ``{who}`` on a sheet that many are given."""

_HOST: Final = re.compile(r"[A-Za-z0-9._-]+")


def export(
    folder: Path | None,
    names: Sequence[str],
    output: Path | None,
    *,
    as_html: bool,
    edition: Edition,
    address: tuple[str, int],
    others: Mapping[str, int],
    learner: str = "",
) -> None:
    """Write a handout.

    Args:
        folder: The course's folder; None for the one that ships with the program.
        names: The ids or numbers of the lessons, or numbers of parts.
        output: The file; None for stdout.
        as_html: Whether to write HTML instead of Markdown.
        edition: Whom it is for.
        address: Host and port that stand in its command lines.
        others: The ports of other doors that stand there, where they are not the usual ones.
        learner: The learner's name, where lessons are another one for each; without it, `ON_PAPER` stands for all.

    Raises:
        UsageError: The host cannot be one, or the name is none.
        HeloError: There is no such lesson, its solution cannot be played, or the file cannot be written.
    """
    course, left_out = open_course(folder, checked(learner) if learner else "")
    lessons = [each if learner else _for_everybody(each) for each in lessons_of(course, names)]
    logging.getLogger("heloworld").addHandler(logging.NullHandler())  # what the server notes is no trouble here
    _say(left_out)
    option = f" --lessons {course.folder.name}" if lessons_option(course) else ""
    places = places_on_paper(_host(address[0]), address[1], others)
    sheets = [Sheet(each, places, edition, _played(each, edition), option) for each in lessons]
    title, blocks = _bound(sheets)
    _write(_as_html(title, blocks) if as_html else markdown(blocks), output)


def _as_html(title: str, blocks: list[Block]) -> str:
    from heloworld.course.handout.html import html  # loads lexers, which Markdown does not need

    return html(title, blocks)


def _for_everybody(lesson: Lesson) -> Lesson:
    """A lesson as it is on a sheet that many are given."""
    return (load(lesson.path, ON_PAPER).lesson or lesson) if lesson.is_varied else lesson


def _host(said: str) -> str:
    """A host as it stands in command lines: a name, or an address, one of IPv6 without the brackets it may have.

    Raises:
        UsageError: It is neither.
    """
    bare = said[1:-1] if said.startswith("[") and said.endswith("]") else said
    try:
        return str(ipaddress.IPv6Address(bare))
    except ValueError:
        if not _HOST.fullmatch(said):
            raise UsageError(f"{said!r} is no host.", "Name one like 192.168.1.20 or mail.harbour.test.") from None
    return said


def _played(lesson: Lesson, edition: Edition) -> Performance:
    if not edition.is_played:
        return Performance()
    played = asyncio.run(perform(lesson))
    if not played.is_complete:
        _say(f"The solution does not reach all goals. See why: helo lessons check {lesson.path}")
    return played


def _bound(sheets: Sequence[Sheet]) -> tuple[str, list[Block]]:
    """A title, and one sheet as it is, or several with a contents page before them."""
    if len(sheets) == 1:
        return sheets[0].title, sheets[0].blocks()
    anchors = [f"lesson-{number}" for number in range(1, len(sheets) + 1)]
    entries = [
        (anchor, sheet.title, f"({sheet.lesson.head.minutes} min)")
        for anchor, sheet in zip(anchors, sheets, strict=True)
    ]
    blocks: list[Block] = [Heading(1, "Contents"), Contents(tuple(entries))]
    for anchor, sheet in zip(anchors, sheets, strict=True):
        blocks += sheet.blocks(anchor=anchor)
    return f"{sheets[0].title} to {sheets[-1].title}", blocks


def _say(trouble: str) -> None:
    if trouble:
        click.echo(f"helo: {visible_text(trouble)}", err=True)


def _write(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text.encode(), nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        why = (error.strerror or "it cannot be used").lower()
        raise HeloError(f"{output} cannot be written: {why}.", "Name another file with -o.") from error
