"""``helo lessons export``: a lesson as a handout, with its solution as it was played just now."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import click

from heloworld.course.handout.blocks import handout
from heloworld.course.handout.markdown import markdown
from heloworld.course.handout.performance import perform
from heloworld.course.model.catalogue import lesson_of, open_course
from heloworld.errors import HeloError
from heloworld.wire.visible import visible_text


def export(folder: Path | None, name: str, output: Path | None, *, as_html: bool, for_teacher: bool) -> None:
    """Write a handout.

    Args:
        folder: The course's folder; None for the one that ships with the program.
        name: The lesson's id or number.
        output: The file; None for stdout.
        as_html: Whether to write HTML instead of Markdown.
        for_teacher: Whether the teacher's notes are wanted.

    Raises:
        HeloError: There is no such lesson, its solution cannot be played, or the file cannot be written.
    """
    course, left_out = open_course(folder)
    lesson = lesson_of(course, name)
    logging.getLogger("heloworld").addHandler(logging.NullHandler())  # what the server notes is no trouble here
    played = asyncio.run(perform(lesson))
    weak = (
        ""
        if played.is_complete
        else f"The solution does not reach all goals. See why: helo lessons check {lesson.path}"
    )
    for trouble in filter(None, (left_out, weak)):
        click.echo(f"helo: {visible_text(trouble)}", err=True)
    blocks = handout(lesson, played, for_teacher=for_teacher)
    if as_html:
        from heloworld.course.handout.html import html

        text = html(f"{lesson.number} {lesson.title}".strip(), blocks)
    else:
        text = markdown(blocks)
    _write(text, output)


def _write(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text.encode(), nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        why = (error.strerror or "it cannot be used").lower()
        raise HeloError(f"{output} cannot be written: {why}.", "Name another file with -o.") from error
