"""``helo grade``: what was handed in is played through the goals again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from heloworld.cli import options


@click.command("grade")
@click.argument("files", nargs=-1, required=True, type=options.FILE, metavar="FILE…")
@click.option("--course", "folder", type=options.FILE, metavar="DIR", help="The course. [default: the shipped lessons]")
@click.option("--json", "form", flag_value="json", help="Print one JSON object a grade.")
@click.option("--csv", "form", flag_value="csv", help="Print a table for a spreadsheet, a column for each goal.")
@click.option("--junit", "form", flag_value="junit", help="Print JUnit's XML, a case for each goal.")
@click.option("--lesson", metavar="L", help="FILE… are records of a class: grade everybody in them in this lesson.")
@click.option(
    "--due",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]),
    metavar="TIME",
    help="Mark as late what happened after TIME, such as 2026-12-01T18:00, in the time of this machine.",
)
def command(
    files: tuple[Path, ...], folder: Path | None, form: str | None, lesson: str | None, due: datetime | None
) -> None:
    """Grade hand-ins: mails of helo hand-in, mailboxes of them, saved transcripts, or folders of all these.

    Each is played through the goals of its lessons again, and no "done" in it is believed. Of several hand-ins of the
    same name and lesson the best counts. The level of trust is told (a hand-in can be forged), varied (the lesson is
    another one for each name), or seen (the class server was there).

    The exit status is 0 if every goal is reached, 1 if not, or if a file is no hand-in.
    """
    from heloworld.classroom.grading.gradebook import Gradebook
    from heloworld.classroom.grading.run import grade_all, grade_class
    from heloworld.output import print_lines

    found = grade_all(files, folder) if lesson is None else grade_class(files, folder, lesson)
    book = Gradebook(found, due.astimezone() if due is not None else None)
    print_lines(book.written(form or "text"))
    if not book.is_whole:
        raise click.exceptions.Exit(1)
