"""From files to lessons: what is prose, what is read by machines; no file makes the loader raise."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.course.check.source import Source
from heloworld.course.model.lesson import FENCES
from heloworld.course.model.loader import LARGEST, load, load_course, parse

PATH = Path("1-part", "03-own.md")
LESSON = """# Title

```lesson
id = "own"
summary = "A lesson."
minutes = 3
```

Before all.

## First

Before the goal.

```smtp
C: HELO localhost
```

```goal
id = "hello"
title = "Say HELO"
need = [ { command = "HELO" } ]
```

After the goal.

```hint
on = "hello"
say = ["One word."]
```

More after it.

## Second

No goal here.
"""


def rules(text: str) -> list[tuple[str, int]]:
    return [(fault.rule, fault.line) for fault in parse(text, PATH).faults]


def test_a_lesson_is_its_steps() -> None:
    loaded = parse(LESSON, PATH)
    assert loaded.faults == ()
    lesson = loaded.lesson
    assert lesson is not None
    assert (lesson.id, lesson.title, lesson.number) == ("own", "Title", "1.3")
    assert [(step.title, step.line) for step in lesson.steps] == [("First", 11), ("Second", 34)]
    first, second = lesson.steps
    assert first.before == "Before all.\n\nBefore the goal.\n\n```smtp\nC: HELO localhost\n```"
    assert first.after == "After the goal.\n\nMore after it."
    assert (second.before, second.after) == ("No goal here.", "")
    assert [goal.line for goal in first.goals] == [19]
    assert first.hints("hello") == ("One word.",)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_are_all_one(end: str) -> None:
    ours, theirs = parse(LESSON, PATH).lesson, parse(LESSON.replace("\n", end), PATH).lesson
    assert ours is not None
    assert theirs is not None
    assert ours.steps == theirs.steps


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "01-own.md"
    path.write_text(f"\ufeff{LESSON}", encoding="utf-8")
    loaded = load(path)
    assert loaded.faults == ()
    assert loaded.lesson is not None
    assert Source.of(loaded.lesson).lines[0] == "# Title"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("# Title\n", "", ("no-title", 1)),
        ("# Title", "# Title\n# Title", ("second-title", 2)),
        ("After the goal.", "After <i>the</i> goal.", ("html", 25)),
        ("After the goal.", "<!-- hidden -->", ("html", 25)),
        ("```goal", "```goals", ("unknown-fence", 19)),
        ("After the goal.", "> ```hint\n> on = 1\n> ```", ("misplaced", 25)),
        ("Before all.", '```teacher\nnotes = "x"\n```', ("misplaced", 9)),
        ('need = [ { command = "HELO" } ]', "need = [", ("no-toml", 22)),
    ],
)
def test_what_is_wrong_is_a_fault_at_its_line(old: str, new: str, expected: tuple[str, int]) -> None:
    assert rules(LESSON.replace(old, new, 1)) == [expected]


def test_an_example_may_be_in_any_language() -> None:
    assert rules(LESSON.replace("```smtp", "```text")) == rules(LESSON.replace("```smtp", "```python")) == []


@pytest.mark.parametrize(
    "fence",
    [
        pytest.param(f'goal\nid = "other"\ntitle = "{"x" * 121}"\n', id="goal"),
        pytest.param('question\nid = "what"\nwhen = "before"\n', id="question"),
        pytest.param('misstep\non = "hello"\nsay = ""\n', id="misstep"),
        pytest.param('gaol\nid = "other"\n', id="misspelt"),
    ],
)
def test_a_lesson_with_a_fence_that_cannot_be_read_is_no_lesson(fence: str) -> None:
    loaded = parse(f"{LESSON}\n```{fence}```\n", PATH)
    assert loaded.lesson is None
    assert loaded.faults
    assert parse(f"{LESSON}\n<b>raw</b>\n", PATH).lesson is not None


GOAL_FENCE = LESSON[LESSON.index("```goal") : LESSON.index("```", LESSON.index("```goal") + 3) + 3]
ASKED = '```question\nid = "q"\nwhen = "before"\nask = "Who?"\noptions = ["I", "You"]\nanswer = 0\nwhy = "So."\n```'


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (GOAL_FENCE, f"{GOAL_FENCE}\n\n{GOAL_FENCE}", "same-id"),
        ("need = [", "none = [", "no-condition"),
        ("After the goal.", '```misstep\non = "hallo"\nmatch = [{ command = "X" }]\nsay = "No."\n```', "unknown-goal"),
        ("Before the goal.", ASKED.replace("answer = 0", "answer = 2"), "no-such-option"),
        ("Before the goal.", ASKED.replace('"So."', '["So."]'), "why-each"),
        (GOAL_FENCE, "\n".join(f"    {line}" for line in GOAL_FENCE.split("\n")), "misplaced"),
        (GOAL_FENCE, f"<!--\n{GOAL_FENCE}\n-->", "misplaced"),
        (GOAL_FENCE, f"<div>\n{GOAL_FENCE}", "misplaced"),
    ],
)
def test_a_lesson_that_would_let_everybody_pass_is_no_lesson(old: str, new: str, rule: str) -> None:
    assert parse(LESSON.replace("Before the goal.", ASKED), PATH).lesson is not None
    loaded = parse(LESSON.replace(old, new, 1), PATH)
    assert loaded.lesson is None
    assert rule in [fault.rule for fault in loaded.faults]


@pytest.mark.parametrize("what", ["folder", "missing", "large", "bytes"])
def test_a_file_that_is_no_lesson_is_a_fault(tmp_path: Path, what: str) -> None:
    path = tmp_path / "01-x.md"
    if what == "folder":
        path.mkdir()
    elif what != "missing":
        path.write_bytes(b"\xff" if what == "bytes" else b"x" * (LARGEST + 1))
    loaded = load(path)
    assert loaded.lesson is None
    assert len(loaded.faults) == 1


@given(st.binary(max_size=300))
def test_any_bytes_are_read(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "01-any.md"
    path.write_bytes(data)
    load(path)


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    parse(text, PATH)


_PIECES = st.sampled_from(
    [
        "# T\n",
        "## S\n",
        "```\n",
        "~~~\n",
        "    ",
        "- ",
        "> ",
        "<b>",
        "\r",
        "\0",
        "\f",
        "\x85",
        "|a|\n|-|\n",
        "=\n",
        "x\n",
    ]
    + [f"```{word}\n" for word in FENCES]
    + [
        'id = "a"\n',
        'title = "t"\n',
        'on = "a"\n',
        'say = ["x"]\n',
        "need = [ {} ]\n",
        'play = ["x"]\n',
        "minutes = 1\n",
    ]
)


@given(st.lists(_PIECES, max_size=40).map("".join))
def test_any_pieces_of_a_lesson_are_read(text: str) -> None:
    for fault in parse(text, PATH).faults:
        assert 1 <= fault.line <= len(text.splitlines()) + 2


def test_a_course_is_in_the_order_of_its_numbers(tmp_path: Path) -> None:
    for name in ("10-last/01-z.md", "2-the-file/10-b.md", "2-the-file/9-a.md", "2-the-file/notes.md", "README.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(LESSON.replace('id = "own"', f'id = "{path.stem.partition("-")[2] or "none"}"'))
    (tmp_path / "2-the-file/11-broken.md").write_text("")
    course, faults = load_course(tmp_path)
    assert [(part.title, [each.id for each in part.lessons]) for part in course.parts] == [
        ("The file", ["a", "b"]),
        ("Last", ["z"]),
    ]
    assert {fault.path.name for fault in faults} == {"11-broken.md"}
    found = course.find("2.9")
    assert found is not None
    assert found is course.find("a")
    following = course.after(found)
    assert following is not None
    assert following.id == "b"


def test_a_course_that_is_not_there_is_empty(tmp_path: Path) -> None:
    course, faults = load_course(tmp_path / "gone")
    assert (course.parts, faults) == ((), ())
