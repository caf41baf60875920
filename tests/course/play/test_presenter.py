"""A presenter's keys: the next line, the line before, one after the other however fast they come."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from course.play.stage import Script
from heloworld.course.model.lesson import Wrong
from heloworld.course.play.cue_card import card_of
from heloworld.course.play.player import Player
from heloworld.course.play.presenter import RIGHT, Presenter
from heloworld.course.play.session import LessonSession, Mode
from heloworld.course.progress.records import LEFT_OPEN


@pytest.fixture
def presenter(session: LessonSession, script: Script) -> Presenter:
    for question in session.lesson.questions:
        session.answer(question, question.answer)
    return Presenter(session, Player(session, script, script), script, pace=0)


def reach_goals(session: LessonSession) -> None:
    session.runner._reached |= {goal.id for goal in session.runner.step.goals}


async def test_a_question_is_shown_alone_and_the_next_key_leaves_it_to_the_class(
    session: LessonSession, script: Script
) -> None:
    presenter = Presenter(session, Player(session, script, script), script, pace=0)
    session.resume()
    asked = session.page.question
    assert asked is not None
    assert await presenter.next_line()
    assert (script.taken(), session.page.tasks) == (["question"], ())
    script.is_at_question = True
    assert await presenter.next_line()
    refreshed, said = script.taken()
    assert refreshed == "refresh"
    assert "was passed by" in said
    assert "Page Up asks it again" in said
    assert session.runner.answered(asked) == LEFT_OPEN
    assert session.page.tasks
    assert await presenter.next_line()
    assert "to prompt" in script.taken()


async def test_the_key_back_asks_a_question_again_that_was_passed_by_a_key_too_many(
    presenter: Presenter, script: Script, session: LessonSession
) -> None:
    session.is_presenting = True
    asked = session.runner.step.predictions[0]
    assert await presenter.next_line()
    assert session.cue == 1
    script.taken()
    await presenter.previous_line()
    assert (session.cue, session.page.question) == (0, None), "first the line is taken back"
    script.taken()
    await presenter.previous_line()
    assert script.taken() == ["refresh", "question"], "no world is begun for it"
    assert session.page.question is asked


async def test_a_check_is_told_and_not_answered_and_asked_again_when_its_line_is_taken_back(
    session: LessonSession, script: Script
) -> None:
    presenter = Presenter(session, Player(session, script, script), script, pace=0)
    session.is_presenting = True
    session.begin_at(next(at for at, step in enumerate(session.lesson.steps) if step.checks))
    session.resume()
    step = session.runner.step
    for question in step.predictions:
        session.tell(question)
    session.cue = len(step.solution)
    session.runner._reached |= {goal.id for goal in step.goals}
    script.shows_question = True
    assert await presenter.next_line()
    assert script.taken() == ["refresh"], "it is in full view: this key answers it"
    told = session.page.answered[0]
    assert (told.question, told.chosen, told.is_told) == (step.checks[0], "", True)
    assert session.runner.answered(step.checks[0]) is None, "nobody has"
    await presenter.previous_line()
    session.runner._reached |= {goal.id for goal in step.goals}
    assert session.page.question is step.checks[0]


async def test_a_fresh_world_waits_for_a_second_key_while_others_are_connected(
    presenter: Presenter, script: Script, session: LessonSession
) -> None:
    session.turn(1)
    assert await presenter.next_line()
    script.has_others = True
    script.taken()
    await presenter.previous_line()
    assert (script.taken(), session.cue) == ([], 1)
    await presenter.previous_line()
    assert "reset" in script.taken()
    presenter.detour(("XYZZY",))
    assert await presenter.next_line()
    assert (script.taken(), session.has_strayed) == ([], True)
    assert await presenter.next_line()
    assert "reset" in script.taken()


@pytest.mark.parametrize("is_wrong_first", [True, False])
async def test_lines_that_were_typed_are_undone_with_a_word(
    presenter: Presenter, script: Script, session: LessonSession, is_wrong_first: bool
) -> None:
    session.turn(next(at for at, step in enumerate(session.lesson.steps) if step.wrongs))
    assert await presenter.next_line()
    if is_wrong_first:
        await presenter.play_wrong()
    presenter.detour(("XYZZY",))
    script.taken()
    assert await presenter.next_line()
    said = [entry for entry in script.taken() if entry.startswith("say")]
    assert said == ["say Back to the step's own lines: what was typed since the last of them is undone."]


async def test_a_mistake_that_was_played_is_undone_without_a_word(
    presenter: Presenter, script: Script, session: LessonSession
) -> None:
    session.turn(next(at for at, step in enumerate(session.lesson.steps) if step.wrongs))
    await presenter.play_wrong()
    script.taken()
    assert await presenter.next_line()
    assert not [entry for entry in script.taken() if entry.startswith("say")]


async def test_after_a_mistake_in_a_step_that_is_done_its_own_lines_are_seen_before_it_is_left(
    presenter: Presenter, script: Script, session: LessonSession
) -> None:
    session.turn(next(at for at, step in enumerate(session.lesson.steps) if step.wrongs))
    solution = session.runner.step.solution
    session.cue = len(solution)
    await presenter.play_wrong()
    script.taken()
    assert await presenter.next_line(), "this key does not lead to the next step"
    taken = script.taken()
    assert f"say {RIGHT}" in taken
    assert "reset" in taken
    assert session.cue == len(solution)
    session.runner._reached |= {goal.id for goal in session.runner.step.goals}
    for question in session.runner.step.checks:
        session.tell(question)
    assert not await presenter.next_line(), "and the next one does"


@pytest.mark.parametrize("key", ["next_line", "previous_line", "play_wrong"])
async def test_a_goal_that_was_reached_by_typing_is_taken_back_only_by_a_second_key(
    presenter: Presenter, script: Script, session: LessonSession, key: str
) -> None:
    session.turn(next(at for at, step in enumerate(session.lesson.steps) if step.wrongs and len(step.goals) > 1))
    first, second = (goal.id for goal in session.runner.step.goals[:2])
    assert await presenter.next_line()
    session.runner._reached |= {first}
    await presenter.play_wrong()
    presenter.detour(("XYZZY",))
    session.runner._reached |= {second}
    script.taken()
    await getattr(presenter, key)()
    assert script.taken() == []
    assert session.runner._reached >= {second}
    await getattr(presenter, key)()
    assert "reset" in script.taken()


async def test_what_a_mistake_reaches_is_taken_back_at_once(
    presenter: Presenter, script: Script, session: LessonSession
) -> None:
    session.turn(next(at for at, step in enumerate(session.lesson.steps) if step.wrongs and len(step.goals) > 1))
    await presenter.play_wrong()
    session.runner._reached |= {session.runner.step.goals[0].id}
    script.taken()
    assert await presenter.next_line()
    assert "reset" in script.taken()


async def test_what_is_typed_in_free_play_is_none_of_the_steps_lines(
    presenter: Presenter, session: LessonSession
) -> None:
    session.turn(1)
    session.mode = Mode.FREE
    line = session.runner.step.solution[0].send
    assert line is not None
    presenter.detour((line,))
    assert session.cue == 0


def sent(script: Script) -> list[str]:
    return [entry.removeprefix("perform ") for entry in script.taken() if entry.startswith("perform ")]


async def test_each_key_plays_a_line_until_the_step_is_over(
    presenter: Presenter, script: Script, session: LessonSession
) -> None:
    for act in session.runner.step.solution:
        assert await presenter.next_line()
        log = script.taken()
        assert "to prompt" in log
        assert "reset" not in log
        assert act.send is None or f"perform {act.send}" in log
    reach_goals(session)
    assert not await presenter.next_line()
    assert not sent(script)


async def test_a_step_whose_goals_its_lines_have_not_reached_is_played_again_and_left_only_by_a_second_key(
    presenter: Presenter, script: Script, session: LessonSession
) -> None:
    session.cue = len(session.runner.step.solution)
    assert await presenter.next_line()
    log = script.taken()
    assert "reset" in log
    assert any("A goal of this step is still open" in entry for entry in log)
    assert await presenter.next_line(), "a warning"
    assert "reset" not in script.taken()
    assert not await presenter.next_line()


async def test_a_goal_may_be_reached_a_moment_after_the_last_reply(
    presenter: Presenter, script: Script, session: LessonSession
) -> None:
    session.cue = len(session.runner.step.solution)
    asyncio.get_running_loop().call_later(0.05, reach_goals, session)
    assert not await presenter.next_line()
    assert "reset" not in script.taken()


async def test_what_is_hidden_of_the_text_is_read_first(presenter: Presenter, script: Script) -> None:
    script.has_more_to_read = True
    assert await presenter.next_line()
    assert script.taken() == ["read on"]
    assert await presenter.next_line()
    assert "read on" not in script.log


async def test_fast_keys_play_one_line_after_the_other(
    presenter: Presenter, script: Script, session: LessonSession
) -> None:
    session.turn(1)
    solution = session.runner.step.solution
    await asyncio.gather(*(presenter.next_line() for _ in solution))
    typed = [entry for entry in script.taken() if entry.startswith(("type", "perform"))]
    wanted = [f"{done} {act.send}" for act in solution if act.send is not None for done in ("type", "perform")]
    assert typed == wanted


async def test_a_line_is_taken_back_by_a_world_in_which_it_was_not_played(
    presenter: Presenter, script: Script, session: LessonSession
) -> None:
    session.turn(1)
    first = session.runner.way_here
    assert await presenter.next_line()
    script.log.clear()
    await presenter.previous_line()
    assert sent(script) == [act.send for act in first if act.send is not None]
    assert session.mode is Mode.DOING
    assert session.cue == 0


async def test_before_the_first_line_there_is_none(
    presenter: Presenter, script: Script, session: LessonSession
) -> None:
    session.ask_again(session.runner.step.predictions)
    await presenter.previous_line()
    assert script.log == []


async def test_after_a_detour_the_world_is_brought_back_before_the_next_line(
    presenter: Presenter, script: Script, session: LessonSession
) -> None:
    session.turn(1)
    solution = session.runner.step.solution
    assert await presenter.next_line()
    before = [act.send for act in session.runner.way_here if act.send is not None]
    presenter.detour(("XYZZY",))
    script.log.clear()
    assert await presenter.next_line()
    assert "reset" in script.log
    assert sent(script) == [*before, solution[0].send, solution[1].send]
    reach_goals(session)
    assert await presenter.next_line() is (len(solution) > 2)
    assert "reset" not in script.log, "once"


async def test_free_play_ends_with_the_next_key_which_says_so(
    presenter: Presenter, script: Script, session: LessonSession
) -> None:
    session.mode = Mode.FREE
    assert await presenter.next_line()
    assert script.log[0] == "say Free play ends here. Back to the step."
    assert session.mode is Mode.DOING
    assert sent(script) == [act.send for act in session.runner.step.solution[:1]]


async def test_a_mistake_is_played_where_the_step_begins_and_undone_with_the_next_line(
    presenter: Presenter, script: Script, session: LessonSession
) -> None:
    at = next(at for at, step in enumerate(session.lesson.steps) if step.wrongs)
    session.turn(at)
    wrong, way = session.runner.step.wrongs[0], session.runner.way_here
    await presenter.play_wrong()
    lines = [act.send for act in (*way, *wrong.acts) if act.send is not None]
    assert sent(script) == lines
    assert await presenter.next_line()
    assert "reset" in script.log


async def test_while_a_mistake_is_played_the_notes_know_what_comes_next(
    presenter: Presenter, session: LessonSession
) -> None:
    session.turn(next(at for at, step in enumerate(session.lesson.steps) if step.wrongs))
    assert await presenter.next_line()
    following = card_of(session, str).next_line
    await presenter.play_wrong()
    card = card_of(session, str)
    assert (card.played, card.next_line) == (1, following)
    assert card.aside.startswith("Off the script")
    assert await presenter.next_line()
    assert session.cue == 2, "what the notes have said"


async def test_a_step_without_mistakes_says_so(presenter: Presenter, script: Script, session: LessonSession) -> None:
    step = session.runner.step
    bare = replace(step, fences=tuple(each for each in step.fences if not isinstance(each, Wrong)))
    session.runner.lesson = replace(session.lesson, steps=(bare,))
    await presenter.play_wrong()
    assert script.taken() == ["say This step has no mistakes to play."]


async def test_the_next_line_typed_by_hand_counts_as_played(
    presenter: Presenter, script: Script, session: LessonSession
) -> None:
    session.turn(1)
    solution = session.runner.step.solution
    assert solution[0].send is not None
    presenter.detour((solution[0].send,))
    assert session.cue == 1
    assert await presenter.next_line()
    assert "reset" not in script.log
    assert sent(script) == [solution[1].send]


async def test_the_key_back_after_a_detour_undoes_the_detour_alone(
    presenter: Presenter, script: Script, session: LessonSession
) -> None:
    session.turn(1)
    assert await presenter.next_line()
    presenter.detour(("XYZZY",))
    await presenter.previous_line()
    assert session.cue == 1
    await presenter.previous_line()
    assert session.cue == 0


@pytest.mark.parametrize("by_class", [True, False])
async def test_what_the_class_has_done_stays_and_what_comes_after_the_step_is_undone(
    presenter: Presenter, script: Script, session: LessonSession, by_class: bool
) -> None:
    session.turn(1)
    session.resume()
    for goal in session.runner.step.goals:
        session.runner._reached.add(goal.id)
    lines = len(session.runner.step.solution)
    session.cue = 0 if by_class else lines
    presenter.detour(("QUIT",))
    await presenter.next_line()
    assert session.cue == lines
    assert ("reset" in script.log) is not by_class


async def test_a_mistake_is_played_into_an_open_question_only_by_a_second_key(
    presenter: Presenter, script: Script, session: LessonSession
) -> None:
    steps = session.lesson.steps
    session.turn(next(at for at, step in enumerate(steps) if step.wrongs and step.predictions))
    session.ask_again(session.runner.step.predictions)
    script.taken()
    await presenter.play_wrong()
    assert "reset" not in script.taken()
    await presenter.play_wrong()
    assert "reset" in script.taken()
