"""A handout: all of the lesson, what was really played, nothing that runs or is loaded, and no text that is markup."""

from __future__ import annotations

import asyncio
import re
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from heloworld.cli.main import run
from heloworld.course.handout.blocks import Block
from heloworld.course.handout.editions import Edition, Performance, Sheet, places_on_paper
from heloworld.course.handout.html import html
from heloworld.course.handout.markdown import escaped, harmless, markdown
from heloworld.course.handout.performance import perform
from heloworld.course.handout.style import STYLE
from heloworld.course.model.lesson import Lesson
from heloworld.course.model.loader import load, parse
from shipped import COURSE, LESSONS

GALLERY = Path(__file__).parents[1] / "gallery"
GOOD = GALLERY / "01-good.md"
EVIL = '<script>alert(1)</script><img src=x onerror=alert(1)> [x](https://evil.test) ![pic](https://evil.test/p.png) "&'


class _Page(HTMLParser):
    """A page: its tags with their attributes, and its text; every tag that is opened is closed."""

    VOID = ("meta", "input", "br", "hr")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(page)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open += [] if tag in self.VOID else [tag]

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def _lesson(text: str = "") -> Lesson:
    lesson = parse(text, GOOD).lesson if text else load(GOOD).lesson
    assert lesson is not None
    return lesson


def _blocks(lesson: Lesson, played: Performance, edition: Edition = Edition.FULL) -> list[Block]:
    return Sheet(lesson, places_on_paper("127.0.0.1", 2525), edition, played).blocks()


@pytest.fixture(scope="module")
def played() -> Performance:
    import asyncio

    return asyncio.run(perform(_lesson()))


def _export(capfdbinary: pytest.CaptureFixture[bytes], *options: str) -> str:
    assert run(["lessons", "export", "good", "--lessons", str(GALLERY), *options]) == 0
    return capfdbinary.readouterr().out.decode()


def test_what_was_played_is_what_crossed(played: Performance) -> None:
    first, second = played.steps
    assert first == ("S: 220 mail.harbour.test ESMTP", "C: HELO localhost", "S: 250 mail.harbour.test")
    assert second[:3] == ("C: MAIL FROM:<dora@island.test>", "S: 250 2.1.0 Ok", "C: RCPT TO:<ana@harbour.test>")
    assert "C:" in second
    queue_id = next(line for line in second if "queued as" in line).split()[-1]
    (ana, file), (ben, seed) = played.mailboxes
    assert (ana, ben, seed[1]) == ("ana", "ben", "Subject: old")
    assert any(queue_id in line for line in file)
    assert played.is_complete


async def test_other_programs_are_told_apart() -> None:
    text = GOOD.read_text().replace(
        '  "HELO localhost",\n', '  { outside = "HELO a" },\n  "HELO b",\n  { outside = "NOOP" },\n', 1
    )
    played = await perform(_lesson(text))
    assert [line for line in played.steps[0] if not line.startswith("S:")] == [
        "C: HELO a",
        "# the prompt",
        "C: HELO b",
        "# another program",
        "C: NOOP",
    ]


@pytest.fixture(scope="module")
def not_now() -> Lesson:
    lesson = COURSE.find("not-now")
    assert lesson is not None
    return lesson


async def test_several_hosts_their_queues_and_the_clock_are_told(not_now: Lesson) -> None:
    played = await perform(not_now)
    assert played.is_complete
    remarks = [[line for line in step if line.startswith("#") and "TLS" not in line] for step in played.steps]
    said = (
        "host mail.island.test[127.0.0.20] said: 450 4.2.0 <dora@island.test>: Recipient address rejected: Greylisted"
    )
    assert remarks[0] == [
        "# laptop to harbour",
        "# harbour: in the queue, for dora@island.test",
        "# harbour to dns",
        "# harbour to dns",
        "# harbour to island",
        f"# harbour: dora@island.test deferred: {said} (in reply to RCPT TO command)",
    ]
    assert remarks[1][0] == "# the clock is turned by 5 minutes"
    assert [line for line in remarks[2] if "clock" in line][2:] == [
        "# the clock is turned by 10 minutes",
        "# the clock is turned by 5 days",
    ]
    assert remarks[3] == ["# laptop to island"]


async def test_a_handout_is_the_same_whenever_it_is_made_and_however_far_the_clock_is_turned(not_now: Lesson) -> None:
    first = await perform(not_now)
    await asyncio.sleep(1.01 - time.time() % 1)  # until the next second: what is compared are dates
    assert await perform(not_now) == first
    [bounce] = [lines for name, lines in first.mailboxes if name == "ana"]
    assert "Date: Sat, 28 Nov 2026 23:51:01 +0000 (UTC)" in bounce  # five days and 25 minutes after the first line
    assert "X-HELO-World-Queue-ID: 4C0FFEE003" in bounce


def test_everything_stands_in_markdown(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    page = _export(capfdbinary)
    wanted = [
        "# Two steps",
        "A lesson with nothing wrong in it.",
        "Where it says MAIL-FOLDER, put",
        "## Say hello",
        "`HELO` and a name: that is how a client begins.",
        "**Question 1.** Who speaks first?",
        "- (a) The server",
        "- [ ] Say HELO and get 250",
        "Now the server knows you.",
        "## One way through it",
        "```smtp",
        "C: HELO localhost",
        "### The mailbox of ana afterwards",
        "```mbox",
        "\tby mail.harbour.test",
        "## Answers",
        "**Question 1:** (a) It greets.",
        "- **HELO**: The greeting of a client. (RFC 5321 §4.1.1.1)",
    ]
    at = -1
    for text in wanted:
        at = page.index(text, at + 1)


@pytest.mark.parametrize("form", [[], ["--html"]])
def test_the_teachers_notes_are_for_the_teacher(capfdbinary: pytest.CaptureFixture[bytes], form: list[str]) -> None:
    assert "Nothing to add." not in _export(capfdbinary, *form)
    assert "Nothing to add." in _export(capfdbinary, *form, "--teacher")


def test_what_somebody_may_believe_is_for_the_teacher(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    text = GOOD.read_text().replace("answer = 0", 'answer = 0\nbelief = "The client speaks first"', 1)
    text = text.replace('say = "There was no name behind it."', 'say = "No."\nbelief = "A name is not needed"')
    (tmp_path / "01-good.md").write_text(text)
    (tmp_path / "ben.mbox").write_bytes((GALLERY / "ben.mbox").read_bytes())
    command = ["lessons", "export", "good", "--lessons", str(tmp_path)]
    assert run(command) == 0
    assert "The client speaks first" not in capfdbinary.readouterr().out.decode()
    assert run([*command, "--teacher"]) == 0
    page = capfdbinary.readouterr().out.decode()
    assert "> - “The client speaks first” (a wrong answer to: Who speaks first?)" in page
    assert "> - “A name is not needed” (a mistake on the way to: Say HELO and get 250)" in page


def test_the_page_holds_all_that_it_needs_and_runs_nothing(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    source = _export(capfdbinary, "--html")
    page = _Page(source)
    tags = {tag for tag, _ in page.tags}
    assert tags.isdisjoint({"script", "a", "img", "link", "iframe", "object", "base", "form"})
    names = {name for _, attributes in page.tags for name in attributes}
    assert names <= {"lang", "charset", "name", "content", "http-equiv", "class", "type"}
    assert "url(" not in source
    assert "@import" not in source
    assert sum(attributes.get("type") == "checkbox" for _, attributes in page.tags) == 3
    for text in ("Who speaks first?", "C: HELO localhost", "Subject: tide", "Question 1:", "RFC 5321 §4.1.1.1"):
        assert text in page.text


def test_the_transcript_is_coloured_and_goes_on_from_step_to_step(played: Performance) -> None:
    lesson = _lesson()
    halves = Performance((played.steps[0] + played.steps[1][:6], played.steps[1][6:]), played.mailboxes, True)
    page = html("", _blocks(lesson, halves))
    assert '<span class="gp">C:</span><span class="w"> </span><span class="k">HELO</span>' in page
    assert '<span class="nt">Subject</span>' in page.partition("Send a letter</h3>")[2].partition("mailbox of")[0]
    assert '<span class="gh">From </span>' in page


def test_all_shipped_lessons_become_handouts() -> None:
    for lesson in LESSONS:
        played = Performance(((),) * len(lesson.steps), (), True)
        blocks = _blocks(lesson, played, Edition.TEACHER)
        page = _Page(html(lesson.title, blocks))
        for question in lesson.questions:
            assert sum(f"Question {number}." in page.text for number in range(1, 20)) >= 1
            assert len(question.options) <= 10
        assert markdown(blocks).startswith("# ")


def test_no_text_of_a_lesson_is_markup(played: Performance) -> None:
    text = GOOD.read_text()
    evil = EVIL.replace('"', "'")
    for old in (
        "Two steps",
        "Say hello",
        "Now the server knows you.",
        "Who speaks first?",
        '  "The server",',
        "It greets.",
    ):
        new = f'  "{evil}",' if old.startswith("  ") else evil
        text = text.replace(old, new)
    text = (
        text.replace("Say HELO and get 250", evil)
        .replace("The greeting of a client.", evil)
        .replace("Nothing to add.", evil)
    )
    hostile = Performance(((f"C: {EVIL}",), ()), (("ana", (EVIL, "```", "</pre>")),), True)
    blocks = _blocks(_lesson(text), hostile, Edition.TEACHER)
    page = _Page(html(evil, blocks))
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "img", "a"})
    assert page.text.count("alert(1)") > 15
    shown = MarkdownIt("commonmark").render(markdown(blocks))
    assert "<script" not in shown
    assert "<img src=x" not in shown
    assert "```\n&lt;/pre&gt;\n</code></pre>" in shown


MARKED = ["<b>", "*a*", "`a`", "[a](b)", "# a", "a_b_", "~~a~~", "|", "&lt;", "\\"]


@pytest.mark.parametrize("text", MARKED)
def test_plain_text_stays_as_it_is(text: str) -> None:
    page = _Page(MarkdownIt("commonmark").render(escaped(text)))
    assert page.text.strip() == text


@pytest.mark.parametrize("text", ["a <b>c</b>", "<div>\na\n</div>", "- a <b>\n", "| a |\n|---|\n| <b> |"])
def test_raw_html_is_shown_as_text(text: str) -> None:
    shown = MarkdownIt("commonmark").enable("table").render(harmless(text))
    assert not re.search(r"<(b|div)>", shown)
    assert "&lt;" in shown


def test_no_picture_is_loaded_from_elsewhere() -> None:
    shown = MarkdownIt("commonmark").render(harmless("a ![pic](https://evil.test/p.png) b"))
    assert "<img" not in shown
    assert "pic" in shown


def test_what_cannot_be_seen_is_marked() -> None:
    assert harmless("a\u202eb") == "a⟨U+202E⟩b"
    assert escaped("\x1b[2J") == "␛\\[2J"


def _contrast(one: str, two: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05

    return max(light(one), light(two)) / min(light(one), light(two))


def test_every_colour_can_be_read() -> None:
    palettes = re.findall(r":root \{ (.*?) \}", STYLE)
    assert len(palettes) == 3
    for palette in palettes:
        colours = dict(re.findall(r"--(\w+): (#\w+)", palette))
        papers = [colours.pop("paper"), colours.pop("block")]
        del colours["line"]
        assert min(_contrast(ink, paper) for ink in colours.values() for paper in papers) >= 4.5


def test_it_goes_into_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "good.html"
    assert run(["lessons", "export", "good", "--lessons", str(GALLERY), "--html", "-o", str(file)]) == 0
    assert file.read_text().startswith("<!DOCTYPE html>")
    assert capsys.readouterr().out == ""
    assert run(["lessons", "export", "good", "--lessons", str(GALLERY), "-o", str(tmp_path)]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_a_solution_that_does_not_reach_its_goals_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = GOOD.read_text().replace('  "HELO localhost",\n', '  "NOOP",\n', 1)
    (tmp_path / "01-good.md").write_text(text)
    (tmp_path / "ben.mbox").write_bytes((GALLERY / "ben.mbox").read_bytes())
    assert run(["lessons", "export", "good", "--lessons", str(tmp_path)]) == 0
    assert "The solution does not reach all goals." in capsys.readouterr().err


def test_the_tree_walk_that_a_lesson_speaks_of_is_in_its_transcript(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    assert run(["lessons", "export", "the-name-you-read", "-o", str(page)]) == 0
    asked = re.findall(r"^Q: TXT (_dmarc\.\S+)", page.read_text("utf-8"), re.MULTILINE)
    walk = ["_dmarc.boats.harbour.test", "_dmarc.harbour.test", "_dmarc.test"]
    at = asked.index(walk[0])
    assert asked[at : at + len(walk)] == walk


def test_what_comes_back_to_a_list_is_in_no_members_mailbox(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    assert run(["lessons", "export", "passed-on", "-o", str(page)]) == 0
    text = page.read_text("utf-8")
    boxes = dict(re.findall(r"^### The mailbox of (\S+) afterwards\n(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL))
    assert "MAILER-DAEMON" in boxes["shore/rosa"]
    assert "MAILER-DAEMON" not in boxes["island/dora"]
