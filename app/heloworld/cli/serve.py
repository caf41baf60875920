"""``helo serve``: the server alone."""

from __future__ import annotations

import contextlib
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from heloworld.cli import options
from heloworld.errors import UsageError
from heloworld.smtp.ports import LAB_PORT

if TYPE_CHECKING:
    from heloworld.lab.plan import Plan

_SHARED: Final = (
    "This lesson's mailboxes are the same for everybody, so it is for one learner at a time: what one deletes or marks "
    "is so for the next. Start it anew for each, or start several servers, each with ports of its own."
)


@click.command("serve")
@click.option("--host", default="127.0.0.1", metavar="ADDRESS", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=options.PORT, default=LAB_PORT, metavar="N", show_default=True, help="The port; 0 for any."
)
@click.option(
    "--tls-port", "smtps", type=options.PORT, metavar="N", help="One more port, with TLS from the first byte."
)
@click.option(
    "--submission-port",
    "submission",
    type=options.PORT,
    metavar="N",
    help="One more port, where people log in to send: TLS first, then the password.",
)
@click.option("--pop3-port", "pop3", type=options.PORT, metavar="N", help="Serve POP3, too, on this port.")
@click.option("--pop3s-port", "pop3s", type=options.PORT, metavar="N", help="The same with TLS from the first byte.")
@click.option("--imap-port", "imap", type=options.PORT, metavar="N", help="Serve IMAP, too, on this port.")
@click.option("--imaps-port", "imaps", type=options.PORT, metavar="N", help="The same with TLS from the first byte.")
@click.option(
    "--dns-port", "dns", type=options.PORT, metavar="N", help="Answer for names, too, on this port, UDP and TCP."
)
@click.option(
    "--zone",
    "zones",
    type=options.FILE,
    multiple=True,
    metavar="FILE",
    help="A zone to answer for, as RFC 1035 has it, named harbour.test.zone; once for each. [default: harbour.test]",
)
@click.option(
    "--world",
    type=options.FILE,
    metavar="FILE",
    help="Several hosts, as FILE has them: what stands in a lesson's [world], at the top level. Ports are for all.",
)
@click.option(
    "--lesson",
    metavar="NAME",
    help="The world of a lesson, for a room: its mailboxes, and what it refuses. New at each start but for --mail.",
)
@options.lessons
@click.option(
    "--login",
    "logins",
    multiple=True,
    metavar="USER:PASSWORD",
    help="Who may log in, and with which password; once for each. "
    "[default: ana, ben, cleo and postmaster, each with the password sesame]",
)
@options.mail
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object an event.")
@click.option("--quiet", "is_quiet", is_flag=True, help="Print where it listens, and no transcript.")
@click.option(
    "--ca",
    type=options.FILE,
    metavar="FILE",
    help="Write the certificate that a client must trust to this file, in PEM.",
)
@click.option(
    "--client-limit",
    type=click.IntRange(min=1),
    metavar="N",
    help="Connections that one address may have at a time to the server of each protocol: SMTP, POP3, IMAP, DNS. "
    "[default: 20, and 250 for this machine itself]",
)
def command(
    host: str,
    port: int,
    zones: tuple[Path, ...],
    world: Path | None,
    lesson: str | None,
    folder: Path | None,
    logins: tuple[str, ...],
    mail: Path | None,
    as_json: bool,
    is_quiet: bool,
    ca: Path | None,
    client_limit: int | None,
    **wanted: int | None,
) -> None:
    """The servers alone; the transcript goes to stdout. Where a port is taken it says so and ends."""
    from heloworld import paths
    from heloworld.lab.plan import Plan, with_accounts, with_client_limit, with_ports
    from heloworld.lab.serving.serve import serve

    doors = {door: number for door, number in wanted.items() if number is not None}
    _check_ports({"smtp": port} | doors)
    with contextlib.ExitStack() as stack:
        if lesson is not None and mail is None:
            mail = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="helo-")))
        mail = mail or paths.mail()
        plan, title = _world(world, lesson, folder, mail)
        if plan is None:
            plan = with_accounts(Plan(mail, host, port, doors=doors, zones=_zones(zones, wanted["dns"])), logins)
        else:
            plan = with_ports(plan if not logins else with_accounts(plan, logins), host, port, doors)
        plan = plan if client_limit is None else with_client_limit(plan, client_limit)
        serve(plan, as_json=as_json, is_quiet=is_quiet, ca=ca, lesson=title)


def _world(world: Path | None, lesson: str | None, folder: Path | None, mail: Path) -> tuple[Plan | None, str]:
    """The world in a file, or that of a lesson, with the lesson's title; None where neither is wanted."""
    if world is None and lesson is None:
        return None, ""
    if world is not None and lesson is not None:
        raise UsageError("--world and --lesson are two worlds.", "Choose one of them.")

    from heloworld.course.model.catalogue import lesson_of, lessons_option, open_course
    from heloworld.course.play.world_plan import plan_in, room_plan, shares_mail

    if world is not None:
        return plan_in(world, mail), ""
    course = open_course(folder)[0]
    found = lesson_of(course, lesson or "")
    plan = room_plan(found, mail, lessons_option(course))
    if shares_mail(found):
        sys.stderr.write(f"helo: warning: {_SHARED}\n")
    return plan, f"{found.number} {found.title}".strip()


def _check_ports(wanted: Mapping[str, int]) -> None:
    """No two doors have the same port."""
    from heloworld.lab.doors import option_of

    options: dict[int, str] = {}
    for door, number in wanted.items():
        option = option_of(door)
        if number and number in options:
            raise UsageError(
                f"Port {number} is asked for twice, by {options[number]} and by {option}.",
                "Give each a port of its own, or 0 for any.",
            )
        options[number] = option


def _zones(files: tuple[Path, ...], port: int | None) -> dict[str, str]:
    """Origin → text of each zone; what is worth a warning is said on stderr."""
    if not files:
        return {}
    if port is None:
        raise UsageError("A zone is served where there is a port for it.", "Add --dns-port 1053, or another port.")
    from heloworld.lab.names.zone_files import read

    zones, warnings = read(files)
    for warning in warnings:
        sys.stderr.write(f"helo: warning: {warning}\n")
    return zones
