"""The group of commands: each is a file, loaded when it is asked for."""

from __future__ import annotations

from importlib import import_module

import click
import pytest

from heloworld.cli.main import COMMANDS, file_of, helo, run


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_is_in_the_file_of_its_name(name: str) -> None:
    command = import_module(f"heloworld.cli.{file_of(name)}").command
    assert isinstance(command, click.Command)
    assert command.name == name


def test_the_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    listed = capsys.readouterr().out.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in listed] == sorted(COMMANDS)


def test_an_unknown_command_is_told_and_all_are_there_to_be_proposed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["servee"]) == 2
    assert "No such command 'servee'" in capsys.readouterr().err
    assert set(helo.commands) == set(COMMANDS)


@pytest.mark.parametrize("group", ["judge", "lessons"])
def test_a_group_without_a_command_shows_its_help_as_it_is(group: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([group, "--help"]) == 0
    asked = capsys.readouterr().out
    assert run([group]) == 2
    assert capsys.readouterr().err == asked


@pytest.mark.parametrize(
    "arguments", [["--present", "serve"], ["--port", "0", "lab"], ["--lessons", ".", "lessons", "list"]]
)
def test_options_of_the_course_stand_alone(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    assert "--lessons, --present and --port before a command are for helo alone." in capsys.readouterr().err


def test_a_class_is_told_who_reaches_the_server_and_on_which_port(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "--port N" in said
    assert "loopback (127.0.0.1) alone" in said
