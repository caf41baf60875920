"""What is asked for twice in the same place, while its warning can be read, is meant."""

from __future__ import annotations

import asyncio

from textual.screen import Screen
from textual.widgets._toast import Toast

from heloworld.ui.app import HeloApp, stands
from heloworld.ui.confirm import Twice


class Asker:
    """Somebody who is warned, and a screen."""

    def __init__(self) -> None:
        self.warned: list[str] = []
        self.screen: set[str] = set()
        self.twice = Twice(self._warn, self.screen.__contains__)

    def _warn(self, warning: str, _seconds: float) -> None:
        self.warned.append(warning)
        self.screen.add(warning)

    def asks(self, warning: str = "Really?", at: str = "here") -> bool:
        return self.twice.is_sure(warning, at)


def test_the_second_time_is_sure_and_a_third_is_a_first_again() -> None:
    asker = Asker()
    assert [asker.asks() for _ in range(4)] == [False, True, False, True]
    assert asker.warned == ["Really?"] * 2


def test_what_is_done_in_between_is_not_meant_any_more() -> None:
    asker = Asker()
    asker.asks()
    assert asker.twice.drop()
    assert [asker.asks(), asker.asks()] == [False, True]
    assert not asker.twice.drop(), "nothing is asked"
    asker.asks()
    asker.screen.clear()
    assert not asker.twice.drop(), "its warning is gone by now"


def test_it_is_asked_anew_once_the_warning_has_gone_and_not_before() -> None:
    asker = Asker()
    assert not asker.asks()
    asker.screen.clear()
    assert [asker.asks(), asker.asks()] == [False, True]


async def test_a_warning_counts_for_as_long_as_it_can_be_read() -> None:
    app = HeloApp(Screen)
    async with app.run_test(notifications=True) as pilot:
        twice = Twice(
            lambda said, seconds: app.notify(said, timeout=seconds / 20, markup=False), lambda said: stands(app, said)
        )
        assert not twice.is_sure("Really?", "here")
        await pilot.pause()
        assert twice.is_sure("Really?", "here")
        assert not twice.is_sure("Really?", "there")
        async with asyncio.timeout(20):
            while not app.screen.query(Toast):
                await pilot.pause(0.01)
            while app.screen.query(Toast):
                await pilot.pause(0.01)
        assert not twice.is_sure("Really?", "there"), "the sentence has gone"
        await pilot.pause()
        app.clear_notifications()
        assert not twice.is_sure("Really?", "there"), "it was driven away"


def test_something_else_or_somewhere_else_is_asked_anew() -> None:
    asker = Asker()
    assert [asker.asks(), asker.asks("Skip it?"), asker.asks(), asker.asks(at="there"), asker.asks(at="there")] == [
        False,
        False,
        False,
        False,
        True,
    ]
