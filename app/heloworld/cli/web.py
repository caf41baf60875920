"""``helo web``: the lessons in a browser."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Final

import click

from heloworld.cli import options
from heloworld.errors import UsageError
from heloworld.output import print_lines

PORT: Final = 8000
SEATS: Final = 30
IDLE: Final = 30.0

_WARNING: Final = (
    "Warning: everybody who reaches this machine can come in, without a login, and what they type is not encrypted. "
    "Use it in a room that you trust, or put a proxy with TLS before it."
)


@click.command("web")
@click.option("--host", default="127.0.0.1", metavar="ADDRESS", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=options.PORT, default=PORT, metavar="N", show_default=True, help="The port; 0 for any that is free."
)
@click.option(
    "--visitors",
    "seats",
    type=click.IntRange(min=1),
    default=SEATS,
    metavar="N",
    show_default=True,
    help="How many may be here at a time; each has a program of their own, of about 70 MB.",
)
@click.option(
    "--idle",
    type=click.FloatRange(min=0, min_open=True),
    default=IDLE,
    metavar="MINUTES",
    show_default=True,
    help="Without a key for so long, a visitor's seat is given free; what they did is kept for the day.",
)
@options.lessons
@click.option("--socket", type=options.FILE, metavar="FILE", help="Listen on a Unix socket instead, for a proxy.")
@click.option(
    "--own-folder", is_flag=True, help="For one visitor who is you: work in your own folder, as helo itself does."
)
def command(
    host: str, port: int, seats: int, idle: float, folder: Path | None, socket: Path | None, own_folder: bool
) -> None:
    """The lessons in a browser: each visitor has a world, a folder and limits of their own.

    Nobody who comes that way can read or write files of this machine, start programs or connect to other machines.
    Ctrl+C ends it, with all visitors' programs and folders.
    """
    if find_spec("textual_serve") is None:
        raise UsageError("The web server is not installed.", "Install it with: pip install 'heloworld[web]'")
    from heloworld.web.serve import Place, serve

    place = Place(host, port, socket)
    if not place.is_local:
        click.echo(_WARNING, err=True)
    arguments = ("--port", "0", *(() if folder is None else ("--lessons", str(folder.absolute()))))
    serve(
        place,
        arguments,
        seats=1 if own_folder else seats,
        idle=idle * 60,
        own_folder=own_folder,
        say=lambda where: print_lines((f"HELO World is at {where} (Ctrl+C ends it)",)),
    )
