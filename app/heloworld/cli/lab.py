"""``helo lab``: free play, without a lesson."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from heloworld.cli import options
from heloworld.smtp.ports import LAB_PORT

if TYPE_CHECKING:
    from heloworld.lab.bench import Bench


@click.command("lab")
@options.mail
@options.port
def command(mail: Path | None, port: int | None) -> None:
    """Free play: type SMTP, watch the mailbox grow; fetch the mail by POP3 (Ctrl+] and telnet localhost 1110).

    Any other program may connect to the same server meanwhile; the title says which port it has.
    """
    from heloworld.ui import launch

    def bench() -> Bench:
        from heloworld import paths
        from heloworld.lab.local_bench import LocalBench
        from heloworld.lab.plan import Plan, with_all_doors

        wanted = LAB_PORT if port is None else port
        return LocalBench(with_all_doors(Plan(mail or paths.mail(), port=wanted, any_port=port is None)))

    launch.show_lab(bench)
