"""A lesson between two hosts: the world comes after the screen, and its places with it."""

from __future__ import annotations

from heloworld.lab.local_bench import LocalBench
from heloworld.ui.app import HeloApp
from heloworld.ui.early_start import EarlyStart
from heloworld.ui.enrolment import Enrolment
from heloworld.ui.screens.lesson import LessonScreen
from heloworld.ui.widgets.common.key_bar import KeyBar
from heloworld.ui.widgets.mailbox.mailbox_pane import MailboxPane
from heloworld.ui.widgets.places.zone_text import ZoneText
from ui.conftest import Seat


async def test_the_key_that_the_lesson_names_stands_in_the_footer() -> None:
    with Enrolment(None, "not-now", port=0) as school:
        opening = EarlyStart(school.bench)
        opening.open()
        school.prepare()
        app = HeloApp(lambda: school.screen(opening))
        try:
            async with app.run_test(size=(80, 24)) as pilot:
                assert isinstance(opening.bench, LocalBench)
                seat = Seat(app, pilot, opening.bench)
                await seat.until(lambda: "^/ Later" in str(app.screen.query_one(KeyBar).render()))
        finally:
            opening.stop()


async def test_the_zone_of_its_world_has_a_tab_and_can_be_edited() -> None:
    with Enrolment(None, "where-to", port=0) as school:
        opening = EarlyStart(school.bench)
        opening.open()
        school.prepare()
        app = HeloApp(lambda: school.screen(opening))
        try:
            async with app.run_test(size=(120, 36)) as pilot:
                assert isinstance(opening.bench, LocalBench)
                seat = Seat(app, pilot, opening.bench)
                await seat.until(lambda: app.screen.query(ZoneText))
                assert isinstance(app.screen, LessonScreen)
                places = app.screen.query_one(MailboxPane).places
                places.show(next(each for each in places.all if each.kind == "zone"))
                await seat.until(lambda: "mail.harbour.test" in app.screen.query_one(ZoneText).text)
                assert places.here.kind == "zone"
        finally:
            opening.stop()
