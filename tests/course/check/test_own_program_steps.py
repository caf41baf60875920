"""A step about the learner's own program: goals tick off, mistakes are told, and a stage that is behind is told so."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from course.recording import AT, witness
from heloworld.course.conditions.evidence import Mailboxes
from heloworld.course.model.lesson import Lesson
from heloworld.course.model.loader import parse
from heloworld.course.play.advice.no_hint import no_hint
from heloworld.course.play.page import page
from heloworld.course.play.resumption import OWN_PROGRAM, resumption
from heloworld.course.play.runner import News, Runner
from heloworld.course.progress.records import Standing
from heloworld.wire.events import Tried

LESSON: Final = """
# Goodbye

```lesson
id = "goodbye"
summary = "A goodbye."
minutes = 5
```

## Say it

```goal
id = "says-hello"
title = "hello"
need = [{ judge = "smtp", stage = "hello" }]
```

```goal
id = "hangs-up"
title = "goodbye"
need = [{ judge = "smtp", stage = "goodbye" }]
```

```misstep
on = "hangs-up"
match = [{ judge = "smtp", stage = "goodbye", passed = false, cause = "stays" }]
say = "It stays on the line."
```

```hint
on = "says-hello"
say = ["250"]
```

```hint
on = "hangs-up"
say = ["221"]
```
"""


def lesson() -> Lesson:
    found = parse(LESSON, Path("01-goodbye.md")).lesson
    assert found is not None
    return found


class Trial:
    """A learner whose program is tried, run after run."""

    def __init__(self) -> None:
        self.runner = Runner(lesson())
        self.dissector, self.witness = witness(Mailboxes(Path(), ("ana",)))
        self.runner.look(self.witness.look())

    def run(self, *passed: str, fell: str = "", symptom: str = "") -> News:
        stages = [Tried(0, AT, "smtp", stage, passed=True) for stage in passed]
        failed = [Tried(0, AT, "smtp", fell, passed=False, cause="Mend it.", symptom=symptom)] if fell else []
        self.dissector.feed([*stages, *failed])
        return self.runner.look(self.witness.look())


def test_a_step_knows_what_it_asks_of_which_judge() -> None:
    (step,) = lesson().steps
    assert (step.judge, step.stages, lesson().is_judged) == ("smtp", ("hello", "goodbye"), True)


def test_each_stage_that_is_passed_ticks_its_goal_off() -> None:
    trial = Trial()
    assert [goal.id for goal in trial.run("greeting", "hello", fell="goodbye").reached] == ["says-hello"]
    assert trial.run("greeting", "hello", "goodbye").is_lesson_done


def test_a_mistake_is_told_until_the_program_is_tried_again() -> None:
    trial = Trial()
    assert trial.run("greeting", "hello", fell="goodbye", symptom="stays").misstep is not None
    assert page(trial.runner).misstep == "It stays on the line."
    trial.run("greeting", "hello", fell="goodbye", symptom="no-reply")
    assert page(trial.runner).misstep == ""


def test_a_stage_that_the_step_is_not_about_is_told_first() -> None:
    trial = Trial()
    trial.run("greeting", "hello", fell="goodbye")
    assert trial.runner.undo == ""
    trial.run(fell="greeting")
    assert "*greeting*" in trial.runner.undo
    assert "Mend it." in trial.runner.undo
    assert page(trial.runner).misstep == trial.runner.undo
    trial.run("greeting", "hello", fell="goodbye")
    assert trial.runner.undo == ""


def test_a_reached_goal_that_falls_again_is_told_first_too() -> None:
    trial = Trial()
    trial.run("greeting", "hello", fell="goodbye")
    trial.run("greeting", fell="hello")
    assert "*hello*" in trial.runner.undo


def test_whoever_comes_back_is_told_to_have_the_program_judged_and_of_no_connection() -> None:
    assert resumption(Runner(lesson())) == ""
    assert resumption(Runner(lesson(), Standing(reached=frozenset({"says-hello"})))) == OWN_PROGRAM


def test_nobody_is_promised_that_such_a_step_is_played() -> None:
    trial = Trial()
    assert page(trial.runner).judge == "smtp"
    while trial.runner.hint() is not None:
        pass
    assert no_hint(trial.runner, "F3") == "There is no other hint. The judge says what is missing."
