"""One learner in one lesson: what is reached stays reached, mistakes are spoken of once, hints come one by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.recording import HELO, PROMPT, evidence, session, witness
from heloworld.course.conditions.evidence import Mailboxes
from heloworld.course.model.lesson import Lesson
from heloworld.course.model.loader import parse
from heloworld.course.play.page import page
from heloworld.course.play.runner import News, Runner
from heloworld.course.progress.records import LEFT_OPEN, Standing
from heloworld.wire.events import Judged, Published
from shipped import COURSE

TEXT = """# T

```lesson
id = "own"
summary = "s"
minutes = 1
```

## One

```goal
id = "hello"
title = "Say HELO"
need = [ { command = "HELO", reply = 250 } ]
```

```goal
id = "quiet"
title = "And do not say NOOP"
need = [ { greeting = 220 } ]
none = [ { command = "NOOP" } ]
hold = true
```

```misstep
on = "hello"
id = "no-name"
match = [ { command = "HELO", reply = 501 } ]
say = "No name."
```

```hint
on = "hello"
say = ["One.", "Two."]
```

```question
id = "before"
when = "before"
ask = "?"
options = ["a", "b"]
answer = 1
why = "b."
```

```question
id = "after"
when = "after"
ask = "?"
options = ["a", "b"]
answer = 1
why = ["not a", "b"]
```

```solution
play = ["HELO me"]
```

## Two

```goal
id = "bye"
title = "Say QUIT"
need = [ { command = "QUIT" } ]
```

```solution
play = ["QUIT"]
```
"""
NAMELESS = ("C HELO", "S 501 5.5.4 Syntax: HELO hostname")
NOOP = ("C NOOP", "S 250 2.0.0 Ok")
QUIT = ("C QUIT", "S 221 2.0.0 Bye")


@pytest.fixture
def lesson() -> Lesson:
    loaded = parse(TEXT, Path("1-part", "01-own.md"))
    assert loaded.faults == ()
    assert loaded.lesson is not None
    return loaded.lesson


def replace_text(old: str, new: str) -> Lesson:
    assert old in TEXT
    loaded = parse(TEXT.replace(old, new, 1), Path("01-own.md")).lesson
    assert loaded is not None
    return loaded


SECOND = """## Two

```goal
id = "noop"
title = "Send NOOP"
need = [ { command = "NOOP", reply = 250 } ]
```
"""


def ids(news: News) -> tuple[list[str], list[str]]:
    return [goal.id for goal in news.reached], [goal.id for goal in news.lost]


def test_goals_are_reached_once(lesson: Lesson) -> None:
    runner = Runner(lesson)
    assert not runner.look(evidence())
    first = runner.look(evidence(HELO))
    assert ids(first) == (["hello", "quiet"], [])
    assert (first.is_step_done, first.is_lesson_done) == (True, False)
    assert not runner.look(evidence(HELO))
    last = runner.look(evidence((*HELO, *QUIT)))
    assert (ids(last), last.is_lesson_done, runner.is_done) == ((["bye"], []), True, True)


def test_only_what_must_hold_is_lost(lesson: Lesson) -> None:
    runner = Runner(lesson)
    runner.look(evidence(HELO))
    assert ids(runner.look(evidence((*HELO, *NOOP)))) == ([], ["quiet"])
    assert not runner.is_step_done
    assert ids(runner.look(evidence())) == ([], [])
    assert runner.standing.reached == {"hello"}


def test_a_mistake_is_spoken_of_each_time_it_is_made(lesson: Lesson) -> None:
    runner = Runner(lesson)
    dissector, sees = witness(Mailboxes(Path("nowhere"), ()))
    told = []
    for event in session(1, PROMPT, (HELO[0], *NAMELESS, *NOOP, *NAMELESS, *HELO[1:], *NAMELESS)):
        dissector.feed([event])
        news = runner.look(sees.look())
        told.append(news.misstep.id if news.misstep else None)
    assert [number for number, each in enumerate(told) if each] == [3, 7]
    assert runner.misstep is None, "its goal is reached"


def test_a_mistake_is_not_spoken_of_any_more_once_the_server_has_taken_a_line(lesson: Lesson) -> None:
    runner = Runner(lesson)
    said = []
    dissector, sees = witness(Mailboxes(Path("nowhere"), ()))
    for event in session(1, PROMPT, (HELO[0], *NAMELESS, "C XYZZY", "S 500 5.5.2 Error", *NOOP)):
        dissector.feed([event])
        runner.look(sees.look())
        said.append(runner.misstep is not None)
    assert said == [False, False, False, True, True, True, True, False]


def test_a_mistake_is_not_spoken_of_any_more_once_another_goal_is_reached_by_a_refusal(lesson: Lesson) -> None:
    wanted = """```goal
id = "unknown"
title = "Be refused with 500"
need = [ { command = "XYZZY", reply = 500 } ]
```

```hint
on = "hello"
"""
    runner = Runner(replace_text('```hint\non = "hello"\n', wanted))
    dissector, sees = witness(Mailboxes(Path("nowhere"), ()))
    said = []
    for event in session(1, PROMPT, (HELO[0], *NAMELESS, "C XYZZY", "S 500 5.5.2 Error")):
        dissector.feed([event])
        runner.look(sees.look())
        said.append(runner.misstep is not None)
    assert said == [False, False, False, True, True, False]


def test_a_lasting_mistake_is_spoken_of_until_the_step_begins_again(lesson: Lesson) -> None:
    lasting = replace_text('say = "No name."', 'say = "No name."\nlasting = true')
    runner = Runner(lasting)
    runner.look(evidence((HELO[0], *NAMELESS)))
    runner.look(evidence((HELO[0], *NAMELESS, *NOOP)))
    assert runner.undo == "No name."
    runner.begin_step_again()
    assert runner.undo == ""


def test_what_was_reached_ahead_in_a_conversation_that_is_over_does_not_count(lesson: Lesson) -> None:
    two = replace_text("## Two\n", SECOND)
    runner = Runner(two)
    runner.look(evidence((*HELO, *NOOP, "X")))
    runner.go(1)
    assert not runner.is_reached(runner.step.goals[0])
    runner.look(evidence((*HELO, *NOOP, "X"), (*HELO, *NOOP)))
    assert runner.is_reached(runner.step.goals[0])


def test_a_step_that_was_reached_ahead_as_a_whole_counts(lesson: Lesson) -> None:
    runner = Runner(replace_text("## Two\n", SECOND))
    runner.look(evidence((*HELO, *NOOP, *QUIT)))
    runner.go(1)
    assert runner.is_step_done


BOTH = (
    SECOND
    + """
```goal
id = "verify"
title = "Send VRFY"
need = [ { command = "VRFY" } ]
```
"""
)
VERIFY = ("C VRFY ana", "S 252 2.0.0 ana")


def test_half_of_a_step_that_was_reached_ahead_does_not_count(lesson: Lesson) -> None:
    runner = Runner(replace_text("## Two\n", BOTH))
    runner.look(evidence((*HELO, *NOOP)))
    runner.go(1)
    runner.look(evidence((*HELO, *NOOP)))
    assert [runner.is_reached(goal) for goal in runner.step.goals] == [False, False, False]
    runner.look(evidence((*HELO, *NOOP, *VERIFY)))
    assert [runner.is_reached(goal) for goal in runner.step.goals] == [False, True, False]
    runner.go(0)
    runner.go(1)
    assert [runner.is_reached(goal) for goal in runner.step.goals] == [False, True, False], "done in the step itself"
    runner.look(evidence((*HELO, *NOOP, *VERIFY, *NOOP, *QUIT)))
    assert runner.is_step_done


def test_half_of_a_step_that_was_reached_ahead_in_another_world_does_not_count(lesson: Lesson) -> None:
    runner = Runner(replace_text("## Two\n", BOTH), Standing(0, frozenset({"hello", "quiet", "noop"})))
    assert runner.standing.reached == {"hello", "quiet"}
    runner.arrive()
    assert runner.standing.reached == {"hello", "quiet"}


def test_mistakes_of_a_past_that_was_replayed_are_not_spoken_of(lesson: Lesson) -> None:
    runner = Runner(lesson)
    seen = evidence((HELO[0], *NAMELESS))
    assert runner.look(seen, heeds_missteps=False).misstep is None
    assert runner.look(seen).misstep is None
    assert runner.misstep is None


def test_mistakes_of_another_step_are_not_spoken_of(lesson: Lesson) -> None:
    runner = Runner(lesson)
    runner.go(1)
    assert runner.look(evidence((HELO[0], *NAMELESS))).misstep is None


def test_hints_come_one_by_one(lesson: Lesson) -> None:
    runner = Runner(lesson)
    assert [runner.hint(), runner.hints, runner.has_more_hints] == ["One.", ("One.",), True]
    assert [runner.hint(), runner.hint(), runner.has_more_hints] == ["Two.", None, False]
    runner.look(evidence(HELO))
    assert (runner.goal, runner.hints, runner.hint()) == (None, (), None)


def test_a_prediction_is_sealed_and_a_check_is_not(lesson: Lesson) -> None:
    runner = Runner(lesson)
    prediction = runner.prediction
    assert prediction is not None
    assert page(runner).question is prediction, "nothing is reached yet"
    runner.answer(prediction, 0)
    runner.answer(prediction, 1)
    assert (runner.answered(prediction), runner.prediction) == (0, None)
    runner.look(evidence(HELO))
    check = page(runner).question
    assert check is not None
    runner.answer(check, 0)
    assert (check.because(0), prediction.because(0)) == ("not a", "b.")
    runner.answer(check, 1)
    assert (runner.answered(check), page(runner).question) == (1, None)


def test_a_prediction_that_was_left_open_is_asked_for_again_with_the_step(lesson: Lesson) -> None:
    runner = Runner(lesson)
    prediction = runner.prediction
    assert prediction is not None
    assert not page(runner).was_left_open
    runner.answer(prediction, LEFT_OPEN)
    assert page(runner).was_left_open
    runner.begin_step_again()
    assert runner.prediction is None, "what is only brought back asks nothing"
    runner.begin_step_again(asks_again=True)
    assert runner.prediction is prediction
    runner.answer(prediction, LEFT_OPEN)
    runner.look(evidence(HELO))
    assert not page(runner).was_left_open, "the answer is told"
    runner.begin_step_again(asks_again=True)
    assert runner.prediction is prediction, "a step that begins anew begins with its question"


def test_tomorrow_it_goes_on_where_it_was_left(lesson: Lesson) -> None:
    standing = Standing(1, frozenset({"hello", "quiet"}), {"before": 1}, {"hello": 1})
    assert Runner(lesson, standing).standing == standing


def test_what_is_not_of_the_lesson_any_more_is_left_out(lesson: Lesson) -> None:
    standing = Standing(7, frozenset({"gone"}), {"before": 2, "gone": 0, "after": -1}, {"gone": 1})
    assert Runner(lesson, standing).standing == Standing(1)


def test_a_step_is_begun_again_without_what_was_reached_in_it(lesson: Lesson) -> None:
    runner = Runner(lesson)
    runner.look(evidence((*HELO, *QUIT)))
    runner.go(9)
    assert (runner.at, runner.is_last_step) == (1, True)
    assert [act.send for act in runner.way_here] == ["HELO me"]
    runner.begin_step_again()
    assert runner.standing.reached == {"hello", "quiet"}
    assert ids(runner.look(evidence((*HELO, *QUIT)))) == (["bye"], [])


def test_a_lesson_is_begun_again_without_anything(lesson: Lesson) -> None:
    runner = Runner(lesson)
    runner.hint()
    runner.look(evidence(HELO))
    runner.answer(next(lesson.questions), 0)
    runner.go(1)
    runner.begin_again()
    assert runner.standing == Standing()


def test_a_server_that_ends_an_idle_conversation_is_told_apart_from_a_mistake(lesson: Lesson) -> None:
    runner = Runner(lesson)
    runner.look(evidence(HELO[:1]))
    runner.look(evidence((HELO[0], "S 421 4.4.2 mail.harbour.test Error: timeout exceeded", "X")))
    shown = page(runner)
    assert (shown.misstep, "no mistake" in shown.idle) == ("", True)
    runner.look(evidence((HELO[0], "S 421 4.7.0 mail.harbour.test Error: too many errors", "X")))
    shown = page(runner)
    assert ("refused too many lines" in shown.misstep, shown.idle) == (True, "")
    runner.look(evidence((HELO[0], "C QUIT", "S 221 2.0.0 Bye", "X")))
    shown = page(runner)
    assert ("Enter on an empty line" in shown.misstep, shown.idle) == (True, "")


def test_before_a_class_nobody_is_told_of_a_mistake_while_a_question_is_open_or_of_one_of_others(
    lesson: Lesson,
) -> None:
    nameless = (HELO[0], "C HELO", "S 501 Syntax: HELO hostname")
    runner = Runner(lesson)
    assert runner.look(evidence(nameless), is_before_class=True).misstep is None, "the class is still thinking"
    runner.answer(next(lesson.questions), LEFT_OPEN)
    assert runner.look(evidence(nameless, nameless, outside=True), is_before_class=True).misstep is None
    assert runner.look(evidence(nameless, nameless, nameless), is_before_class=True).misstep is not None
    alone = Runner(lesson)
    assert alone.look(evidence(nameless, outside=True)).misstep is not None, "whoever is alone typed it"


def test_a_mistake_in_a_zone_is_spoken_of_as_long_as_the_line_stands_there() -> None:
    whose = COURSE.find("whose-envelope")
    assert whose is not None
    runner = Runner(whose)
    runner.go(next(at for at, step in enumerate(whose.steps) if any(goal.id == "published" for goal in step.goals)))
    dissector, sees = witness(Mailboxes(Path("nowhere"), ()))
    said = []
    for record in ("v=spf1 mx -all", '"v=spf1 a mx -all"', '"v=spf1 mx -all"'):
        dissector.feed([Published(0, 1.0, "harbour.test", f"@ TXT {record}\n")])
        runner.look(sees.look())
        said.append(runner.misstep.id if runner.misstep is not None else "")
    assert said == ["no-quotes", "other-words", ""]


def test_a_mistake_in_a_zone_and_in_a_verdict_is_spoken_of_no_longer_than_the_line_stands_there() -> None:
    sealed = COURSE.find("sealed")
    assert sealed is not None
    runner = Runner(sealed)
    runner.go(next(at for at, step in enumerate(sealed.steps) if any(goal.id == "key-gone" for goal in step.goals)))
    dissector, sees = witness(Mailboxes(Path("nowhere"), ()))
    revoked = '2026._domainkey TXT "v=DKIM1; k=rsa; p="\n'
    why = "The key has been revoked: p= is empty."
    verdict = Judged(7, 2.0, "island", "7D", "dkim", "permerror", "harbour.test", why, selector="2026")
    said = []
    for event in (Published(0, 1.0, "harbour.test", revoked), verdict, Published(0, 3.0, "harbour.test", "\n")):
        dissector.feed([event])
        runner.look(sees.look())
        said.append(runner.misstep.id if runner.misstep is not None else "")
    assert said == ["", "revoked", ""]
