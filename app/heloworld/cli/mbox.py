"""``helo mbox``: a mailbox file, on the screen or printed."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click

from heloworld.cli import options
from heloworld.errors import UsageError
from heloworld.mbox.reading.plain_file import plain_file
from heloworld.mbox.reading.source import is_stdin

_DEFAULT_READER: Final = "mboxrd"
_ZONE: Final = "On the screen: where v looks keys and records up, a zone as in helo verify --zone; once for each."
_PATIENCE: Final = 1.0
"""Seconds after which whoever waits for the end of a pipe may wonder."""

_NOTICE: Final = "Reading the standard input to its end. Ctrl+C gives up.\n"
_AS: Final = "Whose eyes to look with. [default: on the screen those on which most programs agree, or else mboxrd]"


@click.command("mbox")
@click.argument("file", type=options.FILE)
@click.option("--list", "as_list", is_flag=True, help="Print one line a message.")
@click.option("--count", is_flag=True, help="Print how many messages there are, and nothing else.")
@click.option("--show", "number", type=click.IntRange(min=1), metavar="N", help="Print message number N.")
@click.option("--compare", "readers", metavar="READER,READER", help="Print where readers see different messages.")
@click.option("--as", "reader", metavar="READER", help=_AS)
@click.option("--json", "as_json", is_flag=True, help="With --list or --compare: one JSON object a line.")
@click.option("--zone", "zones", type=options.FILE, metavar="FILE", multiple=True, help=_ZONE)
def command(
    file: Path,
    as_list: bool,
    count: bool,
    number: int | None,
    readers: str | None,
    reader: str | None,
    as_json: bool,
    zones: tuple[Path, ...],
) -> None:
    """Look at a mailbox FILE: its messages and its bytes. Nothing is written to it.

    FILE may be compressed (gz, bz2, xz), and - is the standard input.

    A READER is a way to read: naive, mboxo, mboxrd, mboxcl, mboxcl2 (the dialects), or python, mutt, dovecot, formail,
    git, s-nail, thunderbird, mailutils (programs).
    """
    asked = {"--list": as_list, "--count": count, "--show": number is not None, "--compare": readers is not None}
    _refuse_mixtures([option for option, is_asked in asked.items() if is_asked], reader, as_json=as_json)
    is_printed = as_json or any(asked.values())
    if zones and is_printed:
        raise UsageError(
            "--zone is for the screen.", "Print the verdicts on a message with: helo verify FILE#N --zone …"
        )
    with _plain_input(file) as plain:
        if is_printed:
            _print(plain, number, readers, reader, count=count, as_json=as_json)
        else:
            _show_mailbox(plain, reader, zones, is_from_stdin=is_stdin(file))


@contextmanager
def _plain_input(file: Path) -> Iterator[Path]:
    """As `plain_file`; where that takes long because a pipe is still open, a terminal on stderr says so."""
    notice = threading.Timer(_PATIENCE, sys.stderr.write, (_NOTICE,))
    notice.daemon = True
    if is_stdin(file) and sys.stderr.isatty():
        notice.start()
    try:
        with plain_file(file) as plain:
            notice.cancel()
            yield plain
    finally:
        notice.cancel()


def _print(
    file: Path, number: int | None, readers: str | None, reader: str | None, *, count: bool, as_json: bool
) -> None:
    """What is to be printed of a mailbox."""
    if readers is not None:
        from heloworld.cli import mbox_compare

        mbox_compare.show(file, readers, as_json=as_json)
    elif number is not None:
        from heloworld.cli import mbox_show

        mbox_show.show(file, reader or _DEFAULT_READER, number)
    elif count:
        from heloworld.cli import mbox_count

        mbox_count.show(file, reader or _DEFAULT_READER)
    else:
        from heloworld.cli import mbox_list

        mbox_list.show(file, reader or _DEFAULT_READER, as_json=as_json)


def _refuse_mixtures(asked: Sequence[str], reader: str | None, *, as_json: bool) -> None:
    """What ``helo mbox`` cannot do at the same time."""
    alone = {"--count": "--count prints a number alone.", "--show": "--show prints the message alone."}
    if len(asked) > 1:
        raise UsageError(f"{' and '.join(asked)} exclude each other.", "Ask for one of them at a time.")
    if as_json and asked and asked[0] in alone:
        raise UsageError(alone[asked[0]], "Leave out --json.")
    if reader is not None and "--compare" in asked:
        raise UsageError("--compare names its readers itself.", "Leave out --as.")


def _show_mailbox(file: Path, reader: str | None, zones: tuple[Path, ...], *, is_from_stdin: bool) -> None:
    """The mailbox screen."""
    judge = None
    if zones:
        from heloworld.lab.judging.judge import judge_by_files

        judge = judge_by_files(zones)
    from heloworld.mbox.reading.recognise import check

    check(file)
    from heloworld.ui import launch, terminal

    if is_from_stdin:
        terminal.take_keyboard()
    terminal.check()
    from heloworld.ui.screens.mailbox import MailboxScreen

    screen = MailboxScreen(
        file, reader, judge=judge
    )  # here, so that what is wrong with the file is said before anything is drawn
    launch.run_app(lambda: screen)
