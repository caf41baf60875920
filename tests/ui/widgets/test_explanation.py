"""The explanation under the wire: it is as high as what it says, at every width."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Size

from heloworld.ui.widgets.wire.explanation import Explanation
from heloworld.wire.protocol import Note

NOTE = Note(
    "250: done as asked",
    ("The envelope is empty again.",),
    "RFC 5321 §4.2.3",
    finer="2.0.0: done",
    digits="2xx = done",
)


class Alone(App[None]):
    """An explanation that says something from the start."""

    def compose(self) -> ComposeResult:
        """The explanation alone."""
        said = Explanation()
        said.note = NOTE
        yield said

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The colours of the house."""
        return {"strip-here": "#ffffff"}


@pytest.mark.parametrize(
    ("width", "height"),
    [
        pytest.param(75, 3, id="source at the right"),
        pytest.param(33, 4, id="source below"),
    ],
)
async def test_its_height_is_known_before_it_has_its_width(width: int, height: int) -> None:
    async with Alone().run_test(size=(118, 12)) as pilot:
        await pilot.pause()
        said, room = pilot.app.query_one(Explanation), Size(width, 12)
        assert said.size.height == 3
        assert said.get_content_height(room, room, width) == height
        await pilot.resize_terminal(width + 3, 12)
        await pilot.pause()
        assert said.size == Size(width, height)


LONG = Note(
    "CAPABILITY: what it can do.", ("Ask again under TLS.",), "RFC", tuple(f"WORD{at}: it can." for at in range(9))
)


@pytest.mark.parametrize(("rows", "height"), [(24, 6), (10, 4), (9, 3), (6, 2)])
async def test_however_much_there_is_to_say_four_rows_are_left_to_the_lines_and_what_is_cut_is_marked(
    rows: int, height: int
) -> None:
    async with Alone().run_test(size=(40, rows)) as pilot:
        said = pilot.app.query_one(Explanation)
        said.note = LONG
        await pilot.pause()
        assert said.size.height == height
        assert said.size.height <= max(rows - 6, 2), "four for the lines, two for prompt and strip"
        shown = str(said.render()).split("\n")
        assert shown[0].startswith("CAPABILITY: what it can do.")
        assert shown[1].startswith("Ask again under TLS."), "what to do is the last to go"
        assert shown[-1].endswith(" …")
        assert len(shown) == height


async def test_all_of_it_is_shown_where_the_pane_fills_the_screen() -> None:
    async with Alone().run_test(size=(40, 20)) as pilot:
        said = pilot.app.query_one(Explanation)
        said.note = LONG
        said.shows_all = True
        await pilot.pause()
        assert said.size.height == 11
        assert str(said.render()).endswith("Ask again under TLS.")


REFUSED = Note(
    "550: refused, the mailbox is not available",
    ("Nobody has that name there. The people of harbour.test are ana, ben, cleo and postmaster.",),
    "RFC 5321 §4.2.3",
    finer="5.1.1: no such mailbox",
    digits="5 = refused · 5 = mail system",
)
WHOLE = "550 5.1.1 <zoe@harbour.test>: Recipient address rejected: User unknown in local recipient table"


@pytest.mark.parametrize("size", [(58, 13), (78, 10)], ids=["100x30", "80x24"])
async def test_where_a_line_is_told_in_full_the_finer_code_is_not_what_is_dropped(size: tuple[int, int]) -> None:
    async with Alone().run_test(size=size) as pilot:
        said = pilot.app.query_one(Explanation)
        said.note, said.whole = REFUSED, WHOLE
        await pilot.pause()
        shown = " ".join(str(said.render()).split("\n"))
        assert "550: refused, the mailbox is not available" in shown
        assert "5.1.1: no such mailbox" in shown
        assert "Nobody has that name there." in shown
        assert "local recipient table." in shown


async def test_what_no_lesson_has_introduced_yet_is_left_out() -> None:
    async with Alone().run_test(size=(80, 12)) as pilot:
        said = pilot.app.query_one(Explanation)
        said.hides = frozenset({"digits", "rfc", "strip"})
        await pilot.pause()
        assert str(said.render()).split("\n") == ["250: done as asked", "2.0.0: done", "The envelope is empty again."]
        assert said.size.height == 3
        said.hides = frozenset()
        await pilot.pause()
        assert "2.0.0: done   2xx = done" in str(said.render())
        assert "RFC 5321 §4.2.3" in str(said.render())
