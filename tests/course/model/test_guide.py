"""The author's guide, lessons/README.md: what it says is what the program does."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from course.model.guide import COMMAND, GUIDE, ROOT, examples, made, mailbox, prose, written
from heloworld.cli.main import run
from heloworld.course.check.prose import LIMITS, PAGE_COLUMNS, PAGE_LINES
from heloworld.course.check.run import check
from heloworld.course.model import fences
from heloworld.course.model.lesson import FENCES, Head
from heloworld.course.model.loader import load
from heloworld.course.model.placeholders import PLACEHOLDERS
from heloworld.course.model.template import BLANK
from heloworld.lab.names.zone_check import zone_faults
from heloworld.lab.protocols import protocols

TEXT = GUIDE.read_text(encoding="utf-8")
PROSE = prose(TEXT)
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
CODE = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "app/heloworld/course").rglob("*.py"))


def test_the_reference_is_what_the_program_says_of_itself() -> None:
    assert written(TEXT) == made(), f"lessons/README.md is out of date; run: {COMMAND}"


def test_the_command_that_writes_the_reference_writes_this_one() -> None:
    subprocess.run([sys.executable, "tests/course/model/guide.py"], cwd=ROOT, check=True)
    assert GUIDE.read_text(encoding="utf-8") == TEXT
    assert re.search(r"^guide:.*\n\t@\$\(BIN\)/python tests/course/model/guide\.py$", MAKEFILE, re.MULTILINE)


def test_the_world_of_several_hosts_is_one() -> None:
    text = re.search(r"```toml\n(\[world\].*?)```", TEXT, re.DOTALL)
    assert text is not None
    head = fences.read("lesson", f'id = "a"\nsummary = "s"\nminutes = 1\n{text[1]}', 1)
    assert isinstance(head, Head)
    assert list(head.world.servers) == ["harbour", "island"]
    assert not list(zone_faults(head.world.zones))


def test_the_examples_are_lessons_without_faults(tmp_path: Path) -> None:
    part = tmp_path / "1-start"
    part.mkdir()
    (part / "monday.mbox").write_text(mailbox(TEXT), encoding="utf-8")
    files = [part / f"0{number}-example.md" for number in range(1, 3)]
    for file, text in zip(files, examples(TEXT), strict=True):
        file.write_text(text, encoding="utf-8")
    assert [str(fault) for fault in check(files)] == []
    world = load(files[1]).lesson
    assert world is not None
    assert world.head.world.seed
    assert world.head.world.refuse


def test_of_two_missteps_the_first_in_the_file_speaks(tmp_path: Path) -> None:
    text = examples(TEXT)[1]
    first, second = re.findall(r"```misstep\n.*?```\n", text, re.DOTALL)
    (tmp_path / "monday.mbox").write_text(mailbox(TEXT), encoding="utf-8")
    file = tmp_path / "01-example.md"
    file.write_text(text.replace(second, "").replace(first, f"{second}\n{first}"), encoding="utf-8")
    assert [(fault.rule, "`no-envelope`" in fault.says) for fault in check([file], 0)] == [("misstep-silent", True)]


@pytest.mark.parametrize("word", FENCES)
def test_the_example_has_each_kind_of_fence(word: str) -> None:
    assert f"\n```{word}\n" in examples(TEXT)[0]


def test_all_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)]+)\)", PROSE)
    assert links
    assert [link for link in links if not (GUIDE.parent / link.partition("#")[0]).is_file()] == []


def test_the_limits_are_those_of_the_check() -> None:
    said = {name: int(limit) for name, limit in re.findall(r"^\| `(\w+)`(?:, each)? \| (\d+) \|$", PROSE, re.MULTILINE)}
    assert said == {**LIMITS, "title": 120}
    assert f"at most {PAGE_LINES} lines at {PAGE_COLUMNS} columns" in PROSE


def test_the_rules_are_those_of_the_check() -> None:
    rules = re.findall(r"^\| `([a-z-]+)` \| [A-Z`].{20,} \|$", PROSE, re.MULTILINE)
    assert len(rules) >= 10
    assert [rule for rule in rules if f'"{rule}"' not in CODE] == []


def test_states_and_placeholders_are_named() -> None:
    states = re.findall(r"`(\w+)`", PROSE.partition("A `state` is")[2].partition("<!--")[0])
    assert set(states) <= {state.word for protocol in protocols() for state in protocol.machine.table}
    assert all(f"{{{name}}}" in PROSE for name in PLACEHOLDERS)


def test_its_commands_make_a_course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    commands = re.findall(r"`helo (lessons (?:new|check|export) [^`]*)`", PROSE)
    new, check_, *others = [command for command in commands if "--watch" not in command]
    assert [run(new.split()), run(check_.split())] == [0, 1]
    lesson = Path(new.split()[-1])
    lesson.write_text(lesson.read_text(encoding="utf-8").replace(f"{BLANK} ", "").replace(BLANK, "Mine"), "utf-8")
    assert [run(command.split()) for command in (check_, *others)] == [0] * (1 + len(others))
    assert "<html" in Path("hello.html").read_text(encoding="utf-8")
