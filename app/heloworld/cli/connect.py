"""``helo connect``: the wire panel on somebody's server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from heloworld.cli import options
from heloworld.errors import UsageError
from heloworld.lab.doors import DOORS, FRONT, SUBMISSION, door_of, usual_ports

if TYPE_CHECKING:
    import ssl

    from heloworld.lab.bench import Bench


@click.command("connect")
@click.argument("host")
@click.option(
    "--starttls",
    is_flag=True,
    help="Begin each connection with STARTTLS (STLS in POP3); without TLS nothing is sent until you agree.",
)
@click.option(
    "--tls", is_flag=True, help="Speak TLS from the first byte, as smtps:// does (port 465 unless another is given)."
)
@click.option("--cacert", type=options.FILE, metavar="FILE", help="Trust the authorities in this PEM file.")
@click.option("--insecure", is_flag=True, help="Believe any certificate.")
@click.option("--tcp", is_flag=True, help="Ask a name server over TCP, where long answers fit; dns:// uses datagrams.")
def command(host: str, starttls: bool, tls: bool, cacert: Path | None, insecure: bool, tcp: bool) -> None:
    """Type to any server: HOST or HOST:PORT speaks SMTP (port 25 unless another is given).

    A URL says what else is spoken: pop3://HOST, pop3s://HOST:PORT, imap://, imaps://, smtp://, smtps:// and
    submission:// (port 587). To dns://HOST:PORT questions are typed: MX harbour.test
    """
    from heloworld.ui import launch

    if starttls and tls:
        raise UsageError("--starttls and --tls exclude each other.", "Choose one: --tls for port 465, else --starttls.")
    door, place = _door_and_place(host)
    if door_of(door).implicit_tls and starttls:
        raise UsageError(f"{door}:// is TLS from the first byte.", f"Leave --starttls out, or write {door[:-1]}://.")
    if tls and door == SUBMISSION:
        raise UsageError("submission:// begins in the clear.", "Write smtps:// for TLS from the first byte, port 465.")
    if (starttls or tls) and f"{door_of(door).protocol}s" not in DOORS:
        raise UsageError(f"{door}:// is never encrypted here.", "Leave --tls and --starttls out.")
    door = f"{door}s" if tls and not door_of(door).implicit_tls else door
    name, port = _host_and_port(place, usual_ports(door)[0])
    trust = _trust(cacert, insecure=insecure)

    def bench() -> Bench:
        from heloworld.lab.remote_bench import RemoteBench

        return RemoteBench(name, port, starttls=starttls, trust=trust, door=door, over_tcp=tcp)

    launch.show_remote(bench, (name, port))


def _door_and_place(text: str) -> tuple[str, str]:
    """What is spoken, and where: a URL's scheme names a door, and whatever has none is SMTP."""
    scheme, is_url, place = text.partition("://")
    if not is_url:
        return FRONT, text
    if scheme.lower() not in DOORS:
        raise UsageError(
            f"{scheme}:// is not spoken here.", f"Write one of {', '.join(f'{door}://' for door in DOORS)}"
        )
    return scheme.lower(), place.removesuffix("/")


def _trust(cacert: Path | None, *, insecure: bool) -> ssl.SSLContext:
    """What a server's certificate has to show to be believed."""
    import ssl

    try:
        context = ssl.create_default_context(cafile=str(cacert) if cacert else None)
    except FileNotFoundError as error:
        raise UsageError(f"There is no file {cacert}.", "Check the name that --cacert gives.") from error
    except ssl.SSLError as error:
        raise UsageError(f"{cacert} holds no certificates that can be read.", "Name a file in PEM format.") from error
    except OSError as error:
        raise UsageError(f"{cacert} cannot be read: {error.strerror}.", "Name a PEM file that you may read.") from error
    if insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _host_and_port(text: str, default: int) -> tuple[str, int]:
    """``host``, ``host:port``, ``[address]:port`` or an IPv6 address alone."""
    if "@" in text:  # the sentence does not repeat it: there may be a password in it
        raise UsageError(
            "An address has no name and no password in it: they are typed at the prompt.",
            "Leave out everything up to the @, and log in with a command when you are connected.",
        )
    host, slash, rest = text.partition("/")
    if slash and host:
        raise UsageError(
            f"An address ends with host and port, so /{rest} is too much.",
            "Leave it out; folders and letters are asked for at the prompt.",
        )
    if not text.strip("[]") or slash:
        raise UsageError("There is no host in the address.", "Write HOST or HOST:PORT, as in imap://localhost:1143.")
    name, colon, number = text.rpartition(":")
    if not colon or (":" in name and not name.startswith("[")):
        return text.strip("[]"), default
    if not number.isascii() or not number.isdigit() or not 0 < int(number) < 65536:
        raise UsageError(f"{number or 'Nothing'} is not a port.", "Write HOST:PORT with a port from 1 to 65535.")
    return name.strip("[]"), int(number)
