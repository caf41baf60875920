"""A class in the process of the test: a server, and what is known of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from classroom.crowd import WORD
from heloworld.classroom.board.ballots import Asked
from heloworld.classroom.board.board import Board, Row
from heloworld.classroom.board.syllabus import syllabuses
from heloworld.classroom.server.class_server import ClassServer
from heloworld.classroom.server.folder import ClassFolder
from heloworld.course.play.world_plan import mailboxes_of, room_plan
from patience import PATIENCE
from shipped import COURSE

LESSON = "the-message"
COURSES = syllabuses(COURSE)


@contextmanager
def room(tmp_path: Path, lesson: str = LESSON) -> Iterator[ClassServer]:
    """A class that goes on, in a lesson."""
    folder = ClassFolder(tmp_path / WORD)
    found = COURSE.find(lesson)
    assert found is not None
    plan = replace(room_plan(found, folder.mail), host="127.0.0.1", doors={"pop3": 0})
    server = ClassServer(folder, plan, COURSES, lesson, mailboxes_of(found, folder.mail))
    try:
        server.start().result(PATIENCE)
        yield server
    finally:
        server.stop()


def port_of(server: ClassServer) -> int:
    assert server.invitation is not None
    return server.invitation.port


def look(server: ClassServer, asked: Asked = Asked()) -> Board:  # noqa: B008 - it never changes
    return server.book.board(asked, time.time())


def row(board: Board, name: str) -> Row:
    return next(each for each in board.rows if each.name == name)


def until(holds: Callable[[], bool], seconds: float = PATIENCE) -> float:
    """Wait until something holds; returns how long that took."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, "it does not come true"
        threading.Event().wait(0.02)
    return time.monotonic() - began
