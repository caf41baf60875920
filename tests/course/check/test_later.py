"""`helo lessons check` on what goes on between servers: the clock in scripts, and what is said of tries that fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from heloworld.course.check.run import check

LESSON = """\
# Not yet

```lesson
id = "not-yet"
summary = "A letter waits."
minutes = 3

[world]
[world.harbour]
relay = "open"
[world.island]
asleep = true
```

The island sleeps.

## Wait

Send it, and wait until it is tried again.

```goal
id = "again"
title = "A letter to dora is put off twice, and waits"
scope = "lesson"
need = [{ hop = "deferred", recipient = "dora@*", says = "*refused*", count = 2 }, { queue = "harbour", holds = 1 }]
```

```misstep
on = "again"
id = "unknown"
match = [{ command = "RCPT", reply = 550 }]
say = "550: who is that?"
```

```hint
on = "again"
say = ["Send it. Then wait."]
```

```solution
play = [
  "HELO laptop.test",
  "MAIL FROM:<ana@harbour.test>",
  "RCPT TO:<dora@island.test>",
  "DATA",
  ".",
  { later = "next" },
]
```

```wrong
on = "again"
misstep = "unknown"
play = ["HELO laptop.test", "MAIL FROM:<ana@harbour.test>", "RCPT TO:<zoe@harbour.test>"]
```
"""


def checked(folder: Path, *changes: tuple[str, str]) -> list[tuple[str, str]]:
    text = LESSON
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / "01-not-yet.md").write_text(text, encoding="utf-8")
    return [(fault.rule, fault.says) for fault in check([folder / "01-not-yet.md"], wanderings=1)]


def test_a_clock_that_is_turned_is_a_part_of_a_solution(tmp_path: Path) -> None:
    assert checked(tmp_path) == []


@pytest.mark.parametrize("seconds", [301, 3_600])
def test_it_may_be_turned_by_seconds(tmp_path: Path, seconds: int) -> None:
    assert checked(tmp_path, ('later = "next"', f"later = {seconds}")) == []


def test_a_turn_on_which_nothing_depends_has_to_say_so(tmp_path: Path) -> None:
    assert [rule for rule, _ in checked(tmp_path, ("count = 2", "count = 1"))] == ["weak-goal"]
    assert checked(tmp_path, ("count = 2", "count = 1"), ('"next" }', '"next", needed = false }')) == []


@pytest.mark.parametrize(
    ("act", "says"),
    [
        ("{ later = 0 }", "a clock is not turned back"),
        ("{ later = -5 }", "a clock is not turned back"),
        ('{ later = "next", send = "NOOP" }', "An act does exactly one thing"),
        ('{ later = "next", free = true }', "`free` belongs to a line"),
        ('{ later = "soon" }', "later"),
    ],
)
def test_a_clock_that_cannot_be_turned_so_is_told(tmp_path: Path, act: str, says: str) -> None:
    faults = checked(tmp_path, ('{ later = "next" }', act))
    assert any(says in message for _, message in faults), faults


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("count = 2", "count = 3", "This must happen 3 times, and happened 2 times"),
        ('"*refused*"', '"*asleep*"', '`says = "*asleep*"` is asked for; what came of it'),
        ('hop = "deferred"', 'hop = "expired"', '`hop = "expired"`'),
        ("holds = 1", "holds = 2", "`holds = 2` is asked for"),
        (
            '{ queue = "harbour", holds = 1 }',
            '{ report = "failed", of = "ana" }',
            'Nothing like `report = "failed"` has happened',
        ),
    ],
)
def test_what_is_not_met_is_told(tmp_path: Path, old: str, new: str, says: str) -> None:
    faults = checked(tmp_path, (old, new))
    assert [rule for rule, _ in faults][:1] == ["solution-fails"]
    assert says.lower() in faults[0][1].lower()


@pytest.mark.parametrize("now", ["{ queue = 'harbour' }", "{ report = 'failed', of = 'ana' }"])
def test_what_is_there_now_comes_last(tmp_path: Path, now: str) -> None:
    faults = checked(tmp_path, ("need = [{ hop", f"seq = [{now}, {{ hop"))
    assert [rule for rule, _ in faults] == ["not-last"]
