"""``helo lab``: free play, without a lesson."""

from __future__ import annotations

from dataclasses import replace
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
@click.option(
    "--world",
    type=options.FILE,
    metavar="FILE",
    help="Several hosts, as FILE has them: what stands in a lesson's [world], at the top level. Ports are for all.",
)
def command(mail: Path | None, port: int | None, world: Path | None) -> None:
    """Free play: type SMTP, watch the mailbox grow; fetch the mail by POP3 (Ctrl+] and telnet localhost 1110).

    Any other program may connect to the same server meanwhile; the title says which port it has.
    """
    from heloworld.ui import launch

    def bench() -> Bench:
        from heloworld import paths
        from heloworld.lab.local_bench import LocalBench
        from heloworld.lab.plan import Plan, with_all_doors, with_ports

        wanted = LAB_PORT if port is None else port
        if world is not None:
            from heloworld.course.play.world_plan import plan_in

            several = with_ports(plan_in(world, mail or paths.mail()), "127.0.0.1", wanted, {})
            return LocalBench(replace(several, any_port=port is None, any_door=True))  # no option chooses those
        return LocalBench(with_all_doors(Plan(mail or paths.mail(), port=wanted, any_port=port is None)))

    launch.show_lab(bench)
