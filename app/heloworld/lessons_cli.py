"""``helo lessons``: what can be done with lessons but for playing them on the screen."""

from __future__ import annotations

from pathlib import Path

import click


@click.group()
def lessons() -> None:
    """The lessons: check those that you write."""


@lessons.command()
@click.argument("paths", nargs=-1, metavar="[PATH…]", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a fault.")
def check(paths: tuple[Path, ...], as_json: bool) -> None:
    """Check lessons: files, or folders of them; all that ship with the program where no PATH is given.

    Each lesson is read, and played on a server of its own. Each fault is one line, with its file and line; the exit
    status is 1 if there are any.
    """
    from heloworld.course.check import show

    show(paths, as_json=as_json)
