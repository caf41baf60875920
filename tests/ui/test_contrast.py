"""Every text on every ground can be read: a contrast of 4.5 at least (WCAG 2.1, 1.4.3), in every theme.

Twice: all inks on all grounds that they may stand on, and what is really drawn. A terminal's own colours are taken to
be xterm's, on black and on white.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, TypeAlias

import pytest
from rich.color import Color as RichColor
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.geometry import Region
from textual.screen import ModalScreen, Screen
from textual.theme import Theme
from textual.widgets import OptionList

from classroom.still import class_of_sixteen
from heloworld.course.model.lesson import Question
from heloworld.course.play.cue_card import CueFile
from heloworld.course.progress.progress import Progress
from heloworld.course.progress.records import Standing
from heloworld.errors import HeloError
from heloworld.ui.app import HeloApp
from heloworld.ui.screens.board import BoardScreen
from heloworld.ui.screens.course_map import CourseMap
from heloworld.ui.screens.notes import NotesScreen
from heloworld.ui.themes import THEMES
from heloworld.ui.widgets.lesson.question import QuestionBox
from pictured import Scenario
from recorded import FIRST_MAIL, LETTER, STORED, SWAKS, TOO_SOON
from shipped import COURSE
from ui.presenting.test_notes import CARD

pytestmark = pytest.mark.thorough

AA = 4.5

Rgb: TypeAlias = tuple[int, int, int]

XTERM: tuple[Rgb, ...] = (
    (0, 0, 0),
    (205, 0, 0),
    (0, 205, 0),
    (205, 205, 0),
    (0, 0, 238),
    (205, 0, 205),
    (0, 205, 205),
    (229, 229, 229),
    (127, 127, 127),
    (255, 0, 0),
    (0, 255, 0),
    (255, 255, 0),
    (92, 92, 255),
    (255, 0, 255),
    (0, 255, 255),
    (255, 255, 255),
)
"""What an xterm draws the 16 colours with, where nobody has chosen others."""

INKS = ("foreground", "client", "server", "refused", "good", "faint", "separator", "name", "value", "mark")
GROUNDS = ("background", "surface", "panel", "fresh", "line-cursor")
PAIRS = (
    *itertools.product(INKS, GROUNDS),
    ("mark", "mark-paper"),
    ("strip-ink", "strip-here"),
    ("pane-border-focus", "background"),
    ("footer-foreground", "footer-background"),
    ("footer-key-foreground", "footer-background"),
    ("input-cursor-foreground", "input-cursor-background"),
    ("block-cursor-foreground", "block-cursor-background"),
)


def luminance(colour: Rgb) -> float:
    """Relative luminance (WCAG 2.1)."""
    red, green, blue = (
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Rgb, other: Rgb) -> float:
    """From 1, none, to 21, black on white."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def grounds(theme: Theme) -> tuple[Rgb, Rgb]:
    """The terminal's own letters and background, where a theme leaves them as they are."""
    return (XTERM[7], XTERM[0]) if theme.dark else (XTERM[0], XTERM[15])


def test_the_measure_is_the_right_one() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


# All inks on all grounds


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_ink_can_be_read_on_every_ground(theme: Theme) -> None:
    app = App[None]()
    app.register_theme(theme)
    app.theme = theme.name
    variables = app.get_css_variables()
    letters, ground = grounds(theme)

    def drawn(name: str, default: Rgb) -> Rgb:
        colour = Color.parse(variables[name])
        if colour.ansi is None and colour.a:
            return colour.rgb
        return XTERM[colour.ansi] if colour.ansi is not None and colour.ansi >= 0 else default

    bad = {
        f"{ink} on {paper}: {found:.2f}"
        for ink, paper in PAIRS
        if (found := contrast(drawn(ink, letters), drawn(paper, ground))) < AA
    }
    assert bad == set()


# What is really drawn


LONG = (
    b"From x\nSubject: \x1b[1m a line with marks \x00 and so long that it goes on beyond the edge"
    + b" of it" * 20
    + b"\n\n"
)
STATES = {
    "guide": Scenario((FIRST_MAIL[:7],), guided=True, stored=STORED, typed="DA"),
    "narrow": Scenario((FIRST_MAIL,), (80, 24), guided=True, stored=STORED, keys=("f6", "up")),
    "wire": Scenario((FIRST_MAIL, SWAKS), stored=STORED, keys=("f4", "f6", "f6", "up", "up")),
    "mailbox": Scenario((FIRST_MAIL,), stored=STORED + LONG, keys=("f4", "f6", "up", "up")),
    "empty": Scenario(((),)),
    "small": Scenario((FIRST_MAIL,), (50, 12)),
    "copied": Scenario((FIRST_MAIL,), stored=STORED, keys=("f9",)),
    "help": Scenario((FIRST_MAIL,), stored=STORED, keys=("f1",)),
    "palette": Scenario((FIRST_MAIL,), stored=STORED, keys=("ctrl+p",)),
    "lesson": Scenario((FIRST_MAIL[:9],), lesson="the-message", step=1, keys=("f2",)),
    "misstep": Scenario((FIRST_MAIL[:3],), lesson="the-message", later=TOO_SOON, keys=("f2", "t")),
    "question": Scenario(
        (FIRST_MAIL[:9],), lesson="the-message", step=1, later=LETTER, stored=STORED, keys=("f8", "down")
    ),
    "answered": Scenario((FIRST_MAIL[:9],), lesson="the-message", step=1, later=LETTER, keys=("f8", "1", "f6")),
    "presenting": Scenario((FIRST_MAIL[:9],), lesson="the-message", step=1, later=LETTER, is_presented=True),
    "end-1": Scenario((FIRST_MAIL[:1],), lesson="you-can-speak-smtp"),
    "end-2": Scenario((FIRST_MAIL[:1],), lesson="you-can-read-a-mailbox"),
    "end-3": Scenario((FIRST_MAIL[:1],), lesson="hi-and-a-text-file"),
    "enlarged": Scenario((FIRST_MAIL,), stored=STORED + LONG, keys=("f6", "ctrl+f", "up", "up")),
    "wrapped": Scenario((), sample="quoted.mbox", keys=("minus", "w", "f6", "down")),
    "viewer": Scenario((), sample="quoted.mbox", keys=("down", "f4")),
    "viewer-file": Scenario((), sample="quoted.mbox", keys=("f6", "down", "down")),
}


def shown(screen: Screen[object]) -> Iterator[tuple[str, Style]]:
    """The text that is drawn, but for frames, and not what stands dimmed behind a window."""
    regions = list(_windows(screen)) if isinstance(screen, ModalScreen) else [screen.region]
    for y, strip in enumerate(screen._compositor.render_strips()):
        x = 0
        for text, style, control in strip:
            is_inside = any(region.overlaps(Region(x, y, max(len(text), 1), 1)) for region in regions)
            x += len(text)
            if is_inside and not control and any(char.isalnum() or 0x20 < ord(char) < 0x7F for char in text):
                yield text.strip(), style or Style.null()


def _windows(screen: Screen[object]) -> Iterator[Region]:
    """Where something stands on a screen that leaves the one behind it in sight."""
    for region, clip in screen._compositor.visible_widgets.values():
        if region.width < screen.size.width:
            yield region.intersection(clip)


def of_style(style: Style, theme: Theme) -> tuple[Rgb, Rgb]:
    """Letters and ground as they are drawn; faint letters are drawn half as strong."""

    def drawn(colour: RichColor | None, default: Rgb) -> Rgb:
        if colour is None or colour.is_default:
            return default
        if colour.number is not None and colour.number < 16:
            return XTERM[colour.number]
        red, green, blue = colour.get_truecolor()
        return red, green, blue

    letters, ground = grounds(theme)
    ink, paper = drawn(style.color, letters), drawn(style.bgcolor, ground)
    if style.reverse:
        ink, paper = paper, ink
    if style.dim:
        ink = ((ink[0] + paper[0]) // 2, (ink[1] + paper[1]) // 2, (ink[2] + paper[2]) // 2)
    return ink, paper


@pytest.mark.parametrize("state", STATES)
async def test_what_is_drawn_can_be_read(state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    app = STATES[state].app(tmp_path)
    async with app.run_test(size=STATES[state].size, notifications=True) as pilot:
        await STATES[state].act(pilot)
        bad = set()
        for theme in THEMES:
            app.theme = theme.name
            await pilot.pause()
            texts = list(shown(app.screen))
            assert texts
            for text, style in texts:
                found = contrast(*of_style(style, theme))
                if found < AA:
                    bad.add(f"{theme.name}: {text!r} {style}: {found:.2f}")
        assert bad == set()


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
async def test_a_chosen_command_can_be_read_and_told_from_others(
    theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The palette opened in a theme: its list keeps what it has drawn when the theme changes."""
    monkeypatch.chdir(tmp_path)
    scenario = Scenario(((),), keys=())
    app = scenario.app(tmp_path)
    async with app.run_test(size=scenario.size) as pilot:
        await scenario.act(pilot)
        app.theme = theme.name
        await pilot.pause()
        await pilot.press("ctrl+p", "down", "down")
        entries = app.screen.query_one(OptionList)
        while entries.highlighted is None:
            await pilot.pause()
        texts = [(text, style) for text, style in shown(app.screen) if text]
        assert [text for text, style in texts if contrast(*of_style(style, theme)) < AA] == []
        here, other = (entries.render_line(2 * (entries.highlighted + by)) for by in (0, 1))
        assert {segment.style for segment in here}.isdisjoint(segment.style for segment in other)


class Asking(Screen[None]):
    """Nothing but a question, with code in its options."""

    def compose(self) -> Iterator[QuestionBox]:
        yield QuestionBox(id="question")


def unreadable(app: App[HeloError]) -> list[str]:
    """The texts on the screen that cannot be read."""
    theme = next(theme for theme in THEMES if theme.name == app.theme)
    return [text for text, style in shown(app.screen) if text and contrast(*of_style(style, theme)) < AA]


async def test_the_presenters_notes_can_be_read_in_every_theme(tmp_path: Path) -> None:
    cards = CueFile(tmp_path / "presenting.json")
    cards.write(CARD)
    app = HeloApp(lambda: NotesScreen(cards))
    async with app.run_test(size=(80, 24)) as pilot:
        for theme in THEMES:
            app.theme = theme.name
            await pilot.pause()
            assert any("Who speaks?" in text for text, _ in shown(app.screen))
            assert unreadable(app) == []


def is_told_from_others(options: OptionList) -> bool:
    """Whether the line under the cursor looks like none of the others."""
    assert options.highlighted is not None
    lines = [frozenset(segment.style for segment in options.render_line(y)) for y in range(options.option_count)]
    here = lines.pop(options.highlighted)
    return all(here.isdisjoint(line) for line in lines)


@pytest.mark.parametrize("when", ["before", "after"])
async def test_the_options_of_a_question_can_be_read_in_every_theme(when: Literal["before", "after"]) -> None:
    question = Question(id="q", when=when, ask="Which?", options=("`one`", "`two`", "three"), answer=0, why="So.")
    app = HeloApp(Asking)
    async with app.run_test(size=(60, 12)) as pilot:
        box = app.screen.query_one(QuestionBox)
        box.show(question, str)
        box.focus_options()
        for theme in itertools.chain(THEMES, reversed(THEMES)):
            app.theme = theme.name
            for number in range(3):
                box.options.highlighted = number
                await pilot.pause()
                assert unreadable(app) == []
                assert is_told_from_others(box.options)
            assert any("I have no idea" in text for text, _ in shown(app.screen)) == (when == "before")


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
async def test_the_board_can_be_read_in_every_theme(theme: Theme) -> None:
    app = HeloApp(lambda: BoardScreen(class_of_sixteen()))
    app.theme = theme.name
    async with app.run_test(size=(200, 50)) as pilot:
        for key in ("n", "v", "v", "a", "down", "down", "end", "i", "i", "enter"):
            await pilot.press(key)
            await pilot.pause()
            assert unreadable(app) == [], key


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
async def test_the_course_map_can_be_read_in_every_theme(theme: Theme) -> None:
    """Opened in a theme, as the palette above: while it is open, no key changes the theme."""
    course, progress = COURSE, Progress("test", None)
    first, second, *_ = course.lessons
    answers = {question.id: question.answer for question in first.questions}
    progress.keep(first.id, Standing(0, frozenset(), answers), datetime.now(UTC) - timedelta(days=2))
    progress.finished(first.id)
    progress.keep(second.id, Standing(1))
    app = HeloApp(Asking)
    app.theme = theme.name
    async with app.run_test(size=(100, 30)) as pilot:
        await app.push_screen(CourseMap(course, progress))
        lessons = app.screen.query_one(OptionList)
        for number, option in enumerate(lessons.options[:6]):
            if not option.disabled:
                lessons.highlighted = number
                await pilot.pause()
                assert unreadable(app) == []
                assert is_told_from_others(lessons)
