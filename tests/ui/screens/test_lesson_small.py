"""A lesson where panes take turns: what is out of sight is neither answered nor missed."""

from __future__ import annotations

from pathlib import Path

import pytest

from heloworld.ui.widgets.lesson.lesson_pane import LessonPane
from heloworld.ui.widgets.lesson.question import Options
from ui.screens.lesson_desk import Desk, Sit, seats, to_question, write_course

SMALL = (80, 24)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return write_course(tmp_path)


@pytest.fixture
def sit(course: Path) -> Sit:
    return seats(course)


def shown(desk: Desk) -> str:
    """What of the lesson pane is in sight, as text."""
    pane = desk.lesson.query_one(LessonPane)
    rows = pane.screen._compositor.render_strips()[pane.content_region.y : pane.content_region.bottom]
    return "\n".join(strip.text[pane.content_region.x : pane.content_region.right] for strip in rows)


@pytest.mark.parametrize("tab", ["wire", "mailbox"])
async def test_a_number_and_enter_lead_to_a_question_that_is_out_of_sight(sit: Sit, tab: str) -> None:
    async with sit(SMALL) as desk:
        bench = desk.lesson.workbench
        await desk.until(lambda: isinstance(desk.app.focused, Options))
        await desk.pilot.press("f6", *["f6"] * (tab == "mailbox"))
        await desk.until(lambda: bench.shows_tab(tab))
        await desk.pilot.press("1")
        await desk.until(lambda: bench.shows_tab("wire") and desk.line.value == "1")
        await desk.pilot.press("enter")
        await desk.until(lambda: isinstance(desk.app.focused, Options))
        assert desk.line.value == ""
        assert desk.lesson.session.page.question is not None, "it is not answered before it is seen"
        await desk.pilot.press("1")
        await desk.until(lambda: desk.lesson.session.page.question is None)


async def test_escape_leaves_no_question_open_that_is_out_of_sight(sit: Sit) -> None:
    async with sit(SMALL) as desk:
        await desk.until(lambda: isinstance(desk.app.focused, Options))
        await desk.pilot.press("f6", "f6", "escape")
        await desk.until(lambda: desk.app.focused is desk.line)
        assert desk.lesson.session.page.question is not None
        await desk.pilot.press("f6", "f6", "escape")
        await desk.until(lambda: desk.lesson.session.page.question is None)


async def test_a_hint_is_in_sight_whatever_was_said_before_it(course: Path) -> None:
    lesson = course / "1-hello" / "01-saying-hi.md"
    told = "It wants to know first who is calling. " + "That is a long story, and it is told here at length. " * 6
    text = lesson.read_text(encoding="utf-8")
    lesson.write_text(text.replace("It wants to know first who is calling.", told), encoding="utf-8")
    async with seats(course)(SMALL) as desk:
        await desk.pilot.press("escape")
        await desk.enter("MAIL FROM:<dora@island.test>")
        await desk.until_says("response", "Not yet.")
        for number, hint in ((1, "One word and a name."), (2, "HELO localhost")):
            await desk.pilot.press("f2")
            await desk.until(lambda: f"Hint {number}. {hint}" in shown(desk))  # noqa: B023 - waited for at once


async def test_a_hint_takes_the_place_of_the_file_that_has_come_up(sit: Sit) -> None:
    async with sit(SMALL) as desk:
        await desk.pilot.press("escape")
        desk.lesson.workbench.add_class("-append")
        await desk.pilot.press("f2")
        await desk.until(lambda: "Hint 1." in shown(desk))
        assert not desk.lesson.workbench.has_class("-append")


CUT = (
    "The server took that letter, but no empty line crossed below `Subject:`; the one that you see in the file was put "
    "there by the server. Send another, and press Enter alone between `Subject:` and your text."
)


async def test_what_is_wrong_with_a_letter_is_said_whole_beside_the_file_that_it_has_come_to(course: Path) -> None:
    lesson = course / "1-hello" / "01-saying-hi.md"
    text = lesson.read_text(encoding="utf-8").replace('match = [{ command = "MAIL", reply = 503 }]', "match = [BAD]")
    text = text.replace("BAD", '{ mail = "accepted", empty_line = false }').replace('["HELO", "EHLO"]', '"NOOP"')
    lesson.write_text(text.replace("It wants to know first who is calling.", CUT), encoding="utf-8")
    async with seats(course)(SMALL) as desk:
        desk.lesson.workbench.append.shown = 60.0
        await desk.pilot.press("escape")
        for line in ("HELO me", "MAIL FROM:<dora@island.test>", "RCPT TO:<ana@harbour.test>", "DATA"):
            await desk.enter(line)
        await desk.enter("Subject: hi", "Dear Ana", ".")
        await desk.until_says("response", "Not yet.")
        await desk.until(lambda: desk.lesson.workbench.has_class("-append"))
        said = CUT.replace("`", "")
        await desk.until(lambda: said in " ".join(shown(desk).split()))
        file, wire = desk.lesson.query_one("#mailbox"), desk.lesson.query_one("#wire")
        assert file.display
        assert file.size.height >= 5, "the moment of >> is seen all the same"
        assert wire.size.height >= 2
        assert desk.line.size.height == 1


async def test_a_warning_goes_with_the_next_line(sit: Sit) -> None:
    async with sit() as desk:
        await desk.pilot.press("escape", "f8")
        await desk.until(lambda: any("F8 again skips it" in each.message for each in desk.app._notifications))
        await desk.enter("NOOP")
        await desk.until(lambda: not any("F8 again" in each.message for each in desk.app._notifications))


async def test_the_key_leads_back_to_a_question_that_is_scrolled_out_of_sight_once(course: Path) -> None:
    lesson = course / "1-hello" / "01-saying-hi.md"
    long = '"Says who is calling. ' + "It is said once, and a name goes with it. " * 3 + '"'
    terms = "".join(f'recap.T{number} = {{ means = {long}, rfc = "5321 §4.1.1.1" }}\n' for number in range(9))
    names = ", ".join(f'"T{number}"' for number in range(9))
    text = lesson.read_text(encoding="utf-8").partition("## Part")[0]
    text = text.replace('teaches = ["HELO"]', f'teaches = ["HELO", {names}]').replace(
        "recap.HELO", f"{terms}recap.HELO"
    )
    lesson.write_text(text, encoding="utf-8")
    async with seats(course)(SMALL) as desk:
        await desk.until(lambda: isinstance(desk.app.focused, Options))
        await desk.pilot.press("1")
        await desk.enter("HELO localhost")
        await to_question(desk)
        pane = desk.lesson.query_one(LessonPane)
        await desk.until(lambda: isinstance(desk.app.focused, Options))
        await desk.pilot.press("1")
        await desk.until(lambda: "Look again" in desk.says("response"))
        pane.scroll_home(animate=False)
        await desk.until(lambda: pane.has_in_sight(pane.question) and pane.border_subtitle == "PgDn: more ↓")
        pane.scroll_end(animate=False)
        await desk.until(lambda: not pane.shows_any(pane.question))
        await desk.pilot.press("f8")
        await desk.until(lambda: pane.shows_any(pane.question))
        assert isinstance(desk.app.focused, Options)
        assert not any("not the answer yet" in each.message for each in desk.app._notifications)
        await desk.pilot.press("f8")
        await desk.until(lambda: any("not the answer yet" in each.message for each in desk.app._notifications))


@pytest.mark.parametrize("size", [SMALL, (130, 50)])
@pytest.mark.parametrize("typed", ["1", "2 buns", "24 buns"])
async def test_a_line_of_a_letter_that_begins_with_a_digit_goes_out_as_typed(
    sit: Sit, size: tuple[int, int], typed: str
) -> None:
    async with sit(size) as desk:
        await desk.pilot.press("escape")
        for line in ("HELO localhost", "MAIL FROM:<dora@island.test>", "RCPT TO:<ana@harbour.test>", "DATA"):
            await desk.enter(line)
        await desk.until(lambda: desk.lesson.workbench.wire.state.is_text)
        asked = desk.lesson.session.page.question
        assert asked is not None
        assert asked.when == "after"
        for key in typed:
            await desk.pilot.press("space" if key == " " else key)
            await desk.pilot.pause()
        await desk.until(lambda: desk.line.value == typed)
        assert desk.app.focused is desk.line
        await desk.pilot.press("enter")
        await desk.until_line("#wire", f"C: {typed}")
        assert desk.lesson.session.page.question is asked
        assert desk.lesson.session.runner.answered(asked) is None


async def test_a_number_in_the_letter_stays_where_the_question_is_gone_to(sit: Sit) -> None:
    async with sit(SMALL) as desk:
        await desk.pilot.press("escape")
        for line in ("HELO localhost", "MAIL FROM:<dora@island.test>", "RCPT TO:<ana@harbour.test>", "DATA"):
            await desk.enter(line)
        await desk.until(lambda: desk.lesson.workbench.wire.state.is_text)
        await desk.pilot.press(*"24")
        await to_question(desk)
        assert desk.line.value == "24"
        await desk.pilot.press("2")
        await desk.until_says("response", "You answered: Fine\nYes.")


async def test_what_was_read_beside_the_wire_need_not_be_read_again(course: Path) -> None:
    lesson = course / "1-hello" / "01-saying-hi.md"
    before, _, after = lesson.read_text(encoding="utf-8").partition('```question\nid = "code"')
    lesson.write_text(f"{before.rstrip()}\n\n{after.partition('```')[2].lstrip()}", encoding="utf-8")
    async with seats(course)(SMALL) as desk:
        await desk.pilot.press("escape")
        await desk.enter("HELO localhost")
        await desk.until(lambda: "F8 goes on: the next step." in shown(desk))
        assert desk.lesson.workbench.shows_tab("wire")
        await desk.pilot.press("f8")
        await desk.until_says("reading", "And say goodbye.")


async def test_what_is_left_to_read_is_read_where_it_begins(sit: Sit) -> None:
    async with sit(SMALL) as desk:
        await desk.pilot.press("escape")
        await desk.enter("HELO localhost")
        await desk.until_says("tasks", "[x]")
        await desk.pilot.press("f8")
        await desk.until(lambda: desk.lesson.workbench.shows_tab("guide"))
        await desk.until(lambda: "Now it knows you." in shown(desk) and "2 Fine" in shown(desk))
        assert isinstance(desk.app.focused, Options)


LONG_TALE = "Now it knows you. " + "There is a long tale to be told here, and it is told. " * 12


@pytest.mark.parametrize(("number", "verdict"), [(1, "Look again. That would begin with 3."), (2, "Yes. It does.")])
async def test_whether_an_answer_is_right_is_in_sight(course: Path, number: int, verdict: str) -> None:
    lesson = course / "1-hello" / "01-saying-hi.md"
    text = lesson.read_text(encoding="utf-8")
    lesson.write_text(text.replace("Now it knows you.", LONG_TALE), encoding="utf-8")
    async with seats(course)(SMALL) as desk:
        await desk.pilot.press("escape")
        await desk.enter("HELO localhost")
        await desk.until_says("tasks", "[x]")
        await to_question(desk)
        await desk.pilot.press(str(number))
        await desk.until(lambda: verdict in shown(desk))
        if number == 1:
            await desk.until(lambda: "2 Fine" in shown(desk))


async def test_a_number_leads_to_a_question_of_which_something_is_in_sight(course: Path) -> None:
    lesson = course / "1-hello" / "01-saying-hi.md"
    text = lesson.read_text(encoding="utf-8")
    lesson.write_text(text.replace("The server at", "\n\n".join(["A row."] * 6) + "\n\nThe server at", 1))
    async with seats(course)(SMALL) as desk:
        await desk.pilot.press("f6")
        await desk.until(lambda: desk.lesson.workbench.shows_tab("wire"))
        await desk.pilot.press("f8")
        await desk.until(lambda: "Who speaks next?" in shown(desk))
        assert not isinstance(desk.app.focused, Options)
        await desk.pilot.press("1")
        await desk.until(lambda: isinstance(desk.app.focused, Options))
        assert desk.lesson.session.page.question is not None, "it is answered where one has gone to it"
        assert desk.line.value == ""
        await desk.pilot.press("1")
        await desk.until(lambda: desk.lesson.session.page.question is None)


async def test_a_number_leads_to_a_question_of_which_nothing_is_in_sight(course: Path) -> None:
    lesson = course / "1-hello" / "01-saying-hi.md"
    text = lesson.read_text(encoding="utf-8")
    lesson.write_text(text.replace("The server at", "\n\n".join(["A row."] * 20) + "\n\nThe server at", 1))
    async with seats(course)(SMALL) as desk:
        pane = desk.lesson.query_one(LessonPane)
        pane.question.focus_options()
        await desk.until(lambda: isinstance(desk.app.focused, Options))
        pane.scroll_home(animate=False)
        await desk.until(lambda: not pane.shows_any(pane.question))
        await desk.pilot.press("1")
        await desk.until(lambda: pane.shows_any(pane.question))
        assert desk.lesson.session.page.question is not None, "nobody answers what they have not read"
        await desk.pilot.press("1")
        await desk.until(lambda: desk.lesson.session.page.question is None)


async def test_beside_the_wire_a_guess_is_asked_for_by_the_key_that_leads_to_it(sit: Sit) -> None:
    async with sit(SMALL) as desk:
        await desk.until(lambda: "press its number" in shown(desk))
        await desk.pilot.press("H", "backspace")
        await desk.until(lambda: desk.lesson.workbench.shows_tab("wire"))
        await desk.until(lambda: "Your guess first: F8 shows the question." in shown(desk))
        assert "press its number" not in shown(desk)
        await desk.pilot.press("f8")
        await desk.until(lambda: "press its number" in shown(desk))
        await desk.until(lambda: isinstance(desk.app.focused, Options))
        await desk.pilot.press("1")
        await desk.until_says("tasks", "[>]")
