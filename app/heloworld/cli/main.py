"""The program: its commands, its own options, and what becomes of an error."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

import click

from heloworld import __version__, output
from heloworld.cli import options
from heloworld.errors import HeloError, UsageError
from heloworld.smtp.ports import LAB_PORT

COMMANDS: Final = (
    "board",
    "class",
    "connect",
    "grade",
    "hand-in",
    "join",
    "judge",
    "lab",
    "lessons",
    "mbox",
    "notes",
    "replay",
    "serve",
    "verify",
    "web",
)
"""What may come after ``helo``: for each there is a file beside this one, whose ``command`` it is."""


_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""What a system says where a file takes no more."""

_PRESENT: Final = (
    "For a class: Page Down and Page Up play the lesson's lines. The server listens on loopback (127.0.0.1) alone, so "
    "students reach it from this machine only; on their own they run helo themselves."
)


def file_of(command: str) -> str:
    """The file of a command, without its ending: the command's name, but for one that is a word of Python."""
    return "class_server" if command == "class" else command.replace("-", "_")


class Program(click.Group):
    """Commands that are loaded when they are asked for, so that none pays for the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names of all commands, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by its name; None where there is none: then all are loaded, and Click proposes the nearest."""
        for name in (cmd_name,) if cmd_name in COMMANDS else COMMANDS:
            self.add_command(import_module(f"heloworld.cli.{file_of(name)}").command)
        return super().get_command(ctx, cmd_name)


@click.group(
    cls=Program,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@options.lessons
@click.option("--present", is_flag=True, help=_PRESENT)
@options.port
@click.version_option(__version__, "-V", "--version", message="HELO World %(version)s")
@click.pass_context
def helo(context: click.Context, folder: Path | None, present: bool, port: int | None) -> None:
    """Learn e-mail by doing it: SMTP, the mbox file, POP3 and IMAP, typed by hand.

    Without a command: a real mail server, a guide through your first mail, and then the lessons, at the step where you
    left. The server listens on this machine alone, on
    port 2525, or on any that is free where that is taken, and keeps mail in a folder among your own data.
    """
    if context.invoked_subcommand is None:
        from heloworld.ui import launch

        launch.show_course(folder, port=LAB_PORT if port is None else port, is_presenting=present)
    elif folder is not None or present or port is not None:
        command = context.invoked_subcommand
        raise UsageError(
            "--lessons, --present and --port before a command are for helo alone.",
            f"Leave out {command}, or put the options behind it, where it has them.",
        )


def run(arguments: Sequence[str]) -> int:
    """Run a command.

    Args:
        arguments: The command line without the program's name.

    Returns:
        The exit status: 0 done, 1 the thing asked for failed, 2 the call was wrong.
    """
    try:
        status = helo.main(list(arguments), prog_name="helo", standalone_mode=False)
    except HeloError as error:
        click.echo(f"helo: {_harmless(str(error))}", err=True)
        return error.exit_status
    except click.UsageError as error:
        _refused(error).show()
        return 2
    except click.exceptions.Exit as done:
        return int(done.exit_code)
    except (click.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:
        return 1
    except OSError as error:
        return _unwritten(error)
    return status if isinstance(status, int) else 0  # a command that has ended itself with a status (Click's Exit)


def _unwritten(error: OSError) -> int:
    """Click could not print, which it does by itself, a help among others; returns the exit status.

    Raises:
        OSError: The error was another one, which is a bug of ours.
    """
    if error.errno not in _FULL or error.filename is not None:
        raise error
    output.give_up()
    click.echo(f"helo: {output.unwritten(error)}", err=True)
    return 1


def _refused(error: click.UsageError) -> click.UsageError:
    """A call that was wrong, in words that the terminal may have; a help that is shown instead is ours as it is."""
    if error.ctx is not None and error.message == error.ctx.get_help():
        return error
    return click.UsageError(_harmless(error.format_message()), error.ctx)


def _harmless(text: str) -> str:
    """A sentence for the terminal: the names in it are not ours."""
    from heloworld.wire.visible import visible_text

    return visible_text(text)
