"""``helo notes``: the presenter's second screen."""

from __future__ import annotations

import click


@click.command("notes")
def command() -> None:
    """Notes for whoever presents: next line, answer, teacher's notes, time.

    Run it in a second terminal on the same machine, on a screen that the class does not see. It follows the lesson
    that helo --present shows.
    """
    from heloworld.ui import launch

    launch.show_notes()
