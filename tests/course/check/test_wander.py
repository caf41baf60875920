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


@pytest.mark.parametrize("protocol", DETOURS)
def test_detours_are_those_of_what_is_spoken_at_the_prompt(protocol: str) -> None:
    ways = wanderings("own", [(Act(send="the right line"),)], 400, protocol)
    done = {act for each in ways for act in each.acts} - {Act(send="the right line")}
    assert done == {act for each in DETOURS[protocol] for act in each}, "all of them are tried in so many ways"


IMAP_LESSON = """# Flags

```lesson
id = "flags"
summary = "A letter is flagged."
minutes = 1

[world]
accounts = {{ ana = "sesame" }}
prompt = "imap"
seed = {{ ana = "ana.mbox" }}
```

## One

Flag the letter from dora.

```goal
id = "flagged"
title = "Flag the letter"
need = [{{ letter = "Subject: Two", of = "ana", flags = ['\\Flagged'] }}]
```

```hint
on = "flagged"
say = ["By STORE."]
```

```misstep
on = "flagged"
id = "gone"
match = [{{ mailbox = "ana", lacks = "Subject: Two" }}]
say = "The letter is gone. F5 brings it back."{lasting}
```

```solution
play = ["a1 LOGIN ana sesame", "a2 SELECT INBOX", "a3 STORE 2 +FLAGS (\\\\Flagged)"]
```

```wrong
on = "flagged"
misstep = "gone"
play = ["a1 LOGIN ana sesame", "a2 SELECT INBOX", "a3 STORE 2 +FLAGS (\\\\Deleted)", "a4 EXPUNGE"]
```
"""


@pytest.mark.parametrize(("lasting", "rules"), [("", {"trap"}), ("\nlasting = true", set())])
def test_a_letter_that_was_expunged_too_early_is_a_trap(tmp_path: Path, lasting: str, rules: set[str]) -> None:
    separator = "From dora@island.test Sat Jan  3 01:05:34 2026\n"
    box = "".join(f"{separator}Subject: {subject}\n\nHi.\n\n" for subject in ("One", "Two"))
    (tmp_path / "ana.mbox").write_text(box, encoding="utf-8")
    (tmp_path / "01-flags.md").write_text(IMAP_LESSON.format(lasting=lasting), encoding="utf-8")
    faults = check([tmp_path / "01-flags.md"], wanderings=300)
    assert {fault.rule for fault in faults} == rules
    assert not rules or any("a9 EXPUNGE" in fault.says for fault in faults), "found by wandering"
