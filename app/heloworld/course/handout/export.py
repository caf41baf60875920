"""``helo lessons export``: lessons as a handout, each with its solution as it was played just now."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import click

from heloworld.course.handout.blocks import Block, Contents, Heading
from heloworld.course.handout.editions import Edition, Performance, Sheet, places_on_paper
from heloworld.course.handout.markdown import markdown
from heloworld.course.handout.performance import perform
from heloworld.course.handout.ways_in import Joining
from heloworld.course.model.catalogue import lessons_of, lessons_option, open_course
from heloworld.course.model.lesson import Lesson
from heloworld.course.model.loader import load
from heloworld.course.model.placeholders import Places
from heloworld.course.model.who import checked
from heloworld.course.play.world_plan import own_screen
from heloworld.errors import HeloError, UsageError
from heloworld.lab.doors import FRONT
from heloworld.lab.hosts.host_table import LOOPBACK
from heloworld.lab.plan import usual_port
from heloworld.wire.visible import visible_text

ON_PAPER: Final = "your-word"
"""What stands for ``{who}`` on a sheet that many are given."""

OWN: Final = places_on_paper(LOOPBACK, usual_port(FRONT))
"""Where the servers of a lesson are that needs the program itself: on the learner's own machine."""

_HOST: Final = re.compile(r"[A-Za-z0-9._-]+")


def export(
    folder: Path | None,
    names: Sequence[str],
    output: Path | None,
    *,
    as_html: bool,
    edition: Edition,
    address: tuple[str, int],
    others: Mapping[str, int],
    learner: str,
    word: str,
) -> None:
    """Write a handout.

    Args:
        folder: The course's folder; None for the one that ships with the program.
        names: The ids or numbers of the lessons, or numbers of parts.
        output: The file; None for stdout.
        as_html: Whether to write HTML instead of Markdown.
        edition: Whom it is for.
        address: Host and port that stand in its command lines; where a lesson needs this program, the learner's own.
        others: The ports of other doors that stand there, where they are not the usual ones.
        learner: The learner's name, where lessons are another one for each; without it, `ON_PAPER` stands for all.
        word: The word of the class, for worksheets; empty where only its board says it.

    Raises:
        UsageError: The host cannot be one, or the name is none.
        HeloError: There is no such lesson, its solution cannot be played, or the file cannot be written.
    """
    course, left_out = open_course(folder, checked(learner) if learner else "")
    _say(left_out)
    lessons = [each if learner else _for_everybody(each) for each in lessons_of(course, names)]
    option = f" --lessons {course.folder.name}" if lessons_option(course) else ""
    host, port = _host(address[0]), address[1]
    named = places_on_paper(host, port, others)
    is_for_class = edition is Edition.STUDENT and (bool(word) or not _is_this_machine(host))
    joining = Joining(host, port, word) if is_for_class else None
    sheets = [Sheet(each, _places(each, named), edition, _played(each, edition), option, joining) for each in lessons]
    _say_own(host, [sheet.lesson.number for sheet in sheets if sheet.places is OWN])
    _write(_page(sheets, as_html=as_html), output)


def _page(sheets: Sequence[Sheet], *, as_html: bool) -> str:
    title, blocks = _bound(sheets)
    if not as_html:
        return markdown(blocks)
    from heloworld.course.handout.html import html  # loads lexers, which Markdown does not need

    return html(title, blocks)


def _for_everybody(lesson: Lesson) -> Lesson:
    """A lesson as it is on a sheet that many are given."""
    return (load(lesson.path, ON_PAPER).lesson or lesson) if lesson.is_varied else lesson


def _host(said: str) -> str:
    """A host as it stands in command lines: a name, or an address, one of IPv6 without the brackets it may have.

    Raises:
        UsageError: It is neither.
    """
    bare = said[1:-1] if said.startswith("[") and said.endswith("]") else said
    try:
        return str(ipaddress.IPv6Address(bare))
    except ValueError:
        if not _HOST.fullmatch(said):
            raise UsageError(f"{said!r} is no host.", "Name one like 192.168.1.20 or mail.harbour.test.") from None
    return said


def _places(lesson: Lesson, named: Places) -> Places:
    """Where the servers of a lesson are: those that are named, or the learner's own."""
    is_far = not _is_this_machine(named.doors[FRONT][0])
    return OWN if is_far and own_screen(lesson) else named


def _is_this_machine(host: str) -> bool:
    """Whether a host is the machine itself on which somebody works."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _say_own(host: str, numbers: Sequence[str]) -> None:
    """Say which lessons are done on the learner's own machine, whatever host is named."""
    if numbers:
        names = " and ".join(filter(None, (", ".join(numbers[:-1]), numbers[-1])))
        need = "needs" if len(numbers) == 1 else "need"
        whose = "this program, whose servers are on the learner's own machine"
        _say(f"{names} {need} {whose}: {host} is not in the command lines there.")


def _played(lesson: Lesson, edition: Edition) -> Performance:
    if not edition.is_played:
        return Performance()
    logging.getLogger("heloworld").addHandler(logging.NullHandler())  # what the server notes is no trouble here
    played = asyncio.run(perform(lesson))
    if not played.is_complete:
        _say(f"The solution does not reach all goals. See why: helo lessons check {lesson.path}")
    return played


def _bound(sheets: Sequence[Sheet]) -> tuple[str, list[Block]]:
    """A title, and one sheet as it is, or several with a contents page before them."""
    if len(sheets) == 1:
        return sheets[0].title, sheets[0].blocks()
    anchors = [f"lesson-{number}" for number in range(1, len(sheets) + 1)]
    entries = [
        (anchor, sheet.title, f"({sheet.lesson.head.minutes} min)")
        for anchor, sheet in zip(anchors, sheets, strict=True)
    ]
    blocks: list[Block] = [Heading(1, "Contents"), Contents(tuple(entries))]
    for anchor, sheet in zip(anchors, sheets, strict=True):
        blocks += sheet.blocks(anchor=anchor)
    return f"{sheets[0].title} to {sheets[-1].title}", blocks


def _say(trouble: str) -> None:
    if trouble:
        click.echo(f"helo: {visible_text(trouble)}", err=True)


def _write(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text.encode(), nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        why = (error.strerror or "it cannot be used").lower()
        raise HeloError(f"{output} cannot be written: {why}.", "Name another file with -o.") from error
