"""``helo class``: the server of a class, and the board."""

from __future__ import annotations

import shlex
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from heloworld.cli import options
from heloworld.errors import HeloError
from heloworld.smtp.ports import LAB_PORT

if TYPE_CHECKING:
    from heloworld.classroom.server.class_server import ClassServer

_SIGNALS: Final = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


@click.command("class")
@click.option(
    "--host",
    default="127.0.0.1",
    metavar="ADDRESS",
    show_default=True,
    help="The address to listen on; 0.0.0.0 lets the whole room in.",
)
@click.option("--port", type=options.PORT, default=LAB_PORT, metavar="N", show_default=True, help="The port of SMTP.")
@click.option("--pop3-port", type=options.PORT, metavar="N", help="Let people fetch their mail by POP3 on this port.")
@click.option(
    "--lesson",
    metavar="NAME",
    help="The lesson of the class: its world is served, and the board shows who has reached which goal of it.",
)
@options.lessons
@click.option(
    "--code",
    "word",
    metavar="WORD",
    help="The word that lets people in. A class with the same word goes on. [default: that of today's class, or a new "
    "one]",
)
@click.option(
    "--record",
    type=options.FILE,
    metavar="DIR",
    help="The folder of the classes that are recorded. [default: heloworld/class in the folder of your own data]",
)
@click.option("--text", "as_text", is_flag=True, help="No screen: print how to join, and serve until it is ended.")
@click.option(
    "--delete", "deletes", is_flag=True, help="Delete all that was recorded of every class; with --code, of one."
)
def command(
    host: str,
    port: int,
    pop3_port: int | None,
    lesson: str | None,
    folder: Path | None,
    word: str | None,
    record: Path | None,
    as_text: bool,
    deletes: bool,
) -> None:
    """A class: a server that everybody joins by saying HELO name.word, and a board that shows who is where.

    No accounts. Everybody who has joined has a mailbox at class.test, votes by mail to 2@vote.class.test, and raises a
    hand by mail to help@class.test. Lessons on other machines tell the class what is reached there: helo join.
    All is recorded in a folder on this machine alone; --delete deletes it.
    """
    word = options.checked_word(word) if word is not None else None
    if deletes:
        _delete(word, record)
        return
    doors = {"pop3": pop3_port} if pop3_port is not None else {}
    server = _server(host, port, doors, lesson, folder, word, record)
    try:
        server.start().result()
        if as_text:
            _serve(server, folder)
        else:
            from heloworld.ui import launch

            launch.show_board(server)
            if server.folder.record.exists():  # else the board has said what became of it
                click.echo(f"The class is recorded in {server.folder.record}. To see it again: helo board FILE")
    finally:
        server.stop()


def _delete(word: str | None, record: Path | None) -> None:
    """Delete what was recorded, and say what that was."""
    from heloworld import paths
    from heloworld.classroom.server import folder

    there, place = folder.recorded(record), record or paths.classes()
    found = [each for each in there if word is None or each.word == word]
    if word is not None and not found:
        others = ", ".join(each.word for each in there)
        raise HeloError(
            f"There is no class {word} in {place}, and nothing was deleted.",
            f"Name one of these: {others}." if there else "Name the folder where it is recorded, with --record.",
        )
    folder.delete(found)
    words = ", ".join(each.word for each in found)
    click.echo(f"Deleted: {words}." if found else f"Nothing is recorded in {place}.")


def _server(
    host: str,
    port: int,
    doors: dict[str, int],
    lesson: str | None,
    folder: Path | None,
    word: str | None,
    record: Path | None,
) -> ClassServer:
    """The server, before it starts."""
    from heloworld.classroom.board.syllabus import syllabuses
    from heloworld.classroom.server.class_server import ClassServer
    from heloworld.classroom.server.folder import open_class
    from heloworld.course.model.catalogue import lesson_of, open_course
    from heloworld.course.play.world_plan import mailboxes_of, own_screen, room_plan
    from heloworld.lab.plan import Plan, with_ports

    course, left_out = open_course(folder)
    if left_out:
        sys.stderr.write(f"helo: warning: {left_out}\n")
    place = open_class(word, record)
    known = syllabuses(course)
    if lesson is None:
        return ClassServer(place, Plan(place.mail, host, port, doors=doors), known)
    found = lesson_of(course, lesson)
    if own_screen(found):  # taken at home, with helo join: here its goals are shown
        return ClassServer(place, Plan(place.mail, host, port, doors=doors), known, found.id)
    plan = with_ports(room_plan(found, place.mail), host, port, doors)
    return ClassServer(place, plan, known, found.id, mailboxes_of(found, place.mail))


def _serve(server: ClassServer, folder: Path | None) -> None:
    """Say how to join, and how a handout of the lesson is made, maybe of another course; then wait for a signal."""
    over = threading.Event()
    for number in _SIGNALS:
        signal.signal(number, lambda _number, _frame: over.set())
    call = server.invitation
    assert call is not None
    click.echo(f"smtp on {call.host}:{call.port}")
    click.echo(
        f"class {call.word}, join by HELO name.{call.word}, or by: helo join {call.server} --name name.{call.word}"
    )
    if call.pop3 is not None:
        click.echo(f"pop3 on {call.host}:{call.pop3}, name@class.test with the password {call.word}")
    if server.book.register.lesson is not None:
        course = f" --lessons {shlex.quote(str(folder))}" if folder is not None else ""
        fetched = f" --pop3-port {call.pop3}" if call.pop3 is not None else ""
        click.echo(
            f"handouts by: helo lessons export {server.book.register.lesson}{course} --student --host {call.host} "
            f"--port {call.port}{fetched} --code {call.word}"
        )
    click.echo(f"record in {server.folder.record}")
    sys.stdout.flush()
    over.wait()
