"""What is asked for twice, soon and in the same place, is meant."""

from __future__ import annotations

from heloworld.ui.confirm import SURE, Twice


class Asker:
    """Somebody who is warned, and a clock."""

    def __init__(self) -> None:
        self.now = 100.0
        self.warned: list[str] = []
        self.twice = Twice(lambda warning, _: self.warned.append(warning), lambda: self.now)

    def asks(self, warning: str = "Really?", at: str = "here", after: float = 1.0) -> bool:
        self.now += after
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
    asker.now += SURE
    assert not asker.twice.drop(), "its warning is gone by now"


def test_after_a_while_it_is_asked_anew() -> None:
    asker = Asker()
    assert [asker.asks(), asker.asks(after=SURE), asker.asks(after=SURE - 0.1)] == [False, False, True]


def test_something_else_or_somewhere_else_is_asked_anew() -> None:
    asker = Asker()
    assert [asker.asks(), asker.asks("Skip it?"), asker.asks(), asker.asks(at="there"), asker.asks(at="there")] == [
        False,
        False,
        False,
        False,
        True,
    ]
