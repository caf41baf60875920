"""``helo replay``: a saved transcript as it happened."""

from __future__ import annotations

from pathlib import Path

import click

from heloworld.cli import options


@click.command("replay")
@click.argument("file", type=options.FILE)
@click.option("--text", is_flag=True, help="As plain lines of text, for screen readers and pipes.")
def command(file: Path, text: bool) -> None:
    """Show a saved transcript again: a line on, a line back, at any pace; the mailboxes grow and shrink with it.

    FILE is what a key in the lab or in a lesson has saved, what helo serve --json has printed, or a transcript that was
    taken out of a hand-in.
    """
    if text:
        from heloworld.lab.recorded.saved_transcript import load
        from heloworld.lab.serving.text_report import TextReport
        from heloworld.output import print_lines

        report = TextReport()
        print_lines(line for event in load(file).events for line in report.text(event).splitlines())
    else:
        from heloworld.ui import launch

        launch.show_replay(file)
