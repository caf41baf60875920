"""``helo join``: the lessons on this machine tell a class what is done in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import click

from heloworld.errors import ConnectError, UsageError
from heloworld.smtp.ports import LAB_PORT

if TYPE_CHECKING:
    from heloworld.classroom.reports.membership import Membership

_PLACE: Final = re.compile(r"(?:\[(?P<six>[0-9a-fA-F:.]+)\]|(?P<host>[^\s:\[\]]+))(?::(?P<port>[0-9]{1,5}))?")


@click.command("join")
@click.argument("server", metavar="[HOST[:PORT]]", required=False)
@click.option("--name", metavar="NAME.WORD", help="A name that you choose, and the word of the class: ana7.reef.")
@click.option("--hand", metavar="TEXT", help="Raise your hand, and say what you ask.")
@click.option("--leave", "leaves", is_flag=True, help="Tell the class nothing any more.")
def command(server: str | None, name: str | None, hand: str | None, leaves: bool) -> None:
    """Join a class: from now on, your lessons tell it what you reach, get wrong, ask for and answer.

    Each goal, mistake, hint and answer goes to the class by mail; what you type stays here. While the class cannot be
    reached it waits, and is told later. Without arguments: say which class that is.
    """
    from heloworld.classroom.reports import membership
    from heloworld.course.progress import learner_name

    if leaves:
        membership.leave()
        click.echo("Your lessons tell no class anything.")
        return
    if server is None and name is None:
        _say(hand)
        return
    if server is None or name is None:
        way = "helo join 192.168.1.5:2525 --name ana7.reef"
        if hand is not None and membership.load() is not None:
            way = "To raise your hand in the class that you have joined, leave the server out: helo join --hand TEXT"
        raise UsageError("A class is joined by its server and a name.", way)
    found = _PLACE.fullmatch(server)
    port = int(found["port"] or LAB_PORT) if found is not None else 0
    if found is None or not 0 < port < 65_536:
        raise UsageError(f"{server} is no server.", "Write a host, and perhaps a port: 192.168.1.5:2525.")
    member = membership.membership(found["six"] or found["host"], port, name)
    membership.keep_key(member)  # a class is joined only by somebody whom it can know again
    _try(member, membership.load())
    membership.keep(member)
    if not learner_name.known():
        learner_name.keep(member.name)
    _say(hand)


def _try(member: Membership, before: Membership | None) -> None:
    """See whether the class takes somebody before their own class is given up.

    Args:
        member: Who would join which class.
        before: The class that they have joined before; None for none.

    Raises:
        ConnectError: It does not; or it cannot be reached, and they have another class.
    """
    from heloworld.classroom.reports import postman

    try:
        postman.check(member)
    except postman.NotTakenError as error:
        raise ConnectError(error.sentence, f"{_still(before)} Look at the board for the word.") from error
    except ConnectError as error:
        is_other = before is not None and (before.name, before.word) != (member.name, member.word)
        if is_other:
            raise ConnectError(error.sentence, f"{_still(before)} Look at the board for the address.") from error


def _still(member: Membership | None) -> str:
    if member is None:
        return "You have joined no class."
    return f"As before, your lessons tell the class {member.word} at {member.host}:{member.port}, as {member.name}."


def _raise_hand(words: str) -> None:
    """Have the class told that somebody asks for help."""
    import time

    from heloworld import paths
    from heloworld.classroom.reports import membership
    from heloworld.classroom.reports.report import report
    from heloworld.classroom.reports.spool import Spool
    from heloworld.classroom.reports.told import Told

    told = Told(kind="hand", what=words[:80])
    Spool(paths.membership() / membership.SPOOL).put(report(told, time.time()))


def _say(hand: str | None) -> None:
    """Say which class has been joined, and whether it hears; raise a hand in it, where somebody asks something."""
    from heloworld import paths
    from heloworld.classroom.reports import membership, postman
    from heloworld.classroom.reports.spool import Spool
    from heloworld.course.progress import learner_name

    member = membership.load()
    if member is None:
        click.echo("You have joined no class. Join one: helo join HOST:PORT --name NAME.WORD")
        return
    if hand is not None:
        _raise_hand(hand)
    spool = Spool(paths.membership() / membership.SPOOL)
    try:
        name = postman.check(member)
        if name != member.name:
            if learner_name.known() == member.name:  # what is handed in is to be theirs, and not the other's
                learner_name.keep(name)
            click.echo(f"Somebody else in this class is {member.name} already.")
        click.echo(f"You are {name} in the class {member.word}, at {member.host}:{member.port}.")
        postman.deliver(member, spool)
    except ConnectError:
        waits = len(spool.waiting())
        click.echo(f"You are not heard as {member.name} in the class {member.word}, at {member.host}:{member.port}.")
        click.echo(f"{waits} report{'' if waits == 1 else 's'} wait{'s' if waits == 1 else ''}.")
        raise
    if hand is not None:
        click.echo("Your hand is up until your teacher lowers it.")
    click.echo("It hears you. Go on with your lessons: helo")
