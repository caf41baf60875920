"""``helo lessons``: what can be done with lessons, a command each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import click

from heloworld.cli import options
from heloworld.errors import UsageError
from heloworld.smtp.ports import LAB_PORT

OTHER_PORTS: Final = {
    "smtps": "--tls-port",
    "submission": "--submission-port",
    "pop3": "--pop3-port",
    "pop3s": "--pop3s-port",
    "imap": "--imap-port",
    "imaps": "--imaps-port",
}
"""Door → the option for its port in a handout, named as `helo serve` names it."""


def _other_ports(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for each of these doors."""
    for door, name in reversed(OTHER_PORTS.items()):
        help_ = "The port of that name of helo serve, where it is not the usual one."
        command = click.option(name, door, type=click.IntRange(1, 65535), metavar="P", help=help_)(command)
    return command


@click.group("lessons")
def command() -> None:
    """The lessons: list them, take one, write and check your own, print one."""


@command.command()
@click.argument("names", nargs=-1, metavar="[NAME…]", type=options.FILE)
@options.lessons
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a fault.")
@click.option(
    "--wanderings",
    type=click.IntRange(0, 10_000),
    metavar="N",
    help="How often each step is played with mistakes before right lines.  [default: 6]",
)
@click.option("--watch", "watches", is_flag=True, help="Check again whenever a file changes, until Ctrl+C.")
@click.option(
    "--programs",
    type=options.FILE,
    metavar="FILE",
    help="Try the steps about one's own program with those in this file, TOML with a [[program]] for each.",
)
def check(
    names: tuple[Path, ...],
    folder: Path | None,
    as_json: bool,
    wanderings: int | None,
    watches: bool,
    programs: Path | None,
) -> None:
    """Check lessons; all of the course where no NAME is given.

    NAME is a file, a folder of lessons, or a lesson's name or number, such as 1.3: one of those that come with the
    program, or with --lessons, of that course.

    Each lesson is read, and played on a server of its own. Each fault is one line, with its file and line,
    followed by the session that shows it where there is one; the exit status is 1 if there are any.
    """
    from heloworld.course.check.report import show

    kept = None
    if programs is not None:
        from heloworld.judge.watched import tried

        kept = (programs, tried)
    show(names, folder, as_json=as_json, watches=watches, wanderings=wanderings, programs=kept)


@command.command("list")
@options.lessons
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a lesson.")
def list_(folder: Path | None, as_json: bool) -> None:
    """List the lessons: how long each takes, and how far you are in it."""
    from heloworld.cli.lessons_list import show

    show(folder, as_json=as_json)


@command.command()
@click.argument("name")
@options.lessons
@click.option("--text", is_flag=True, help="As plain lines of text, for screen readers, pipes and scripts.")
@click.option("--step", type=click.IntRange(1), metavar="N", help="Begin at this step; what comes before it is played.")
@click.option("--present", is_flag=True, help="For a class: Page Down and Page Up play the lesson's lines.")
@options.port
def run(name: str, folder: Path | None, text: bool, step: int | None, present: bool, port: int | None) -> None:
    """Take the lesson NAME (its name or number, such as 1.3).

    With --text, you type lines of SMTP, and what is for the lesson behind a slash: /help lists it. The exit status is
    0 once all goals of the lesson are reached.
    """
    if text:
        if step is not None or present or port is not None:
            raise UsageError("--step, --present and --port are for the screen.", "Leave out --text.")
        from heloworld.classroom.reports.telling import telling
        from heloworld.course.spoken.run import run as run_text
        from heloworld.judge.watched import SpokenJudge

        with telling() as followers:
            run_text(folder, name, SpokenJudge(), *followers)
    else:
        from heloworld.course.model.catalogue import lesson_of, open_course
        from heloworld.ui import launch

        lesson = lesson_of(open_course(folder)[0], name)
        if step is not None and step > len(lesson.steps):
            raise UsageError(f"{lesson.id} has {len(lesson.steps)} steps.", "Name one of them with --step.")
        wanted = LAB_PORT if port is None else port
        launch.show_course(folder, lesson.id, port=wanted, is_presenting=present, step=step)


@command.command()
@click.argument("path", type=options.FILE)
def new(path: Path) -> None:
    """Write the beginning of a lesson to the file PATH, such as 1-my-part/01-my-lesson.md."""
    from heloworld.course.model.template import write

    write(path)


@command.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME…")
@options.lessons
@click.option("--html", "as_html", is_flag=True, help="Write a page for a browser and for paper instead of Markdown.")
@click.option("-o", "--output", type=options.FILE, metavar="FILE", help="Write to a file, not to stdout.")
@click.option("--student", "editions", flag_value="student", multiple=True, help="A worksheet without answers.")
@click.option("--key", "editions", flag_value="key", multiple=True, help="The answers alone.")
@click.option("--teacher", "editions", flag_value="teacher", multiple=True, help="With the notes for the teacher.")
@click.option("--name", default="", metavar="NAME", help="Whose it is, where a lesson is another one for each learner.")
@click.option("--host", default="127.0.0.1", metavar="H", help="The host in command lines.  [default: 127.0.0.1]")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=LAB_PORT,
    metavar="P",
    help=f"The port in command lines.  [default: {LAB_PORT}]",
)
@_other_ports
@click.option("--code", "word", metavar="WORD", help="The word of the class, for a worksheet that says how to join it.")
def export(
    names: tuple[str, ...],
    folder: Path | None,
    as_html: bool,
    output: Path | None,
    editions: tuple[str, ...],
    name: str,
    host: str,
    port: int,
    word: str | None,
    **others: int | None,
) -> None:
    """Write the lessons NAME… as a handout: text, goals, questions, and the solution as it was played just now.

    NAME is a lesson's name or number, such as 1.3, or the number of a part, such as 1, for all of its lessons. Several
    lessons make one file, with a contents page; call it once for each lesson to have a file of each.

    A worksheet for the --host of a class says how to reach its server and how to join. A lesson that needs this program
    is done on the learner's own machine, so its command lines name that machine whatever the host is.
    """
    from heloworld.course.handout.editions import Edition
    from heloworld.course.handout.export import export as write

    if len(set(editions)) > 1:
        raise UsageError("A handout is for one of them.", "Choose --student, --key or --teacher.")
    ports = {door: number for door, number in others.items() if number is not None}
    edition = Edition(editions[0]) if editions else Edition.FULL
    if word is not None and edition is not Edition.STUDENT:
        raise UsageError("The word of a class stands on worksheets alone.", "Add --student, or leave out --code.")
    if word is not None and host == "127.0.0.1":
        click.echo("No other machine reaches 127.0.0.1: name the address of this one with --host.", err=True)
    said, at = options.checked_word(word) if word is not None else "", (host, port)
    write(folder, names, output, as_html=as_html, edition=edition, address=at, others=ports, learner=name, word=said)
