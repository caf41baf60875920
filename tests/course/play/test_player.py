"""A player sets worlds and plays steps, each line in sight before it goes out; no screen, and no waiting."""

from __future__ import annotations

import asyncio

import pytest

from course.play.stage import Script
from heloworld.course.model.act import Act
from heloworld.course.play.player import ALL_NEW, ASKS_FIRST, SENT, Player
from heloworld.course.play.session import LessonSession, Mode

WAY = (Act(connect="prompt"), Act(send="HELO localhost"))
SET = ["refresh", "reset", "begin again", "Connect", "perform HELO localhost", "catch up", "refresh"]


@pytest.fixture
def player(session: LessonSession, script: Script) -> Player:
    return Player(session, script, script, pace=0)


async def test_a_world_is_set_unseen_and_then_what_happens_counts(
    player: Player, script: Script, session: LessonSession
) -> None:
    assert await player.set(WAY)
    assert script.log == SET
    assert session.mode is Mode.DOING


async def test_a_step_begins_with_its_question_then_what_was_typed_then_what_waited(
    player: Player, script: Script, session: LessonSession
) -> None:
    session.mode = Mode.SETTING
    player.when_set(lambda: script.log.append("waited"))
    player.when_set(lambda: script.log.append("waited, too"))
    assert script.taken() == []
    await player.begin(WAY, lambda: script.log.append("typed"))
    assert script.taken() == [*SET, "ask", "typed", "waited", "waited, too"]
    player.when_set(lambda: script.log.append("at once"))
    assert script.taken() == ["at once"]
    await player.begin(())
    assert "waited" not in script.log, "once is enough"


async def test_a_world_that_cannot_be_set_is_said_and_nothing_counts(
    player: Player, script: Script, session: LessonSession
) -> None:
    script.is_broken = True
    player.when_set(lambda: script.log.append("waited"))
    await player.begin(WAY)
    assert script.log == [*SET[:4], "complain: It broke."]
    assert session.mode is Mode.SETTING


async def test_a_step_is_shown_line_by_line(player: Player, script: Script, session: LessonSession) -> None:
    session.mode = Mode.SETTING
    player.when_set(lambda: script.log.append("waited"))
    await player.show_how()
    lines = [act.send for act in session.runner.step.solution if act.send is not None]
    assert session.mode is Mode.SHOWN
    sent = [entry for entry in script.log if entry.startswith("perform")]
    assert sent == [f"perform {line}" for line in lines]
    start = script.log.index("to prompt")
    assert script.log[start - 1 : start + 4] == ["refresh", "to prompt", f"type {lines[0]}", "clear", sent[0]]
    assert script.log[-1] == "refresh"
    await player.begin(())
    assert "waited" not in script.log, "what was typed before is not for what comes after"


async def test_a_line_that_could_not_be_sent_stops_nobody(player: Player, script: Script) -> None:
    script.is_broken = True
    await player.play(Act(send="NOOP"), 0)
    assert script.log == ["type NOOP", "clear", "perform NOOP", "complain: It broke."]


async def test_who_stops_a_showing_leaves_no_line_in_the_prompt(player: Player, script: Script) -> None:
    playing = asyncio.ensure_future(player.play(Act(send="NOOP"), 60))
    await asyncio.sleep(0)
    assert script.taken() == ["type NOOP"]
    playing.cancel()
    await asyncio.gather(playing, return_exceptions=True)
    assert script.log == ["clear"]


@pytest.fixture
def letter(session: LessonSession) -> LessonSession:
    """The first lesson whose beginning is known."""
    lesson = session.course.find("it-is-append")
    assert lesson is not None
    session.open(lesson)
    session.resume()
    for question in lesson.questions:
        session.answer(question, question.answer)
    return session


async def test_what_is_known_of_a_step_is_typed_at_once_and_counts(letter: LessonSession, script: Script) -> None:
    script.log.clear()
    await Player(letter, script, script, pace=0).type_known(script)
    known = [act.send for act in letter.runner.step.known]
    assert known == ["HELO localhost", "MAIL FROM:<dora@island.test>", "RCPT TO:<ana@harbour.test>", "DATA"]
    begun = script.log.index("to prompt")
    assert "reset" in script.log[:begun]
    assert script.log[begun + 1 :] == [
        *[f"perform {line}" for line in known],
        f"say {SENT.format(line='DATA')}",
        "sent",
    ]
    assert (letter.mode, letter.cue) == (Mode.DOING, len(known))


async def test_a_line_that_is_being_typed_does_not_become_the_first_of_the_letter(
    letter: LessonSession, script: Script
) -> None:
    script.is_typing = True
    await Player(letter, script, script, pace=0).type_known(script)
    assert script.log[-2] == f"say {SENT.format(line='DATA')} What stood in the prompt is gone."
    assert not script.is_typing


async def test_nothing_is_typed_before_it_is_sure_that_what_goes_may_go(letter: LessonSession, script: Script) -> None:
    script.log.clear()
    script.is_unsure = True
    await Player(letter, script, script, pace=0).type_known(script)
    assert script.log == []


async def test_a_question_comes_before_what_is_known(letter: LessonSession, script: Script) -> None:
    letter.begin_lesson_again()
    asks = next(at for at, step in enumerate(letter.lesson.steps) if step.known and step.predictions)
    letter.begin_at(asks)
    script.log.clear()
    await Player(letter, script, script, pace=0).type_known(script)
    assert script.log == ["ask", f"say {ASKS_FIRST}"]


async def test_a_step_that_is_all_new_has_no_beginning_that_is_known(
    player: Player, session: LessonSession, script: Script
) -> None:
    await player.type_known(script)
    assert script.log == [f"say {ALL_NEW}"]


async def test_a_beginning_that_cannot_be_typed_is_said(letter: LessonSession, script: Script) -> None:
    script.is_broken = True
    script.log.clear()
    await Player(letter, script, script, pace=0).type_known(script)
    assert script.log[-1] == "complain: It broke."
