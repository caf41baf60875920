"""``helo judge``: a program of the learner's own on trial."""

from __future__ import annotations

from pathlib import Path

import click


@click.group("judge")
def command() -> None:
    """Judge a program of your own, in any language, stage by stage."""


@command.command("smtp")
@click.argument("words", nargs=-1, metavar="-- CMD…", type=click.UNPROCESSED)
@click.option("--stage", metavar="NAME", help="Up to this stage.  [default: all]")
@click.option("--seed", type=click.IntRange(0), metavar="N", help="The values of an earlier run, which printed it.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a stage.")
def smtp(words: tuple[str, ...], stage: str | None, seed: int | None, as_json: bool) -> None:
    """Judge a mail server: helo judge smtp -- python3 server.py {port} {mailbox}."""
    from heloworld.judge.program.command import command_of
    from heloworld.judge.report.show import Wanted, new_seed, show
    from heloworld.judge.run import Plan
    from heloworld.judge.smtp.suite import SUITE

    subject = command_of(words, Path.cwd())
    plan = Plan(new_seed() if seed is None else seed)
    if not show(SUITE.up_to(stage), subject, plan, Wanted(as_json=as_json)):
        raise click.exceptions.Exit(1)
