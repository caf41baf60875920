"""``helo verify``: what a receiver would think of a letter."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from heloworld.cli import options
from heloworld.errors import UsageError

if TYPE_CHECKING:
    from heloworld.lab.judging.trace_fields import Moment, Trace
    from heloworld.lab.judging.whom_to_ask import Asked

_READER: Final = "mboxrd"
_AS: Final = f"Whose eyes to read a mailbox with, as in helo mbox. [default: {_READER}]"
_ZONE: Final = (
    "Ask nobody: the DNS is what this file says, a zone as RFC 1035 has it, named harbour.test.zone; once for each."
)
_AT: Final = (
    "When it came in, as 2026-07-06T10:00:05Z, by which signatures expire; now is now. "
    "[default: the date in Received, and now where there is none, or --ip names another client]"
)
_RESOLVER: Final = "The name server to ask. [default: that of /etc/resolv.conf]"


@click.command("verify")
@click.argument("mail", metavar="MAIL")
@click.option("--zone", "zones", type=options.FILE, metavar="FILE", multiple=True, help=_ZONE)
@click.option("--resolver", metavar="HOST[:PORT]", help=_RESOLVER)
@click.option("--ip", metavar="A", help="The address of the client that brought it. [default: that in Received]")
@click.option("--helo", metavar="NAME", help="The name that it gave in HELO. [default: that in Received]")
@click.option("--from", "sender", metavar="ADDRESS", help="The sender of the envelope. [default: that in Return-Path]")
@click.option("--at", "at", metavar="TIME", help=_AT)
@click.option("--as", "reader", metavar="READER", default=_READER, help=_AS)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a verdict.")
def command(
    mail: str,
    zones: tuple[Path, ...],
    resolver: str | None,
    ip: str | None,
    helo: str | None,
    sender: str | None,
    at: str | None,
    reader: str,
    as_json: bool,
) -> None:
    """Judge a message as its receiver would: SPF, DKIM, DMARC, each step and reason.

    MAIL is a file, - for the standard input, or FILE#N for message N of a mailbox.

    The exit status is 0 if nothing failed, 1 if anything did (fail, softfail, permerror, temperror).
    """
    from heloworld.cli import verify_print
    from heloworld.lab.judging import whom_to_ask
    from heloworld.lab.judging.letter_file import read_letter

    if zones and resolver is not None:
        raise UsageError("--zone and --resolver exclude each other.", "Ask zone files or a name server.")
    given = _given(ip, helo, sender, at)
    asked: Asked = whom_to_ask.zones(zones) if zones else whom_to_ask.server(resolver)
    letter = read_letter(mail, reader)
    if not verify_print.show(letter, asked, given, as_json=as_json):
        raise click.exceptions.Exit(1)


def _given(ip: str | None, helo: str | None, sender: str | None, at: str | None) -> Trace:
    """What the call says about how the letter came in."""
    import ipaddress

    from heloworld.lab.judging.judgement import GIVEN_CLIENT
    from heloworld.lab.judging.trace_fields import Told, Trace

    if ip is not None:
        try:
            ipaddress.ip_address(ip)
        except ValueError as error:
            raise UsageError(f"{ip} is no address.", "Write one in numbers, as --ip 192.0.2.1.") from error
    path = sender.strip().removeprefix("<").removesuffix(">") if sender is not None else None
    if path and "@" not in path:
        raise UsageError(f"{path} is no address.", "Write --from ana@harbour.test, or --from '<>' for a bounce.")
    if helo is not None and not helo.strip():
        raise UsageError("There is no name in --helo.", "Write --helo mail.harbour.test, or leave it out.")
    return Trace(
        Told(ip, GIVEN_CLIENT) if ip is not None else None,
        Told(helo, "--helo") if helo is not None else None,
        Told(path, "--from") if path is not None else None,
        at=_moment(at) if at is not None else None,
    )


def _moment(text: str) -> Moment:
    """The time of receipt as the call has it: a date as ISO 8601 or a letter has it, or ``now``."""
    import time

    from heloworld.lab.judging.judgement import GIVEN_TIME
    from heloworld.lab.judging.trace_fields import Moment
    from heloworld.trust.moment import parse_date, parse_iso

    seconds = time.time() if text.strip().lower() == "now" else parse_iso(text)
    seconds = parse_date(text) if seconds is None else seconds
    if seconds is None:
        raise UsageError(f"{text} is no time.", "Write --at 2026-07-06T10:00:05Z, or --at now.")
    return Moment(seconds, GIVEN_TIME)
