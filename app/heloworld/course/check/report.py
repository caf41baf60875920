"""``helo lessons check``: what it prints. Nothing is shown but faults, each with file and line."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from textwrap import TextWrapper

import click

from heloworld.course.check.programs import Judge
from heloworld.course.check.run import check, chosen, files_of, is_folder
from heloworld.course.check.wander import WANDERINGS
from heloworld.course.check.watch import watch
from heloworld.course.model.catalogue import passed_over
from heloworld.course.model.faults import Fault
from heloworld.course.model.loader import unnumbered
from heloworld.errors import HeloError
from heloworld.wire.visible import visible_text


def show(
    names: Sequence[Path],
    course: Path | None = None,
    *,
    as_json: bool,
    watches: bool = False,
    wanderings: int | None = None,
    programs: tuple[Path, Judge] | None = None,
) -> None:
    """Print the faults of lessons, one a line, each with the session that shows it.

    Args:
        names: Files, folders, or numbers and names of lessons; all of the course where there are none.
        course: The folder of the course; None is the one that ships with the program.
        as_json: Whether to print JSON objects.
        watches: Whether to do it again after each change of a file, until the user ends it.
        wanderings: How often each step is played with detours; None for as often as it has to be at least.
        programs: A file of programs for the steps about one's own, and what tries them; None where there is none.

    Raises:
        UsageError: There is no such path, or no lesson in it.
        HeloError: There are faults.
    """
    wanted = chosen(names, course)
    count = WANDERINGS if wanderings is None else wanderings

    def look() -> str:
        return _summary(*_printed(wanted, count, programs, as_json=as_json))

    if watches:
        watch(wanted, look)
        return
    files, faults = _printed(wanted, count, programs, as_json=as_json)
    if faults:
        raise HeloError(_summary(files, faults))
    if not as_json:
        click.echo(_summary(files, faults))


def _printed(
    paths: Sequence[Path], wanderings: int, programs: tuple[Path, Judge] | None, *, as_json: bool
) -> tuple[list[Path], list[Fault]]:
    """The lessons that were looked at, and their faults, which are printed."""
    files = files_of(paths)
    folders = [path for path in paths if is_folder(path)]
    inner = [each for folder in folders for each in folder.rglob("*") if each.is_dir()]
    if others := [file for folder in [*folders, *sorted(inner)] for file in unnumbered(folder)]:
        click.echo(f"helo: {visible_text(passed_over(others))}", err=True)
    faults = check(files, wanderings, programs)
    for fault in faults:
        click.echo(fault.as_json if as_json else wrapped(str(fault)))
    return files, faults


def _summary(files: Sequence[Path], faults: Sequence[Fault]) -> str:
    if not faults:
        return f"{_lessons(len(files))}, no faults: {visible_text(_where(files))}."
    what = "There is 1 fault" if len(faults) == 1 else f"There are {len(faults)} faults"
    return f"{what} in {_lessons(len({fault.path for fault in faults}))}."


def _where(files: Sequence[Path]) -> str:
    """What was looked at: a file, or the folder in which all of them lie; from here, where it lies below."""
    paths = [file.absolute() for file in files]
    where = paths[0] if len(paths) == 1 else Path(os.path.commonpath([path.parent for path in paths]))
    here = Path.cwd()
    return str(where.relative_to(here)) if where != here and where.is_relative_to(here) else str(where)


def wrapped(text: str, width: int | None = None) -> str:
    """Lines as they fit into a terminal, broken between words; those that go on are indented.

    Args:
        text: The lines.
        width: Columns; None for those of the terminal on stdout. Where that is none, nothing is broken.
    """
    if width is None and not sys.stdout.isatty():
        return text
    columns = width or shutil.get_terminal_size().columns
    wrapper = TextWrapper(columns, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
    lines = text.split("\n")
    return "\n".join(wrapper.fill(line) if len(line) > columns else line for line in lines)


def _lessons(count: int) -> str:
    return "1 lesson" if count == 1 else f"{count} lessons"
