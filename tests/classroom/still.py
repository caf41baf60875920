"""A class that stands still, written down event by event: what pictures and tests of the board show."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

from heloworld.classroom.board.book import ClassBook
from heloworld.classroom.board.syllabus import syllabuses
from heloworld.classroom.reports.report import Report, mail
from heloworld.classroom.reports.told import Told
from heloworld.classroom.server.class_plan import Invitation
from heloworld.course.conditions.evidence import Mailboxes
from heloworld.wire.events import Bytes, Closed, Event, Opened
from shipped import COURSE

WORD, LESSON = "reef", "the-message"
NOW = 1_795_000_000.0
OURS = ("192.168.1.5", 2525)
COURSES = syllabuses(COURSE)
GOALS = tuple(COURSES[LESSON].goals)
QUESTION = next(iter(COURSES[LESSON].questions))

ENVELOPE = (
    ("MAIL FROM:<dora@island.test>", "250 2.1.0 Ok"),
    ("RCPT TO:<ana@harbour.test>", "250 2.1.5 Ok"),
    ("DATA", "354 End data with <CR><LF>.<CR><LF>"),
)
LETTER = (*ENVELOPE, ("Subject: Hello\r\n\r\nIs this the right port?\r\n.", "250 2.0.0 Ok: queued as 5D44A7F5D3"))
TOO_SOON = (("DATA", "503 5.5.1 Error: need MAIL command"),)


class Still:
    """A class at one moment."""

    def __init__(self) -> None:
        self.book = ClassBook(WORD, COURSES, LESSON, Mailboxes(Path("nowhere"), ("ana", "ben")))
        self.invitation: Invitation | None = Invitation("192.168.1.5", 2525, WORD, is_for_all=True)
        self.record = Path("/home/teacher/class/reef/class.jsonl")
        self.word, self.trouble = WORD, ""
        self.now: float | None = NOW
        self.written = self.connected = 0
        self._conns = itertools.count(1)
        self._ids = itertools.count(1)

    def talk(self, name: str, ago: float, lines: Iterable[tuple[str, str]] = (), host: str = "") -> None:
        """Somebody has said some lines, the last of them so many seconds ago."""
        self.take(list(self._conversation(name, NOW - ago, lines, host)))

    def write_down(self) -> None:
        """Count how often that would have been."""
        self.written += 1

    def take(self, events: list[Event]) -> None:
        """It has happened."""
        self.book.take(events)
        self.book.settle()

    def send(self, name: str, ago: float, to: str, text: str) -> None:
        """Somebody has sent a mail to an address of the class."""
        envelope = (("MAIL FROM:<>", "250 2.1.0 Ok"), (f"RCPT TO:<{to}>", "250 2.1.5 Ok"), ENVELOPE[2])
        self.talk(name, ago, (*envelope, (f"{text}\r\n.", "250 2.0.0 Ok: queued as 5D44A7F5D3")))

    def report(self, name: str, ago: float, *told: Told) -> None:
        """Somebody's program has reported."""
        reports = [Report(id=f"report-{next(self._ids)}", at=NOW - ago, told=each) for each in told]
        text = mail(reports, name).decode().removesuffix("\r\n")
        self.send(f"{name}.{WORD}.{sum(map(ord, name)):016x}", ago, "board@class.test", text)

    def _conversation(self, name: str, at: float, lines: Iterable[tuple[str, str]], host: str) -> Iterator[Event]:
        conn = next(self._conns)
        own = sum(map(ord, name.partition(".")[0]))
        where = (host or f"192.168.1.{20 + own % 200}", 50_000 + conn)
        yield Opened(conn, at, "smtp", where, OURS)
        yield Bytes(conn, at, "server", b"220 mail.harbour.test ESMTP\r\n")
        badge = name if "." in name else f"{name}.{WORD}"
        for said, reply in ((f"HELO {badge}", "250 mail.harbour.test"), *lines):
            yield Bytes(conn, at, "client", said.encode() + b"\r\n")
            yield Bytes(conn, at, "server", reply.encode() + b"\r\n")
        yield Closed(conn, at)


def class_of_sixteen() -> Still:
    """A class in the middle of a lesson: some are done, some are stuck, some have asked for help."""

    def goals(count: int) -> list[Told]:
        return [Told(kind="goal", lesson=LESSON, what=goal) for goal in GOALS[:count]]

    def answer(option: int) -> Told:
        return Told(kind="answer", lesson=LESSON, what=QUESTION, number=option)

    def mistake(what: str) -> Told:
        return Told(kind="misstep", lesson=LESSON, step=1, what=what)

    still = Still()
    for name, count, ago in (("ana", 4, 70), ("ben", 4, 65), ("cleo", 2, 9), ("dora", 3, 4), ("emil", 1, 22)):
        still.report(name, ago, answer(2 if count > 1 else 0), *goals(count))
    still.talk("fay", 6, LETTER)
    still.talk("gus", 12, ENVELOPE)
    still.talk("hana", 3, TOO_SOON)
    still.talk("ines", 15, TOO_SOON * 3)
    still.report("jon", 31, *goals(1), *[mistake("quit-is-text")] * 4)
    still.report("kim", 11, *goals(1), mistake("quit-is-text"))
    still.talk("lee", 260, ENVELOPE[:2])
    still.report("mo", 190, answer(1), *goals(1))
    still.talk("nia", 2)
    still.report("olaf", 40, Told(kind="begun", lesson=next(COURSE.lessons).id))
    still.talk("pia", 100, ENVELOPE[:1])
    still.send("pia", 95, "help@class.test", "Subject: Where does the dot go?\r\n")
    for name, option in (("fay", 3), ("gus", 3), ("ines", 1), ("nia", 2), ("lee", 3)):
        still.send(name, 80, f"{option}@vote.class.test", "hello")
    return still
