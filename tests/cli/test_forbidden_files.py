"""Files and folders that may not be read, or cannot be: every command says so in one sentence, with what helps."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click
import pytest

from heloworld.cli import options
from heloworld.cli.main import helo
from patience import PATIENCE
from serving import environment

COMMANDS: Final = (
    ("mbox", "FILE"),
    ("mbox", "FILE", "--list"),
    ("mbox", "FILE", "--count"),
    ("mbox", "FILE", "--show", "1"),
    ("mbox", "FILE", "--compare", "mutt,python"),
    ("serve", "--port", "0", "--world", "FILE"),
    ("serve", "--port", "0", "--dns-port", "0", "--zone", "FILE"),
    ("serve", "--port", "0", "--ca", "FILE"),
    ("serve", "--port", "0", "--mail", "FILE"),
    ("serve", "--port", "0", "--lesson", "1.1", "--lessons", "FILE"),
    ("connect", "--cacert", "FILE", "127.0.0.1"),
    ("lessons", "check", "FILE"),
    ("lessons", "check", "--lessons", "FILE"),
    ("lessons", "check", "1.1", "--lessons", "FILE"),
    ("lessons", "list", "--lessons", "FILE"),
    ("lessons", "run", "1.1", "--text", "--lessons", "FILE"),
    ("lessons", "export", "1.1", "--lessons", "FILE"),
    ("lessons", "export", "1.1", "-o", "FILE"),
    ("lessons", "new", "FILE/01-new.md"),
)
"""Every option and argument that names a file or a folder."""

_ALL: Final = """
import contextlib, io, json, sys
from heloworld.cli.main import run
for arguments in json.load(sys.stdin):
    said, printed = io.StringIO(), io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(printed):
        status = run(arguments)
    print(json.dumps([status, said.getvalue() or printed.getvalue()]), flush=True)
"""
"""A program that calls many commands, one after the other."""


def answers(file: Path) -> list[tuple[tuple[str, ...], int, str]]:
    """Each command, called with a file by somebody without privileges: its exit status, and what it says."""
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("root may read everything, and setpriv, which would change that, is not installed")
    rights = "-dac_override,-dac_read_search"
    unprivileged = ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}"] if os.geteuid() == 0 else []
    calls = [[each.replace("FILE", str(file)) for each in command] for command in COMMANDS]
    done = subprocess.run(
        [*unprivileged, sys.executable, "-c", _ALL],
        input=json.dumps(calls),
        capture_output=True,
        text=True,
        env=environment(),
        cwd=file.parent.parent,
        timeout=4 * PATIENCE,
        check=False,
    )
    assert not done.stderr, done.stderr
    heard = [json.loads(line) for line in done.stdout.splitlines()]
    return [(command, status, said) for command, (status, said) in zip(COMMANDS, heard, strict=True)]


@pytest.fixture(params=["a file", "a folder", "in a folder", "below a file"])
def forbidden(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """What may not be read: itself, or because of where it lies."""
    (tmp_path / "shut").mkdir()
    path = tmp_path / "shut" / "it"
    match request.param:
        case "a file":
            path.touch(mode=0)
        case "a folder":
            path.mkdir(mode=0)
        case "in a folder":
            path.touch()
            path.parent.chmod(0)
        case _:
            path.parent.rmdir()
            path.parent.touch()
    return path


def test_each_command_says_so_with_a_remedy(forbidden: Path) -> None:
    for command, status, said in answers(forbidden):
        assert status in {1, 2}, (command, said)
        assert "Traceback" not in said, command
        assert "Usage:" not in said, (command, "Click has answered")
        is_fault = said == "helo: There is 1 fault in 1 lesson.\n"
        assert re.fullmatch(r"helo: [^\n]+\. [^\n]+(\.|-)\n", said) or is_fault, (command, said)
        assert is_fault or str(forbidden.parent) in said, (command, said)


def _commands(group: click.Group) -> Iterator[click.Command]:
    """A program's commands, and itself."""
    context = click.Context(group)
    yield group
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield from _commands(command) if isinstance(command, click.Group) else (command,)


def test_no_command_has_click_look_at_a_file() -> None:
    named = {
        (command.name, each.name)
        for command in _commands(helo)
        for each in command.params
        if isinstance(each.type, click.Path)
    }
    own = {
        (command.name, each.name) for command in _commands(helo) for each in command.params if each.type is options.FILE
    }
    assert named == own
    assert len(own) > 10
