"""The app, from the command line: which screen comes first, what is loaded behind it, and how it ends."""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from heloworld.ui import terminal

if TYPE_CHECKING:
    from textual.screen import Screen

    from heloworld.classroom.server.source import ClassSource
    from heloworld.lab.bench import Bench
    from heloworld.ui.early_start import EarlyStart
    from heloworld.ui.enrolment import Enrolment
    from heloworld.ui.screens.front import Front


def show_lab(make: Callable[[], Bench]) -> None:
    """Free play on a world of our own.

    Args:
        make: Makes the bench.

    Raises:
        HeloError: The world could not be started, or the terminal cannot show it.
    """

    def first(opening: EarlyStart) -> Screen[None]:
        from heloworld.ui.screens.lab import LabScreen

        return LabScreen(opening.bench, place="Lab", start=opening.start)

    _show(make, first, "Lab")


def show_remote(make: Callable[[], Bench], address: tuple[str, int]) -> None:
    """The wire panel on somebody's server.

    Args:
        make: Makes the bench.
        address: The server.

    Raises:
        HeloError: There was never a connection.
    """
    from heloworld.ui.widgets.common.title_bar import spot

    place = spot(address)

    def first(opening: EarlyStart) -> Screen[None]:
        from heloworld.ui.screens.remote import RemoteScreen

        return RemoteScreen(opening.bench, place=place, start=opening.start)

    opening = _show(make, first, place, alone=True)
    if opening.failure is not None:
        raise opening.failure


def show_notes() -> None:
    """Show the notes of what is presented in another terminal.

    Raises:
        HeloError: There is no terminal.
    """
    terminal.check()
    from heloworld import paths
    from heloworld.classroom.board.tally import TallyFile
    from heloworld.course.play.cue_card import CueFile
    from heloworld.ui.screens.notes import NotesScreen

    run_app(lambda: NotesScreen(CueFile(paths.presenting()), TallyFile(paths.class_tally())))


def show_replay(file: Path) -> None:
    """Show a saved transcript again.

    Raises:
        HeloError: It cannot be read, or there is no terminal.
    """
    terminal.check()
    import tempfile

    from heloworld.lab.recorded.replay_bench import ReplayBench
    from heloworld.lab.recorded.saved_transcript import load

    saved = load(file)
    with tempfile.TemporaryDirectory(prefix="helo-", ignore_cleanup_errors=True) as folder:

        def first() -> Screen[None]:
            from heloworld.ui.screens.replay import ReplayScreen

            return ReplayScreen(ReplayBench(saved, Path(folder)))

        run_app(first)


def show_board(source: ClassSource) -> None:
    """Show the board of a class.

    Args:
        source: The class.

    Raises:
        HeloError: There is no terminal.
    """
    terminal.check()
    from heloworld import paths
    from heloworld.classroom.board.tally import TallyFile
    from heloworld.ui.screens.board import BoardScreen

    tally = TallyFile(paths.class_tally()) if source.invitation is not None else None
    run_app(lambda: BoardScreen(source, tally))


def show_course(
    folder: Path | None,
    wanted: str | None = None,
    *,
    port: int,
    is_presenting: bool = False,
    step: int | None = None,
) -> None:
    """The lessons.

    Args:
        folder: The folder of the course; the lessons that ship with the program where none is given.
        wanted: The lesson to begin with, by its name or number; where none is given, the one where the learner left.
        port: The port to listen on; any other where that is taken.
        is_presenting: Whether it is shown to a class: then nothing is kept of it.
        step: Which of its steps to begin with, from 1; where none is given, the one where the learner left.

    Raises:
        HeloError: There is no such lesson, or none at all.
    """
    with contextlib.ExitStack() as stack:

        @functools.cache
        def school() -> Enrolment:
            from heloworld.ui.enrolment import Enrolment  # takes a while, in which there is a prompt already

            return stack.enter_context(Enrolment(folder, wanted, port=port, is_presenting=is_presenting, step=step))

        _show(
            lambda: school().bench(),
            lambda opening: school().screen(opening),
            "",
            guided=True,
            then=lambda: school().prepare(),
        )


def _show(
    make: Callable[[], Bench],
    first: Callable[[EarlyStart], Screen[None]],
    place: str,
    *,
    guided: bool = False,
    alone: bool = False,
    then: Callable[[], None] = lambda: None,
) -> EarlyStart:
    """The screen of the main job; its prompt first, because loading the rest takes a while.

    Args:
        make: Makes the bench.
        first: Makes the screen behind the prompt.
        place: What the title says.
        guided: Whether something will stand beside the prompt.
        alone: Whether there will be no mailbox.
        then: Loads what the screen needs besides, while the server starts.
    """
    terminal.check()
    from heloworld.ui.early_start import EarlyStart
    from heloworld.ui.screens.front import Front

    opening = EarlyStart(make)

    def load() -> None:
        opening.open()
        then()
        import heloworld.ui.screens.guided  # noqa: F401 - takes a while, in which the server starts

    try:
        run_app(lambda: first(opening), lambda: Front(place, guided=guided, alone=alone), load)
    finally:
        opening.stop()
    return opening


def run_app(
    first: Callable[[], Screen[None]],
    front: Callable[[], Front] | None = None,
    load: Callable[[], None] = lambda: None,
) -> None:
    """Show a screen until it is left.

    Args:
        first: Makes the screen.
        front: Makes what is shown until then, if anything.
        load: Loads what ``first`` needs, in a thread, while the front is shown.

    Raises:
        HeloError: What the app could not do.
        SystemExit: It ended with a status other than 0.
    """
    from heloworld.ui.app import HeloApp

    app = HeloApp(first, front, load)
    try:
        error = app.run()
    finally:
        terminal.on_signal(None)
    if error is not None:
        raise error
    if app.return_code:
        sys.exit(app.return_code)
