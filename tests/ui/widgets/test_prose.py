"""Rows that belong together hang together, and an example's line never breaks without a sign."""

from __future__ import annotations

import shlex

import pytest
from textual.content import Content

from heloworld.ui.markdown_text import prose
from heloworld.ui.widgets.common.prose import hang


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("one two three four five", ["one two three four", "five"]),
        ("[ ] one two three four", ["[ ] one two three", "    four"]),
        ("4 one two three four five", ["4 one two three four", "  five"]),
        ("· one two three four five", ["· one two three four", "  five"]),
        ("  · one two three four five", ["  · one two three", "    four five"]),
        ("  one two three four five", ["  one two three four", "  five"]),
        ("354 is a number of its own", ["354 is a number of", "its own"]),
        ("short\n\n[x] short", ["short", "", "[x] short"]),
    ],
)
def test_rows_after_a_lead_stand_clear_of_it(text: str, rows: list[str]) -> None:
    assert [row.rstrip() for row in hang(Content(text), 20).plain.split("\n")] == rows


def test_an_example_shows_where_its_line_goes_on() -> None:
    rows = hang(prose("```\nContent-Type: multipart/mixed; boundary=x\n```"), 40).plain.split("\n")
    assert [row.rstrip() for row in rows] == ["│ Content-Type: multipart/mixed;", "│ ↪ boundary=x"]


def test_a_command_has_one_sign_in_front_whatever_its_rows() -> None:
    command = "printf '%s\\r\\n' \\\n  'Through a port.' . QUIT |\n  nc 127.0.0.1 2525\necho done"
    rows = [row.rstrip() for row in hang(prose(f"```sh\n{command}\n```"), 24).plain.split("\n")]
    assert rows == [
        "$ printf '%s\\r\\n' \\",
        "    'Through a port.' \\",
        "    . QUIT |",
        "    nc 127.0.0.1 2525",
        "$ echo done",
    ]


COMMANDS = (
    'helo mbox "/home/dora/mail/ana.mbox" \\\n  --compare naive,mboxrd,python,mutt',
    "printf '%s\\r\\n' 'HELO localhost' \\\n  'MAIL FROM:<dora@island.test>' \\\n  DATA '' . QUIT | nc 127.0.0.1 2525",
    "swaks --server 127.0.0.1:2525 --tls --to ana@harbour.test --from dora@island.test",
    "echo it\\'s \"a long walk\" to the 'far end' of the pier",
)


def words(typed: str) -> list[str]:
    """What a shell makes of lines: a backslash at the end of one takes the line end away."""
    return shlex.split(typed.replace("\\\n", ""))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_the_same_command_when_its_rows_are_typed_off(command: str) -> None:
    for width in range(42, 100):
        rows = [row.rstrip() for row in hang(prose(f"```sh\n{command}\n```"), width).plain.split("\n")]
        assert max(map(len, rows)) <= width
        assert not any("↪" in row for row in rows)
        assert words("\n".join(row.removeprefix("$ ").lstrip() for row in rows)) == words(command)


@pytest.mark.parametrize("command", COMMANDS)
def test_where_no_backslash_may_part_a_command_a_sign_says_that_the_row_goes_on(command: str) -> None:
    for width in range(17, 42):
        rows = hang(prose(f"```sh\n{command}\n```"), width).plain.split("\n")
        assert max(map(len, rows)) <= width
        typed = ""
        for row in rows:
            bare = row.removeprefix("$ ").lstrip(" ")
            typed += bare.removeprefix("↪ ") if bare.startswith("↪ ") else "\n" + bare
        assert words(typed) == words(command)


@pytest.mark.parametrize("first", ["python -c '", 'curl --data "', "cat letter |", "true &&", "swaks \\"])
def test_a_command_that_is_not_at_its_end_goes_on(first: str) -> None:
    shown = prose(f"```sh\n{first}\nmore\n```").plain.split("\n")
    assert shown == [f"$ {first}", "  more"]
