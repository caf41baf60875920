"""Steps about one's own program are tried with right programs and with wrong ones, by the judge itself."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from heloworld.course.check.programs import KeptProgram, ProgramTable, program_faults, read_programs
from heloworld.course.check.run import check
from heloworld.course.check.source import Source
from heloworld.course.conditions.stages import STAGES
from heloworld.course.model.loader import parse
from heloworld.errors import UsageError
from heloworld.judge.suites import SUITES
from heloworld.judge.watched import tried
from shipped import LESSONS

pytestmark = pytest.mark.thorough

BUILD_IT: Final = Path(__file__).parents[1] / "build_it"
TABLE: Final = read_programs(BUILD_IT / "programs.toml")
JUDGED: Final = [lesson for lesson in LESSONS if lesson.is_judged]

LESSON: Final = """
# Greet

```lesson
id = "greet"
summary = "A greeting."
minutes = 5
```

Greet.

## Somebody speaks

```goal
id = "greets"
title = "greeting"
need = [{ judge = "smtp", stage = "greeting" }]
```

```misstep
on = "greets"
id = "silent"
match = [{ judge = "smtp", stage = "greeting", passed = false, cause = "no-greeting" }]
say = "Speak."
```

```hint
on = "greets"
say = ["220"]
```
"""
RIGHT: Final = KeptProgram(lesson="greet", step=1, command="python3 server_3.py {port}")
SILENT: Final = KeptProgram(lesson="greet", step=1, command="python3 server_start.py {port}", misstep="silent")


@pytest.mark.parametrize("lesson", JUDGED, ids=lambda lesson: lesson.id)
def test_a_right_program_reaches_every_goal_and_a_wrong_one_is_told_why(lesson: object) -> None:
    source = Source.of(next(each for each in JUDGED if each is lesson))
    assert [str(fault) for fault in program_faults(source, TABLE, BUILD_IT, tried)] == []


def test_every_program_is_for_a_step_that_there_is() -> None:
    steps = {(lesson.id, number) for lesson in JUDGED for number in range(1, len(lesson.steps) + 1)}
    assert {(each.lesson, each.step) for each in TABLE.program} == steps


def test_lessons_know_the_stages_that_the_judge_plays() -> None:
    played = {name: tuple(stage.name for stage in load().stages) for name, load in SUITES.items()}
    assert played == STAGES


@pytest.mark.parametrize(
    ("programs", "rules"),
    [
        ((RIGHT, SILENT), []),
        ((RIGHT,), ["no-program"]),
        ((SILENT,), ["no-program"]),
        ((RIGHT, KeptProgram(lesson="greet", step=1, command=RIGHT.command, misstep="silent")), ["wrong-reaches"]),
        ((RIGHT, SILENT, KeptProgram(lesson="greet", step=1, command=SILENT.command, fails="hello")), ["other-stage"]),
        ((KeptProgram(lesson="greet", step=1, command=SILENT.command), SILENT), ["solution-fails"]),
        ((KeptProgram(lesson="greet", step=1, command="no-such-program"), SILENT), ["unplayable"]),
    ],
)
def test_what_programs_do_is_held_against_what_they_should(
    programs: tuple[KeptProgram, ...], rules: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "01-greet.md"
    path.write_text(LESSON, encoding="utf-8")
    lesson = parse(LESSON, path).lesson
    assert lesson is not None
    faults = program_faults(Source.of(lesson), ProgramTable(program=programs), BUILD_IT, tried)
    assert [fault.rule for fault in faults] == rules


def test_a_step_about_a_program_is_not_played_and_has_nothing_to_play(tmp_path: Path) -> None:
    path = tmp_path / "01-greet.md"
    path.write_text(LESSON, encoding="utf-8")
    assert [fault.rule for fault in check([path])] == []
    path.write_text(LESSON + '\n```solution\nplay = ["QUIT"]\n```\n', encoding="utf-8")
    assert [fault.rule for fault in check([path])] == ["judged"]
    path.write_text(LESSON.replace('stage = "greeting" }]', 'stage = "gretting" }]'), encoding="utf-8")
    (fault,) = check([path])
    assert "there is no stage 'gretting'" in str(fault)


def test_a_file_of_programs_that_makes_no_sense_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "programs.toml"
    file.write_text('[[program]]\nlesson = "greet"\nstep = 0\ncommand = "x"\n')
    with pytest.raises(UsageError, match="line 3"):
        read_programs(file)
