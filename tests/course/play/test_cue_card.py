"""What a presenter reads on the second screen: it follows the lesson, and is gone with it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from heloworld.course.play.cue_card import CueFile, card_of
from heloworld.course.play.runner import Runner
from heloworld.course.play.session import LessonSession, Mode
from heloworld.course.progress.records import LEFT_OPEN, Standing


def test_it_says_what_is_asked_and_what_comes_next(session: LessonSession) -> None:
    session.resume()
    first = card_of(session, str)
    asked = session.runner.step.predictions[0]
    assert (first.question, first.answer, first.played) == (asked.ask, asked.options[asked.answer], 0)
    session.answer(asked, LEFT_OPEN)
    session.next_act()
    then = card_of(session, str)
    assert (then.question, then.answer, then.played) == (first.question, first.answer, 1), "the class talks about it"
    assert (first.is_asked, then.is_asked) == (True, False)
    assert then.next_line == "Enter on an empty line: it connects"


def test_it_says_when_the_presenter_is_off_the_script_and_which_key_leads_back(session: LessonSession) -> None:
    session.resume()
    session.next_act()
    assert card_of(session, str).aside == ""
    session.has_strayed = True
    card = card_of(session, str)
    assert card.aside.startswith("Off the script: Page Down undoes")
    assert card.next_line, "it is played once that is undone"
    session.mode = Mode.FREE
    assert card_of(session, str).aside.endswith("^l brings you back to the step.")
    session.resume()
    goals = session.runner.step.goals
    session.runner = Runner(session.lesson, Standing(0, frozenset(goal.id for goal in goals)))
    card = card_of(session, str)
    assert card.aside.startswith("The class has done this step by itself. Page Down goes on")
    assert (card.next_line, card.played) == ("", card.lines), "no line of it is played any more"
    session.begin_step_again()
    assert card_of(session, str).aside == ""


def test_places_are_filled_in_its_notes(session: LessonSession) -> None:
    assert "{port}" not in card_of(session, lambda text: text.replace("{port}", "2525")).notes


def test_another_program_reads_what_was_written_last(session: LessonSession, tmp_path: Path) -> None:
    path = tmp_path / "new" / "presenting.json"
    cards = CueFile(path)
    assert cards.read() is None
    cards.write(card_of(session, str))
    assert CueFile(path).read() == card_of(session, str)
    assert [each.name for each in path.parent.iterdir()] == [path.name], "nothing is left beside it"
    CueFile(path).remove()
    assert path.exists(), "who has presented nothing ends nothing"
    cards.remove()
    assert cards.read() is None


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_where_it_cannot_be_written_nothing_is_lost(session: LessonSession, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    CueFile(tmp_path / "x" / "presenting.json").write(card_of(session, str))
    tmp_path.chmod(0o700)


def test_a_damaged_file_is_no_card(tmp_path: Path) -> None:
    path = tmp_path / "presenting.json"
    path.write_bytes(b"{}")
    assert CueFile(path).read() is None


def test_a_card_that_is_as_it_was_is_not_read_anew(
    session: LessonSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "presenting.json"
    cards, reader = CueFile(path), CueFile(path)
    cards.write(card_of(session, str))
    card = reader.read()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", lambda _: pytest.fail("it is read again"))
        assert reader.read() is card
    session.resume()
    session.next_act()
    cards.write(card_of(session, str))
    assert reader.read() == card_of(session, str)
