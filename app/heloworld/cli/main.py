"""The commands. Each imports what it needs when it runs, so that none pays for the screen but those that show it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from heloworld import __version__, paths
from heloworld.cli.lessons import lessons
from heloworld.errors import HeloError, UsageError
from heloworld.smtp.policy import DEFAULT_PORT
from heloworld.ui import launch, terminal

if TYPE_CHECKING:
    import ssl

    from heloworld.lab.bench import Bench

PORT = click.IntRange(0, 65535)

DEFAULT_READER = "mboxrd"

_mail = click.option(
    "--mail",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder of the mailboxes. [default: heloworld/mail in the folder that your system has for your own data: "
    "~/.local/share on Linux, ~/Library/Application Support on macOS]",
)
_port = click.option(
    "--port",
    type=PORT,
    metavar="N",
    help=f"The port to listen on; 0 for any that is free. [default: {DEFAULT_PORT}, or any that is free where it is "
    "taken]",
)


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--lessons",
    "lessons_folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Another course: a folder of lessons. [default: the lessons that come with the program]",
)
@click.option("--present", is_flag=True, help="For a class: Page Down and Page Up play the lesson's lines.")
@click.version_option(__version__, "-V", "--version", message="HELO World %(version)s")
@click.pass_context
def helo(context: click.Context, lessons_folder: Path | None, present: bool) -> None:
    """Learn SMTP and the mbox format by typing them.

    Without a command: a real mail server, a guide through your first mail, and then the lessons, at the step where you
    left. The server listens on this machine alone, on
    port 2525, or on any that is free where that is taken, and keeps mail in a folder among your own data.
    """
    if context.invoked_subcommand is None:
        launch.show_course(lessons_folder, port=DEFAULT_PORT, is_presenting=present)
    elif lessons_folder is not None or present:
        raise UsageError("--lessons and --present are for helo alone.", "Leave out the command behind them.")


helo.add_command(lessons)


@helo.command()
@_mail
@_port
def lab(mail: Path | None, port: int | None) -> None:
    """Free play: type SMTP, watch the mailbox grow.

    Any other program may connect to the same server meanwhile; the title says which port it has.
    """

    def bench() -> Bench:
        from heloworld.lab.bench import LocalBench
        from heloworld.lab.world import Plan

        wanted = DEFAULT_PORT if port is None else port
        return LocalBench(Plan(mail or paths.mail(), port=wanted, any_port=port is None))

    launch.show_lab(bench)


@helo.command()
@click.argument("host")
@click.option("--starttls", is_flag=True, help="Say EHLO and STARTTLS first.")
@click.option("--tls", is_flag=True, help="Speak TLS from the first byte (port 465 unless another is given).")
@click.option(
    "--cacert", type=click.Path(path_type=Path), metavar="FILE", help="Trust the authorities in this PEM file."
)
@click.option("--insecure", is_flag=True, help="Believe any certificate.")
def connect(host: str, starttls: bool, tls: bool, cacert: Path | None, insecure: bool) -> None:
    """Type SMTP to any server: HOST or HOST:PORT (port 25 unless another is given)."""
    if starttls and tls:
        raise UsageError("--starttls and --tls exclude each other.", "Choose one: --tls for port 465, else --starttls.")
    name, port = _host_and_port(host, 465 if tls else 25)
    trust = _trust(cacert, insecure=insecure)

    def bench() -> Bench:
        from heloworld.lab.bench import RemoteBench

        return RemoteBench(name, port, implicit_tls=tls, starttls=starttls, trust=trust)

    launch.show_remote(bench, (name, port))


@helo.command()
@click.option("--host", default="127.0.0.1", metavar="ADDRESS", show_default=True, help="The address to listen on.")
@click.option("--port", type=PORT, default=DEFAULT_PORT, metavar="N", show_default=True, help="The port; 0 for any.")
@click.option("--tls-port", type=PORT, metavar="N", help="One more port, with TLS from the first byte.")
@_mail
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object an event.")
@click.option(
    "--ca",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the certificate that a client must trust to this file, in PEM.",
)
def serve(host: str, port: int, tls_port: int | None, mail: Path | None, as_json: bool, ca: Path | None) -> None:
    """The server alone; the transcript goes to stdout.

    Where its port is taken it says so and ends.
    """
    from heloworld.lab.serve import serve as run_server
    from heloworld.lab.world import Plan

    run_server(Plan(mail or paths.mail(), host, port, tls_port=tls_port), as_json=as_json, ca=ca)


@helo.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--list", "as_list", is_flag=True, help="Print one line a message.")
@click.option("--count", is_flag=True, help="Print how many messages there are, and nothing else.")
@click.option("--show", "number", type=click.IntRange(min=1), metavar="N", help="Print message number N.")
@click.option("--compare", "readers", metavar="READER,READER", help="Print where readers see different messages.")
@click.option("--as", "reader", metavar="READER", help="Whose eyes to list, count or show with. [default: mboxrd]")
@click.option("--json", "as_json", is_flag=True, help="With --list or --compare: one JSON object a line.")
def mbox(
    file: Path, as_list: bool, count: bool, number: int | None, readers: str | None, reader: str | None, as_json: bool
) -> None:
    """Look at a mailbox FILE: its messages and its bytes. Nothing is written to it.

    A READER is a way to read: naive, mboxo, mboxrd, mboxcl, mboxcl2 (the dialects), or python, mutt, dovecot, formail,
    git, s-nail, thunderbird, mailutils (programs).
    """
    asked = {"--list": as_list, "--count": count, "--show": number is not None, "--compare": readers is not None}
    _refuse_mixtures([option for option, is_asked in asked.items() if is_asked], reader, as_json=as_json)
    if readers is not None:
        from heloworld.cli import mbox_compare

        mbox_compare.show(file, readers, as_json=as_json)
    elif number is not None:
        from heloworld.cli import mbox_show

        mbox_show.show(file, reader or DEFAULT_READER, number)
    elif count:
        from heloworld.cli import mbox_count

        mbox_count.show(file, reader or DEFAULT_READER)
    elif as_list or as_json:
        from heloworld.cli import mbox_list

        mbox_list.show(file, reader or DEFAULT_READER, as_json=as_json)
    else:
        _show_mailbox(file)


def _refuse_mixtures(asked: Sequence[str], reader: str | None, *, as_json: bool) -> None:
    """What ``helo mbox`` cannot do at the same time."""
    alone = {"--count": "--count prints a number alone.", "--show": "--show prints the message alone."}
    if len(asked) > 1:
        raise UsageError(f"{' and '.join(asked)} exclude each other.", "Ask for one of them at a time.")
    if as_json and asked and asked[0] in alone:
        raise UsageError(alone[asked[0]], "Leave out --json.")
    if reader is not None and "--compare" in asked:
        raise UsageError("--compare names its readers itself.", "Leave out --as.")
    if reader is not None and not asked and not as_json:
        raise UsageError(
            "--as chooses the eyes of --list and --count, and of --show.", "Add one of them, or leave out --as."
        )


def _show_mailbox(file: Path) -> None:
    """The mailbox screen."""
    from heloworld.mbox.reading.recognise import check

    check(file)
    terminal.check()
    from heloworld.ui.screens.mailbox import MailboxScreen

    screen = MailboxScreen(file)  # here, so that what is wrong with the file is said before anything is drawn
    launch.run_app(lambda: screen)


def _trust(cacert: Path | None, *, insecure: bool) -> ssl.SSLContext:
    """What a server's certificate has to show to be believed."""
    import ssl

    try:
        context = ssl.create_default_context(cafile=str(cacert) if cacert else None)
    except (OSError, ssl.SSLError) as error:
        raise UsageError(f"{cacert} holds no certificates that can be read.", "Name a file in PEM format.") from error
    if insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _host_and_port(text: str, default: int) -> tuple[str, int]:
    """``host``, ``host:port``, ``[address]:port`` or an IPv6 address alone."""
    if not text.strip("[]") or "/" in text:
        raise UsageError(f"{text or 'Nothing'} is not the name of a host.", "Write HOST or HOST:PORT.")
    name, colon, number = text.rpartition(":")
    if not colon or (":" in name and not name.startswith("[")):
        return text.strip("[]"), default
    if not number.isascii() or not number.isdigit() or not 0 < int(number) < 65536:
        raise UsageError(f"{number or 'Nothing'} is not a port.", "Write HOST:PORT with a port from 1 to 65535.")
    return name.strip("[]"), int(number)


def run(arguments: Sequence[str]) -> int:
    """Run a command.

    Args:
        arguments: The command line without the program's name.

    Returns:
        The exit status: 0 done, 1 the thing asked for failed, 2 the call was wrong.
    """
    try:
        helo.main(list(arguments), prog_name="helo", standalone_mode=False)
    except HeloError as error:
        click.echo(f"helo: {_harmless(str(error))}", err=True)
        return error.exit_status
    except click.UsageError as error:
        click.UsageError(_harmless(error.format_message()), error.ctx).show()
        return 2
    except click.exceptions.Exit as done:
        return int(done.exit_code)
    except (click.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:
        return 1
    return 0


def _harmless(text: str) -> str:
    """A sentence for the terminal: the names in it are not ours."""
    from heloworld.wire.visible import visible_text

    return visible_text(text)
