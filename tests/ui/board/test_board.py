"""The board by its keys: stuck ones first, names only when asked for, no answer before it is told."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from classroom.still import ENVELOPE, LETTER, TOO_SOON, Still, class_of_sixteen
from heloworld.classroom.server.class_plan import Invitation
from heloworld.errors import HeloError
from heloworld.ui.app import HeloApp
from heloworld.ui.screens.board import BoardScreen
from heloworld.ui.screens.participant import ParticipantScreen
from heloworld.ui.widgets.board.counts import Votes
from heloworld.ui.widgets.board.people import PeopleList
from heloworld.ui.widgets.wire.wire_view import WireView

SIZES = [(80, 24), (100, 30), (200, 50)]


def app_of(still: Still) -> HeloApp:
    return HeloApp(lambda: BoardScreen(still))


def drawn(app: HeloApp) -> str:
    """All that stands on the screen."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def said(app: HeloApp) -> list[str]:
    """What was said in passing and still stands."""
    return [each.message for each in app._notifications]


def people(pilot: Pilot[HeloError]) -> PeopleList:
    return pilot.app.screen.query_one(PeopleList)


async def press(pilot: Pilot[HeloError], *keys: str) -> str:
    """Press keys; what is on the screen then."""
    await pilot.press(*keys)
    await pilot.pause()
    assert isinstance(pilot.app, HeloApp)
    return drawn(pilot.app)


@pytest.mark.parametrize("size", SIZES)
async def test_who_needs_help_comes_first_and_nobody_is_named(size: tuple[int, int]) -> None:
    still = class_of_sixteen()
    app = app_of(still)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        rows = people(pilot).lines.rows
        assert [each.name for each in rows[:3]] == ["pia", "jon", "ines"]
        shown = drawn(app)
        assert "16 here · 1 hand · 3 stuck · 2 done" in shown
        assert "HELO yourname.reef" in shown
        for part in ("hand up", "4 mistakes", "silent 3 min", "Every line gets a reply"):
            assert part in shown
        names = {each.name for each in rows if len(each.name) > 2} - {"ana"}  # to whom they write
        assert not any(f" {name} " in shown for name in names)
        assert "Where does the dot go?" not in shown, "whoever has asked that is seen to have asked it"
        shown = await press(pilot, "n")
        assert " pia " in shown
        assert "Where does" in shown
        assert " pia " not in await press(pilot, "n")


async def test_that_there_is_no_answer_goes_with_the_next_vote() -> None:
    app = app_of(class_of_sixteen())
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await press(pilot, "v")
        await press(pilot, "a")
        assert app.has_said("What you asked aloud has no answer here: v goes on to a question of the lesson.")
        await press(pilot, "v")
        assert not app._notifications


async def test_the_right_answer_is_told_when_it_is_asked_for() -> None:
    app = app_of(class_of_sixteen())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert "Vote · 5 votes" in drawn(app), "votes by mail, before anybody has begun a vote"
        assert "Vote · 0 votes" in await press(pilot, "v")
        shown = await press(pilot, "v")
        assert "Between 354 and the dot" in shown
        assert "✓ None" not in shown
        assert "✓ None" in await press(pilot, "a")
        assert "✓ None" not in await press(pilot, "a")
        await press(pilot, "a", "v")
        votes = pilot.app.screen.query_one(Votes).board
        assert votes is not None
        assert not votes.asked.is_told, "of the next question, it is asked for anew"


@pytest.mark.parametrize("size", SIZES)
async def test_goals_stand_there_once_with_or_without_a_vote(size: tuple[int, int]) -> None:
    still = Still()
    still.talk("ana", 3, LETTER)
    async with app_of(still).run_test(size=size) as pilot:
        goals = "Goals · how many"
        assert (await press(pilot)).count(goals) == 1
        shown = await press(pilot, "v")
        assert "Vote · 0 votes" in shown
        assert shown.count(goals) == int(size[0] >= 150)


async def test_a_row_that_changes_is_drawn_again_where_it_stands() -> None:
    still = class_of_sixteen()
    app = app_of(still)
    async with app.run_test(size=(100, 50)) as pilot:
        before = (await press(pilot, "n")).splitlines()
        still.talk("pia", 0, ENVELOPE[:1])
        assert isinstance(app.screen, BoardScreen)
        app.screen.look()
        after = (await press(pilot)).splitlines()
        (changed,) = [line for old, line in zip(before, after, strict=True) if old != line]
        assert " pia " in changed
        assert "MAIL 250" in changed


async def test_what_the_teacher_does_is_written_down_each_time() -> None:
    still = class_of_sixteen()
    async with app_of(still).run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        await press(pilot, "h")
        assert (still.written, len(still.book.lowered)) == (1, 1)
        await press(pilot, "v", "v", "a")
        assert (still.written, still.book.asked.is_told) == (4, True)


async def test_enter_shows_all_connections_of_one_and_the_arrows_go_on() -> None:
    still = class_of_sixteen()
    app = app_of(still)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        shown = await press(pilot, "enter")
        assert isinstance(app.screen, ParticipantScreen)
        assert "Wire · 2 connections" in shown
        assert "HELO p16.reef" in shown, "the name is not said where it is not asked for"
        assert "Where does the dot go?" in shown
        still.talk("pia", 0, (("NOOP", "250 2.0.0 Ok"),))
        view = app.screen.query_one(WireView)
        app.screen.look()
        assert any("NOOP" in view.text(line) for line in range(view.end_line)), "what comes in is shown"
        assert "p10" in await press(pilot, "right")
        assert "HELO jon.reef" in await press(pilot, "n")
        await press(pilot, "escape")
        assert isinstance(app.screen, BoardScreen)
        chosen = people(pilot).chosen
        assert chosen is not None
        assert chosen.name == "jon", "where one has gone on to"


async def test_the_help_says_what_the_signs_mean() -> None:
    app = app_of(class_of_sixteen())
    async with app.run_test(size=(100, 50)) as pilot:
        await pilot.pause()
        shown = await press(pilot, "f1")
        for said in ("? a hand is up", "Mark the right answer", "/home/teacher/class/reef/class.jsonl"):
            assert said in shown


async def test_slash_finds_a_number_and_a_part_of_a_name() -> None:
    app = app_of(class_of_sixteen())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()

        async def found(*keys: str) -> str:
            await press(pilot, "slash", *keys, "enter")
            chosen = people(pilot).chosen
            assert chosen is not None
            assert people(pilot).has_focus
            return chosen.name

        assert await found("p", "1", "2") == "lee"
        assert await found("7") == "gus"
        assert await found("o", "l", "a") == "olaf"
        assert await found("a", "n", "a") in {"ana", "hana"}
        assert await found("x", "y", "z") in {"ana", "hana"}, "nobody: the cursor stays"


async def test_the_cursor_stays_on_a_participant_wherever_the_row_goes() -> None:
    still = class_of_sixteen()
    app = app_of(still)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "slash", "g", "u", "s", "enter")
        before = people(pilot).cursor
        still.talk("gus", 0, TOO_SOON * 3)
        assert isinstance(app.screen, BoardScreen)
        app.screen.look()
        chosen = people(pilot).chosen
        assert chosen is not None
        assert (chosen.name, people(pilot).cursor) != ("gus", before)
        assert chosen.name == "gus"


async def test_hands_go_down_and_people_away_and_back() -> None:
    app = app_of(class_of_sixteen())
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await pilot.pause()
        assert "0 hands" in await press(pilot, "h")
        await press(pilot, "home")
        assert "1 sent away" in await press(pilot, "x")
        assert app._notifications
        assert "16 here" in await press(pilot, "X")
        assert not app._notifications, "they are back"


async def test_from_how_to_join_the_keys_come_back_to_the_list() -> None:
    app = app_of(class_of_sixteen())
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "home", "i", "i", "down")
        assert people(pilot).cursor == 1


async def test_a_frozen_board_stays() -> None:
    still = class_of_sixteen()
    app = app_of(still)
    async with app.run_test(size=(100, 30)) as pilot:
        assert "frozen" in await press(pilot, "f")
        still.talk("zoe", 0)
        screen = app.screen
        assert isinstance(screen, BoardScreen)
        screen.look()
        assert "16 here" in drawn(app)
        assert "17 here" in await press(pilot, "f")


@pytest.mark.parametrize("size", SIZES)
async def test_how_to_join_on_the_whole_screen(size: tuple[int, int]) -> None:
    app = app_of(Still())
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert "Nobody has joined yet." in drawn(app)
        shown = await press(pilot, "i")
        for said in (
            "nc -C 192.168.1.5 2525",
            "nc -c",
            "2@vote.class.test",
            "help@class.test",
            "The teacher sees",
            "class/reef/class.jsonl",
        ):
            assert said in shown
        assert "█" in shown
        assert "Nobody has joined yet." in await press(pilot, "escape")


async def test_a_class_that_nobody_else_can_reach_says_so() -> None:
    still = Still()
    still.invitation = Invitation("127.0.0.1", 2525, "reef", is_for_all=False)
    app = app_of(still)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert "--host 0.0.0.0" in drawn(app)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("host", ["192.168.1.5", "192.168.100.200"])
async def test_the_line_that_all_read_joins_so_that_a_dot_is_heard(size: tuple[int, int], host: str) -> None:
    still = Still()
    still.invitation = Invitation(host, 2525, "reef", is_for_all=True)
    app = app_of(still)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        shown = drawn(app)
        assert f"nc -C {host} 2525, then HELO yourname.reef" in shown
        assert f"helo join {host}:2525 --name yourname.reef" in shown


async def test_a_room_behind_one_address_that_is_sent_away_comes_back_by_a_key_that_is_said() -> None:
    still = Still()
    for name in ("ana", "ben", "cleo"):
        still.talk(name, 5, host="192.168.1.77")
    app = app_of(still)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        shown = await press(pilot, "x")
        asked = "3 come from the address of p1: x again sends all of them away, X lets them back."
        assert said(app) == [asked]
        assert "3 here" in shown, "the whole room goes by no single key"
        shown = await press(pilot, "x")
        assert "All 3 are sent away: X lets them back." in shown
        assert "Nobody has joined yet." not in shown
        assert said(app) == [asked, "3 sent away, all who come from the address of p1: X lets them back."]
        assert "3 here" in await press(pilot, "X")
        assert "All 3" not in drawn(app)


async def test_the_goals_of_a_lesson_stand_whole_where_a_shorter_bar_makes_room() -> None:
    still = Still()
    still.talk("ana", 5)
    app = app_of(still)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        words = " ".join(drawn(app).replace("│", " ").split())
        assert "send QUIT and get 221" in words
        assert "…" not in "".join(line[:50] for line in drawn(app).splitlines()[-14:])


@pytest.mark.parametrize("within", [(), ("enter",), ("f1",)])
async def test_a_class_in_which_somebody_is_connected_ends_only_when_that_is_asked_for_twice(
    within: tuple[str, ...],
) -> None:
    still = class_of_sixteen()
    still.connected = 2
    app = app_of(still)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        await press(pilot, *within, "ctrl+q")
        assert said(app) == ["2 participants are connected: this ends the class. Ctrl+Q again does it."]
        assert not app._exit
        await pilot.press("ctrl+q")
        assert app._exit


async def test_a_class_with_nobody_connected_ends_at_once() -> None:
    app = app_of(class_of_sixteen())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("ctrl+q")
        assert app._exit


async def test_nobody_votes_in_a_class_that_is_over() -> None:
    still = class_of_sixteen()
    still.now = None
    app = app_of(still)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        shown = await press(pilot, "v")
        assert said(app) == ["This class is over: nobody can vote."]
        assert "Vote · 5 votes" in shown, "those of the class stay"
        assert still.written == 0
