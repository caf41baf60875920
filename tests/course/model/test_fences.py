"""Fences: what cannot be read is refused in words that help, at the line where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.course.conditions import CONDITIONS
from heloworld.course.conditions.exchange import Command
from heloworld.course.model import fences, toml_lines
from heloworld.course.model.act import Act
from heloworld.course.model.lesson import FENCES, Goal, Solution


def refused(word: str, text: str) -> fences.Refused:
    with pytest.raises(fences.Refused) as caught:
        fences.read(word, text, 7)
    return caught.value


def test_a_goal_is_read() -> None:
    goal = fences.read("goal", 'id = "a"\ntitle = "A"\nneed = [ { command = "HELO", reply = "2xx" } ]', 7)
    assert goal == Goal(line=7, id="a", title="A", need=(Command(command="HELO", reply="2xx"),))


def test_a_line_is_short_for_an_act() -> None:
    solution = fences.read("solution", 'play = ["HELO me", { outside = "QUIT", ending = "LF" }]', 7)
    assert isinstance(solution, Solution)
    assert solution.acts == (Act(send="HELO me"), Act(outside="QUIT", ending="LF"))


@pytest.mark.parametrize("name", CONDITIONS)
def test_the_example_of_a_condition_is_one(name: str) -> None:
    goal = fences.read("goal", f'id = "a"\ntitle = "A"\nneed = [ {CONDITIONS[name].example} ]', 7)
    assert isinstance(goal, Goal)
    assert type(goal.need[0]) is CONDITIONS[name]


@pytest.mark.parametrize(
    ("word", "text", "rule", "line", "says"),
    [
        ("goal", "id", "no-toml", 1, "This is no TOML"),
        ("goal", 'id = "a"\ntile = "A"', "unknown-key", 2, "Is `title` meant?"),
        ("goal", 'id = "a"\nzzzzz = "A"', "unknown-key", 2, "There are: `id`, `title`"),
        ("goal", 'line = 3\nid = "a"\ntitle = "A"', "unknown-key", 1, "no key `line`"),
        ("goal", 'id = "a"', "wrong-value", 0, "The key `title` is missing."),
        ("goal", 'id = "A b"\ntitle = "A"', "wrong-value", 1, "lower-case words joined by hyphens"),
        ("goal", 'id = "a"\ntitle = 3', "wrong-value", 2, "`title` should be a text in quotes, not a whole number."),
        (
            "goal",
            'id = "a"\ntitle = "A"\nscope = "all"',
            "wrong-value",
            3,
            "`scope` can be `connection` or `lesson`, not `all`.",
        ),
        ("goal", 'id = "a"\ntitle = "A"\nneed = [\n  3,\n]', "unknown-condition", 4, "a table in braces"),
        ("goal", 'id = "a"\ntitle = "A"\nneed = [\n  { comand = "X" },\n]', "unknown-condition", 4, "`command` meant?"),
        ("goal", 'id = "a"\ntitle = "A"\nneed = [ { command = "X", repl = 1 } ]', "unknown-key", 3, "`reply` meant?"),
        ("goal", 'id = "a"\ntitle = "A"\nneed = [ { command = 1 } ]', "wrong-value", 3, "In the `command` condition"),
        ("lesson", 'id = "a"\n[world]\nuser = ["ana"]', "unknown-key", 3, "Is `users` meant?"),
        ("wrong", 'on = "a"\nplay = [\n  "x", # [\n  { sent = "x" },\n]', "unknown-key", 4, "Is `send` meant?"),
        (
            "goal",
            f'id = "a"\ntitle = "{"x" * 131}"',
            "wrong-value",
            2,
            "`title` has 131 characters; 120 are the limit.",
        ),
        ("goal", 'id = ""\ntitle = "A"', "wrong-value", 1, "`id` should be lower-case words"),
        ("goal", 'id = "a"\ntitle = ""', "wrong-value", 2, "`title` is empty."),
        (
            "goal",
            'id = "a"\ntitle = "A"\nneed = [\n  { greeting = 220, count = 0 },\n]',
            "wrong-value",
            4,
            "`count` is 0; 1 is the least.",
        ),
        (
            "goal",
            'id = "a"\ntitle = "A"\nneed = [ { command = "X", reply = 45 } ]',
            "wrong-value",
            3,
            "`45` is no reply code",
        ),
        (
            "goal",
            'id = "a"\ntitle = "A"\nneed = [ { mail = "taken" } ]',
            "wrong-value",
            3,
            "`mail` can be `accepted` or `refused`",
        ),
        ("lesson", 'id = "a"\nsummary = "s"\nminutes = 90', "wrong-value", 3, "`minutes` is 90; 60 is the limit."),
        (
            "lesson",
            'id = "a"\nsummary = "s"\nminutes = 3\n[recap.X]\nrfc = "1"',
            "wrong-value",
            4,
            "`means` is missing in `recap`.",
        ),
        (
            "lesson",
            'id = "a"\nsummary = "s"\nminutes = 3\n[recap.X]\nmeans = 1',
            "wrong-value",
            5,
            "`means` in `recap` should be",
        ),
        (
            "lesson",
            'id = "a"\nsummary = "s"\nminutes = 3\nneeds = ["a", "b c"]',
            "wrong-value",
            4,
            "Number 2 of `needs` should be",
        ),
        (
            "lesson",
            'id = "a"\nsummary = "s"\nminutes = 3\n[world]\nsize_limit = 0',
            "wrong-value",
            5,
            "`size_limit` in `world` is 0",
        ),
        ("question", 'id = "a"\nwhen = "during"', "wrong-value", 2, "`when` can be `after` or `before`, not `during`."),
        (
            "question",
            'id = "a"\nwhen = "after"\nask = "?"\noptions = ["x"]',
            "wrong-value",
            4,
            "has 1 entry; at least 2 are needed.",
        ),
        ("hint", 'on = "a"\nsay = ["1", "2", "3", "4"]', "wrong-value", 2, "`say` has 4 entries; 3 are the limit."),
        ("hint", 'on = "a"\nsay = [”x”]', "no-toml", 2, "`”` is a curly quote. Write a straight one"),
        ("hint", 'on = "a”\nsay = ["x"]', "no-toml", 1, "`”` is a curly quote."),
        ("hint", 'on = “a”\nsay = ["x"]', "no-toml", 1, "`“` is a curly quote."),
        ("hint", "on = …", "no-toml", 1, "`…` (horizontal ellipsis) cannot stand here."),
        ("hint", "on = hello", "no-toml", 1, "A text stands in quotes."),
        ("hint", 'on = "hello', "no-toml", 1, "a text in quotes does not end"),
        ("hint", 'on = "a\\d"', "no-toml", 1, "a backslash is written twice"),
        ("hint", 'on = "a"\non = "b"', "no-toml", 2, "a key is given its value twice"),
        ("hint", 'on = "a"\nsay = []', "wrong-value", 2, "`say` is empty; at least 1 entry must stand in it."),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(word: str, text: str, rule: str, line: int, says: str) -> None:
    refusal = refused(word, text)
    assert (refusal.rule, refusal.line) == (rule, line)
    assert says in refusal.says
    assert "$" not in refusal.says


@pytest.mark.parametrize("text", ["a = " + "[" * 100_000, "a = " + "9" * 5_000, "a = 2022-99-99", "a = 1e999"])
def test_numbers_and_nests_without_end_are_refused(text: str) -> None:
    refused("goal", text)


def tried(word: str, text: str) -> fences.Refused | None:
    """Why a fence is refused; None where it is read."""
    try:
        fences.read(word, text, 1)
    except fences.Refused as refusal:
        return refusal
    return None


@given(st.sampled_from(sorted(FENCES)), st.text())
def test_any_text_is_read_or_refused(word: str, text: str) -> None:
    refusal = tried(word, text)
    assert refusal is None or 0 <= refusal.line <= text.count("\n") + 1


_VALUES = st.recursive(
    st.integers(-5, 600) | st.booleans() | st.text(max_size=5).map(lambda text: repr(text)[1:-1]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(CONDITIONS)), inner, max_size=3),
    max_leaves=6,
)


def _toml(value: object) -> str:
    """A value as TOML writes it."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "") + "'"


@given(st.data())
def test_any_value_of_a_key_is_read_or_refused(data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(sorted(FENCES)))
    keys = [key for key in FENCES[word].__struct_fields__ if key != "line"]
    values = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(keys, _VALUES)))
    refusal = tried(word, "\n".join(f"{key} = {_toml(value)}" for key, value in values.items()))
    assert refusal is None or refusal.says.endswith((".", "?"))


def test_the_lines_of_an_array() -> None:
    text = '#play = [\n\nplay = [ "a", # "b",\n  "c]", { send = "d, e", free = true },\n\n  [\n"f"],\n "\\"g",\n]\n'
    assert toml_lines.lines_of_elements(text, "play") == [3, 4, 4, 6, 8]
    assert toml_lines.lines_of_elements("[[play]]\nsend = 1\n\n[[ play ]]\n", "play") == [1, 4]
    assert toml_lines.lines_of_elements("play = 3", "play") == []


def test_the_line_of_a_key() -> None:
    text = 'id = "x"\n[world]\nusers = []\n[recap]\n"queue ID" = { means = "x" }\n[recap.DATA]\n'
    lines = {key: toml_lines.line_of(text, key) for key in ("id", "world", "users", "queue ID", "DATA", "means")}
    assert lines == {"id": 1, "world": 2, "users": 3, "queue ID": 5, "DATA": 6, "means": 0}
    assert toml_lines.line_of_mention(text, "means") == 5
