"""``helo board FILE``: the board of a class out of its record."""

from __future__ import annotations

from pathlib import Path

import click

from heloworld.cli import options


@click.command("board")
@click.argument("file", type=options.FILE)
@click.option("--lesson", metavar="NAME", help="The lesson of the class, where its record does not say it.")
@options.lessons
def command(file: Path, lesson: str | None, folder: Path | None) -> None:
    """The board of a recorded class; of one that still goes on, as it is now.

    FILE is the class.jsonl in the folder of the class, or any transcript that helo serve --json has printed: whoever
    said HELO name.word in it is on the board. Nobody can vote in a class that is over.
    """
    from heloworld.classroom.server.recorded import recorded_class
    from heloworld.course.model.catalogue import open_course
    from heloworld.ui import launch

    source = recorded_class(file, open_course(folder)[0], lesson)
    source.start()
    try:
        launch.show_board(source)
    finally:
        source.stop()
