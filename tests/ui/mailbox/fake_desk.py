"""A desk without a screen: what the questions of the mailbox screen do to it is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from queue import Queue

from heloworld.ui.mailbox.pairing import Pane
from heloworld.ui.mailbox.question import Question
from patience import PATIENCE

BOX = (
    b"From dora@island.test Mon Nov 23 09:14:02 2026\nFrom: Dora <dora@island.test>\nSubject: One\n\nab\nfrom\n\n"
    b"From emil@island.test Tue Nov 24 09:14:02 2026\nFrom: Emil <emil@island.test>\nSubject: Two\n\nab\n\n"
)
SECOND = BOX.index(b"From emil")


class FakeList:
    """A list of messages."""

    def __init__(self, known: int = 2) -> None:
        self.known = known
        self.only: list[int] | None = None
        self.chosen: int | None = 0
        self.is_following = False

    @property
    def end_line(self) -> int:
        return self.known if self.only is None else len(self.only)

    def choose(self, message: int | None) -> None:
        self.chosen = self.chosen if message is None else message

    def action_cursor(self, by: int) -> None:
        self.chosen = min(max((self.chosen or 0) + by, 0), self.known - 1)

    def action_follow(self) -> None:
        self.is_following = True
        self.chosen = self.known - 1

    def narrow(self, only: list[int] | None) -> None:
        self.only = only

    def widen(self, more: list[int], *, is_all: bool) -> None:  # noqa: ARG002
        assert self.only is not None
        self.only += more


class FakeDesk:
    """A desk at which one question is asked, or none."""

    def __init__(self) -> None:
        self.messages = FakeList()
        self.leader = Pane.LIST
        self.place: int | None = 0
        self.shows_dump = False
        self.asked: Question | None = None
        self.said, self.is_trouble = "", False
        self.filled = ""
        self.notified: list[tuple[str, bool]] = []
        self.column = 0
        self.redrawn = self.told_where = 0
        self.browser: dict[str, bytes] | None = None

    def elsewhere(self, line: object, leave: object) -> FakeDesk:  # noqa: ARG002 - there is one line
        return self

    def show_byte(self, offset: int, column: int = 0) -> None:
        self.place, self.column, self.leader = offset, column, Pane.FILE

    def choose(self, message: int) -> None:
        self.messages.choose(message)
        self.leader = Pane.LIST

    def follow_list(self) -> None:
        self.leader = Pane.LIST

    def redraw(self) -> None:
        self.redrawn += 1

    def say_where(self) -> None:
        self.told_where += 1

    def say(self, asker: Question, text: str, *, is_trouble: bool = False) -> bool:
        if asker is not self.asked:
            return False
        self.said, self.is_trouble = text, is_trouble
        return True

    def fill(self, asker: Question, text: str) -> None:
        if asker is self.asked:
            self.filled = text

    def close(self, asker: Question) -> None:
        if asker is self.asked:
            self.asked = None

    def hand_out(self, name: str, pieces: Iterable[bytes]) -> int | None:
        if self.browser is None:
            return None
        self.browser[name] = b"".join(pieces)
        return len(self.browser[name])

    def notify_user(self, text: str, *, is_trouble: bool = False) -> None:
        self.notified.append((text, is_trouble))


class Loop:
    """The thread of a desk: does later what other threads ask for."""

    def __init__(self) -> None:
        self._calls: Queue[Callable[[], object]] = Queue()

    def later(self, call: Callable[..., object], *args: object) -> None:
        self._calls.put(lambda: call(*args))

    def until(self, fact: Callable[[], object]) -> None:
        while not fact():
            self._calls.get(timeout=PATIENCE)()
