"""A stage of the judge on the wire: a caret below the byte, the lines that go with it, the verdict."""

from __future__ import annotations

from course.recording import session
from heloworld.lab.protocols import protocol_of
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Side, Tried
from heloworld.wire.rows import Row

SCRIPT = ("S 220 mail.harbour.test", "C HELO ferry", "S 25O mail.harbour.test")


def shown(row: Row) -> str:
    return row.shown.decode() if row.line is not None or row.words else type(row.event).__name__


def rows(*script: str, spot: tuple[int, Side, int] | None, lines: tuple[str, ...] = ()) -> list[Row]:
    """The rows from the second reply on."""
    dissector = Dissector(protocol_of)
    dissector.feed(session(1, 60_000, script))
    dissector.feed([Tried(0, 1.0, "smtp", "hello", passed=False, spot=spot, caret="  ^", lines=lines)])
    return [dissector.rows[number] for number in range(3, len(dissector.rows))]


def test_a_caret_stands_right_below_the_line_with_the_wrong_byte() -> None:
    assert [shown(row) for row in rows(*SCRIPT, spot=(1, "server", 25))] == ["25O mail.harbour.test", "     ^", "Tried"]


def test_where_more_has_crossed_the_line_is_shown_again_above_it() -> None:
    found = rows(*SCRIPT, "C QUIT", "S 221 Bye", spot=(1, "server", 25))
    assert [shown(row) for row in found][-3:] == ["25O mail.harbour.test", "     ^", "Tried"]
    assert found[-3].line == found[0].line


def test_the_caret_stands_in_the_columns_of_its_connection() -> None:
    caret = rows(*SCRIPT, spot=(1, "server", 25))[-2]
    assert (caret.conn, caret.line, caret.words) == (1, None, "     ^")


def test_a_spot_that_nobody_knows_has_no_caret() -> None:
    assert [shown(row) for row in rows(*SCRIPT, spot=(7, "server", 0))][1:] == ["Tried"]


def test_lines_of_a_file_come_before_the_verdict() -> None:
    found = rows(*SCRIPT, spot=None, lines=("In the mailbox:", "| amber", "  ^", ""))
    assert [shown(row) for row in found][1:] == ["In the mailbox:", "| amber", "  ^", " ", "Tried"]
