"""Mutants of a solution, and which of them a goal survives."""

from __future__ import annotations

from pathlib import Path

from heloworld.course.check.mutation import LONGEST, NONSENSE, _weak, _wrong_mark, mutants
from heloworld.course.check.source import Source
from heloworld.course.model.loader import parse

TEXT = """# T

```lesson
id = "own"
summary = "s"
minutes = 1
```

## S

```goal
id = "a"
title = "A"
need = [ { command = "HELO" } ]
```

```solution
play = [
  "HELO me", "NOOP",
  { connect = "outside" },
  { outside = "NOOP", free = true },
  { send = "NOOP", needed = false },
]
```
"""


def test_each_line_is_left_out_and_altered_unless_it_says_otherwise() -> None:
    lesson = parse(TEXT, Path("01-own.md")).lesson
    assert lesson is not None
    found = [
        (mutant.line, mutant.done, mutant.is_harmless, [act.line or act.connect for act in mutant.acts])
        for mutant in mutants(Source(lesson, TEXT))
    ]
    helo, noop, connect, outside, last = "HELO me", "NOOP", "outside", "NOOP", "NOOP"
    assert {mutant.is_free for mutant in mutants(Source(lesson, TEXT)) if mutant.line == 21} == {False, True}
    assert found == [
        (19, "left out", False, [noop, connect, outside, last]),
        (19, "replaced by XYZZY", False, ["XYZZY", noop, connect, outside, last]),
        (19, "left out", False, [helo, connect, outside, last]),
        (19, "replaced by XYZZY", False, [helo, "XYZZY", connect, outside, last]),
        (20, "left out", False, [helo, noop, outside, last]),
        (21, "left out", False, [helo, noop, connect, last]),
        (21, "replaced by XYZZY", True, [helo, noop, connect, "XYZZY", last]),
        (22, "left out", True, [helo, noop, connect, outside]),
    ]


def test_a_line_that_may_say_anything_is_not_told_to_be_marked_so() -> None:
    lesson = parse(TEXT, Path("01-own.md")).lesson
    assert lesson is not None
    source = Source(lesson, TEXT)
    said = {mutant.is_free: _weak(source, mutant)[1] for mutant in mutants(source)}
    assert said[True].endswith("or mark it: needed = false.")
    assert said[False].endswith("or mark it: needed = false, or free = true where it may say anything.")


def test_a_question_is_altered_as_a_line_is() -> None:
    text = TEXT.replace('{ outside = "NOOP", free = true }', '{ dig = "MX island.test" }')
    lesson = parse(text, Path("01-own.md")).lesson
    assert lesson is not None
    found = [(mutant.done, [act.dig for act in mutant.acts if act.dig]) for mutant in mutants(Source(lesson, text))]
    assert [each for each in found if each[1] != ["MX island.test"]] == [
        ("left out", []),
        (f"replaced by {NONSENSE}", [NONSENSE]),
    ]


def test_which_of_several_lines_on_one_line_is_meant_is_quoted() -> None:
    text = TEXT.replace('{ send = "NOOP", needed = false }', f'"{"x" * 99}", ""')
    lesson = parse(text, Path("01-own.md")).lesson
    assert lesson is not None
    source = Source(lesson, text)
    said = [_weak(source, mutant)[1] for mutant in mutants(source) if mutant.done == "left out"]
    quoted = ["`HELO me`", "`NOOP`", "`connect`", "`NOOP`", f"`{'x' * LONGEST}…`", "the empty line"]
    assert [each.partition(" left out, ")[0] for each in said] == [f"With {each}" for each in quoted]
    assert _wrong_mark(next(mutants(source)))[1].startswith("`HELO me` is marked as a line")
