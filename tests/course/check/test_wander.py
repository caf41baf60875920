"""No trap: a lesson that a mistake makes impossible without a word is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from heloworld.course.check.run import check
from heloworld.course.check.wander import DETOURS, wanderings
from heloworld.course.model.act import Act

LESSON = """# Own

```lesson
id = "own"
summary = "A letter to ana alone."
minutes = 1
```

## One

Write to ana.

```goal
id = "sent"
title = "Get a mail to ana accepted, while ben's file stays empty"
need = [{{ mail = "accepted", recipients = ["ana*"] }}{also}]
```

```hint
on = "sent"
say = ["Ana alone."]
```

```misstep
on = "sent"
id = "to-ben"
match = [{{ mail = "accepted", recipients = ["ben*"] }}]
say = "Ben has it now, and his file is not empty. F5 begins the step again."{lasting}
```

```solution
play = [
  "HELO me",
  "MAIL FROM:<dora@island.test>",
  "RCPT TO:<ana@harbour.test>",
  "DATA",
  {{ send = "", needed = false }},
  ".",
]
```

```wrong
on = "sent"
misstep = "to-ben"
play = ["HELO me", "MAIL FROM:<>", "RCPT TO:<ben@harbour.test>", "DATA", "", "."]
```
"""
EMPTY = ', { mailbox = "ben", grew = false }'


@pytest.mark.parametrize(
    ("also", "lasting", "rules"),
    [
        pytest.param(EMPTY, "", {"trap"}, id="a trap"),
        pytest.param(EMPTY, "\nlasting = true", set(), id="a trap that is told"),
        pytest.param("", "", set(), id="no trap"),
    ],
)
def test_a_lesson_that_a_mistake_makes_impossible_is_refused(
    tmp_path: Path, also: str, lasting: str, rules: set[str]
) -> None:
    file = tmp_path / "01-own.md"
    file.write_text(LESSON.format(also=also, lasting=lasting), encoding="utf-8")
    faults = check([file], wanderings=25)
    assert {fault.rule for fault in faults} == rules
    if rules:
        assert any("seed `own 1" in fault.says for fault in faults), "found by wandering"
        assert any(fault.line == LESSON.count("\n", 0, LESSON.index("```wrong")) + 1 for fault in faults)


def test_wanderings_are_the_same_at_every_call_and_keep_the_order_of_the_solution() -> None:
    solution = tuple(Act(send=line) for line in ("HELO me", "NOOP and more", "QUIT now"))
    first = list(wanderings("own", [solution, ()], 50))
    assert first == list(wanderings("own", [solution, ()], 50))
    assert len({each.acts for each in first}) > 25
    detours = {act for each in DETOURS["smtp"] for act in each}
    for each in first:
        assert each.step == 0
        assert [act for act in each.acts if act not in detours] == list(solution)
        assert len(each.acts) > len(solution)
