"""Rows that belong together hang together, and an example's line never breaks without a sign."""

from __future__ import annotations

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
        "    'Through a port.'",
        "    ↪ . QUIT |",
        "    nc 127.0.0.1 2525",
        "$ echo done",
    ]


@pytest.mark.parametrize("first", ["python -c '", 'curl --data "', "cat letter |", "true &&", "swaks \\"])
def test_a_command_that_is_not_at_its_end_goes_on(first: str) -> None:
    shown = prose(f"```sh\n{first}\nmore\n```").plain.split("\n")
    assert shown == [f"$ {first}", "  more"]
