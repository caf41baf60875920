"""``helo hand-in``: what was done in lessons, as a mail."""

from __future__ import annotations

from pathlib import Path

import click

from heloworld.cli import options
from heloworld.errors import HeloError, UsageError
from heloworld.smtp.ports import LAB_PORT


@click.command("hand-in")
@click.argument("names", nargs=-1, required=True, metavar="LESSON…")
@options.lessons
@click.option("--name", metavar="NAME", help="What you call yourself in class, such as ana7; kept for the next time.")
@click.option("--to", metavar="HOST[:PORT]", help=f"Send it to a class server. [default port: {LAB_PORT}]")
@click.option("-o", "--output", type=options.FILE, metavar="FILE", help="Write to FILE. [default: NAME-LESSON.eml]")
@click.option("--force", is_flag=True, help="Write even over a file that is there.")
def command(
    names: tuple[str, ...], folder: Path | None, name: str | None, to: str | None, output: Path | None, force: bool
) -> None:
    """Hand in the lessons LESSON…: write a mail with all that happened in them, or send it to the class.

    LESSON is a lesson's name or number, such as 1.3, or the number of a part, such as 1. The mail holds what crossed,
    what became of the mailboxes, your answers, hints and times. Any mail program, web page for homework or version
    control can carry it; helo grade plays it again. --to takes it to the class that you have joined with helo join.
    """
    from heloworld import paths
    from heloworld.classroom.hand_in.make import collect, make
    from heloworld.classroom.hand_in.posting import post
    from heloworld.classroom.reports.membership import load
    from heloworld.course.journal.archive import Archive
    from heloworld.course.model.catalogue import lessons_of, open_course
    from heloworld.course.progress import learner_name
    from heloworld.course.progress.progress import key_of

    if to is not None and output is not None:
        raise UsageError("--to sends it, and --output writes it to a file.", "Choose one of them.")
    who = learner_name.keep(name) if name is not None else learner_name.known()
    if not who:
        raise UsageError("Nobody knows whose hand-in this would be.", "Say it once with --name, such as --name ana7.")
    course, _ = open_course(folder, who)
    lessons = lessons_of(course, names)
    mail = make(who, collect(Archive(paths.evidence(), key_of(folder)), lessons))
    if to is not None:
        host, port = _address(to)
        member = load()
        badge = member.badge if member is not None else ""
        click.echo(f"Handed in as {who}: {post(mail, who, host, port, badge)}")
        return
    file = output or Path(f"{who}-{lessons[0].id if len(lessons) == 1 else 'hand-in'}.eml")
    _write(file, mail, force=force)
    click.echo(f"{file} is written, {len(mail):,} bytes.")


def _address(text: str) -> tuple[str, int]:
    """Host and port.

    Raises:
        UsageError: It is neither.
    """
    host, colon, port = text.rpartition(":")
    if not colon or text.endswith("]"):
        return text.strip("[]"), LAB_PORT
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536 or not host:
        raise UsageError(f"{text} is no address of a server.", "Write it like 192.0.2.7:2525.")
    return host.strip("[]"), int(port)


def _write(file: Path, mail: bytes, *, force: bool) -> None:
    try:
        with file.open("wb" if force else "xb") as out:
            out.write(mail)
    except FileExistsError as error:
        raise HeloError(f"{file} is there already.", "Write over it with --force, or name another with -o.") from error
    except OSError as error:
        raise HeloError(f"{file} cannot be written: {error.strerror}.", "Name another file with -o.") from error
