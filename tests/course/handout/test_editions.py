"""Editions of a handout: worksheets give nothing away, keys say nothing else, several lessons make one document."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from heloworld.cli.lessons import OTHER_PORTS
from heloworld.cli.main import run
from heloworld.course.handout.editions import Edition, Performance, Sheet, places_on_paper
from heloworld.course.handout.markdown import markdown
from heloworld.course.handout.performance import perform
from heloworld.course.handout.screen_keys import without_keys
from heloworld.course.handout.style import STYLE
from heloworld.course.handout.ways_in import ways_in
from heloworld.course.model.lesson import Lesson
from heloworld.course.model.who import who_of
from heloworld.lab.doors import DOORS, option_of
from shipped import LESSONS

GALLERY = Path(__file__).parents[1] / "gallery"
SHIPPED = list(LESSONS)
PAPER = places_on_paper("127.0.0.1", 2525)


def _none(lesson: Lesson) -> Performance:
    """A performance in which nobody did anything."""
    return Performance(((),) * len(lesson.steps))


def _numbered(number: str) -> Lesson:
    return next(lesson for lesson in SHIPPED if lesson.number == number)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course of three lessons in two parts."""
    text = (GALLERY / "01-good.md").read_text(encoding="utf-8")
    for part, names in {"1-one": ("alpha", "beta"), "2-two": ("gamma",)}.items():
        (tmp_path / part).mkdir()
        shutil.copy(GALLERY / "ben.mbox", tmp_path / part)
        for number, name in enumerate(names, 1):
            lesson = text.replace('id = "good"', f'id = "{name}"').replace("# Two steps", f"# Lesson {name}")
            (tmp_path / part / f"0{number}-{name}.md").write_text(lesson, encoding="utf-8")
    return tmp_path


class Export:
    """Exports from a course, and reads what came of it."""

    def __init__(self, course: Path, capture: pytest.CaptureFixture[str]) -> None:
        self._course, self._capture = course, capture

    def __call__(self, *arguments: str, status: int = 0) -> str:
        assert run(["lessons", "export", *arguments, "--lessons", str(self._course)]) == status
        out, err = self._capture.readouterr()
        return err if status else out


@pytest.fixture
def export(course: Path, capfd: pytest.CaptureFixture[str]) -> Export:
    return Export(course, capfd)


@pytest.mark.parametrize("form", [[], ["--html"]])
def test_a_worksheet_asks_and_gives_nothing_away(export: Export, form: list[str]) -> None:
    page = export("alpha", "--student", *form)
    for wanted in (
        "Name",
        "Date",
        "Before you type",
        "Who speaks first?",
        "The client",
        "To do",
        "Say HELO and get 250",
    ):
        assert wanted in page
    for wanted in ("Because", "What happened?", "In your own words", "queue ID"):
        assert wanted in page
    for spoiler in ("It greets.", "Now the server knows you.", "250 mail.harbour.test", "The greeting of a client."):
        assert spoiler not in page
    assert "And then" not in page
    held_back = page.index("To do, once you have written down what you expect")
    assert page.index("Who speaks first?") < held_back < page.index("Say HELO and get 250"), "the goal tells"


def test_a_worksheet_has_lines_to_write_on(export: Export) -> None:
    page = export("alpha", "--student", "--html")
    assert page.count('<div class="rule">') == 1 + 2 * 3 + 2
    assert page.count('<input type="checkbox">') == 2 + 3
    assert export("alpha", "--student").count("\n____") == 1 + 2 * 3 + 2


@pytest.mark.parametrize("lesson", SHIPPED, ids=lambda lesson: lesson.number)
def test_no_worksheet_holds_an_answer(lesson: Lesson) -> None:
    page = markdown(Sheet(lesson, PAPER, Edition.STUDENT).blocks())
    for step in lesson.steps:
        for question in step.predictions:
            assert question.because(question.answer) not in page
            assert question.ask.split("\n")[0] in page
        for paragraph in filter(lambda each: len(each) > 60, step.after.split("\n\n")):
            assert paragraph not in page


def test_a_key_is_the_answers_and_nothing_else(export: Export) -> None:
    page = export("1", "--key")
    expected = "## Say hello\n\n**Question 1.** Who speaks first?\n\n**(a)** The server\n\nIt greets.\n"
    assert page.count(expected) == 2
    for other in ("To do", "HELO", "The client", "One way", "Now the server"):
        assert other not in page


def test_a_lesson_without_questions_has_a_key_that_says_so(export: Export, course: Path) -> None:
    path = course / "1-one" / "01-alpha.md"
    path.write_text(re.sub(r"```question\n.*?```\n", "", path.read_text(), flags=re.DOTALL), encoding="utf-8")
    assert "This lesson asks no questions." in export("alpha", "--key")


def test_a_handout_is_for_one_of_them(export: Export) -> None:
    assert "Choose --student, --key or --teacher." in export("alpha", "--key", "--student", status=2)


def test_several_lessons_and_parts_have_a_contents_page(export: Export) -> None:
    page = export("2.1", "1", "alpha")
    assert re.findall(r"^# (.*)$", page, re.MULTILINE) == [
        "Contents",
        "2.1 Lesson gamma",
        "1.1 Lesson alpha",
        "1.2 Lesson beta",
    ]
    assert "- 1.2 Lesson beta (3 min)" in page
    source = export("1", "--html")
    for number, title in ((1, "1.1 Lesson alpha"), (2, "1.2 Lesson beta")):
        assert f'<a href="#lesson-{number}">{title}</a> (3 min)' in source
        assert f'<h1 class="page" id="lesson-{number}">{title}</h1>' in source
    assert set(re.findall(r'href="(.)', source)) == {"#"}
    assert "Contents" not in export("1.1")
    assert "There is no lesson 3." in export("3", status=1)


def test_a_part_with_a_lesson_that_cannot_be_read_is_not_printed(export: Export, course: Path) -> None:
    path = course / "1-one" / "02-beta.md"
    path.write_text(path.read_text().replace("Say HELO and get 250", "x" * 121), encoding="utf-8")
    says = "02-beta.md cannot be read as a lesson. See why: helo lessons check"
    for name in ("1", "1.2", "beta"):
        assert says in export(name, status=1)
    assert "Lesson alpha" in export("alpha")


def test_host_and_port_stand_in_the_command_lines(export: Export, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["lessons", "export", "3.2", "--host", "192.168.1.20"]) == 0
    assert "The server listens on 192.168.1.20, port 2525, and" in capfd.readouterr().out
    lesson = next(each for each in SHIPPED if each.number == "1.4")
    assert "nc ::1 25" in markdown(Sheet(lesson, places_on_paper("::1", 25), played=_none(lesson)).blocks())
    assert "is no host" in export("alpha", "--host", "a b", status=2)


def test_what_differs_for_each_learner_is_named_on_paper() -> None:
    lesson = next(each for each in SHIPPED if each.number == "1.9")
    page = markdown(Sheet(lesson, PAPER, Edition.STUDENT).blocks())
    assert 'helo mbox "YOUR-LETTERS"' in page
    assert "Where it says YOUR-LETTERS, put the mailbox of your own letters" in page


async def test_every_export_is_the_same_but_for_what_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = next(each for each in SHIPPED if each.number == "1.4")
    first = await perform(lesson)
    monkeypatch.setattr("time.time", lambda: 1_800_000_000.25)
    second = await perform(lesson)
    assert first == second
    mailbox = "\n".join(first.mailboxes[0][1])
    assert mailbox.startswith("From dora@island.test Mon Nov 23 23:26:01 2026\n")
    assert "id 4C0FFEE001\n\tfor <ana@harbour.test>; Mon, 23 Nov 2026 23:26:01 +0000 (UTC)" in mailbox
    assert first.steps[1][-1] == "S: 250 2.0.0 Ok: queued as 4C0FFEE001"
    assert "4C0FFEE002" in mailbox


def test_a_handout_about_ones_own_program_says_how_it_is_judged_and_leaves_the_judges_words_alone() -> None:
    lesson = next(each for each in LESSONS if each.id == "a-server-that-says-hello")
    for edition in (Edition.FULL, Edition.STUDENT):
        sheet = Sheet(lesson, places_on_paper("192.168.1.20", 2526), edition, _none(lesson))
        text = markdown(sheet.blocks())
        assert "helo judge smtp --stage goodbye --" in text
        assert "python3 server.py {port} {mailbox}" in text
        assert "One way through it" not in text
        assert "helo serve" not in text
        assert "192.168.1.20" not in text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Look at it (F6), then type.", "Look at it, then type."),
        ("Say hello. F2 helps.", "Say hello."),
        ("F6 goes there; look at it. Type.", "Type."),
        ("Compare them. (On the screen, Ctrl+O turns.)", "Compare them."),
        ("You have typed them: the arrow key up finds them, and F2 has hints.", "You have typed them."),
        ("It stands in the wire, and F2 has hints.", "It stands in the wire."),
        ("Send it again. (The arrow key up brings it back.)", "Send it again."),
        ("- Press F4.\n- Type.", "\n- Type."),
        ("```text\nPress F4.\n```", "```text\nPress F4.\n```"),
        ("Press Enter. The bytes are C3 A9.", "Press Enter. The bytes are C3 A9."),
        ("Press F5.", ""),
    ],
)
def test_keys_of_the_screen_do_not_stand_on_paper(text: str, left: str) -> None:
    assert without_keys(text) == left


@pytest.mark.parametrize("edition", [Edition.FULL, Edition.STUDENT, Edition.KEY])
def test_no_key_of_the_screen_is_left_in_any_lesson(edition: Edition) -> None:
    for lesson in SHIPPED:
        blocks = Sheet(lesson, PAPER, edition, _none(lesson)).blocks()
        assert not re.search(r"\bF[1-9]\b|Ctrl\+(?![CMV]\b)|\bTab\b|\barrow\b", markdown(blocks))


def test_pages_are_numbered_and_what_belongs_together_stays_together() -> None:
    printed = STYLE.partition("@media print {\n")[2]
    assert 'content: counter(page) " / " counter(pages)' in printed
    assert re.search(r"h1, h2, h3 \{[^}]*break-after: avoid", STYLE)
    assert re.search(r"\.question, [^{]*\bpre\b[^{]*\{ break-inside: avoid", STYLE)


@pytest.mark.parametrize(
    ("name", "host", "said"),
    [
        ("1.7", "192.168.1.20", "`helo serve --lesson server-says-no --host 192.168.1.20`."),
        ("1.7", "127.0.0.1", "`helo serve --lesson server-says-no`."),
        ("5.1", "::1", "`helo serve --lesson mail-does-not-come --host ::1`, with POP3 on 1110."),
        ("3.1", "127.0.0.1", "with SMTP over TLS on 1465."),
        ("2.5", "127.0.0.1", "It needs this program"),
        ("1.5", "127.0.0.1", "It needs this program"),
    ],
)
def test_a_handout_names_the_command_that_serves_its_world(name: str, host: str, said: str) -> None:
    lesson = next(each for each in SHIPPED if each.number == name)
    sheet = Sheet(lesson, places_on_paper(host, 2525), Edition.TEACHER, _none(lesson))
    assert said in markdown(sheet.blocks())


def test_every_port_on_paper_is_a_number(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["lessons", "export", "5", "--student"]) == 0
    page = capfd.readouterr().out
    assert "-PORT" not in page
    assert "1110" in page


@pytest.mark.parametrize("host", ["::1", "[::1]"])
def test_an_ipv6_address_has_brackets_where_a_port_follows_and_nowhere_else(
    capfd: pytest.CaptureFixture[str], host: str
) -> None:
    assert run(["lessons", "export", "3.2", "--student", "--host", host]) == 0
    page = capfd.readouterr().out
    assert "swaks --server [::1]:2525" in page
    assert "telnet ::1 2525" in page


@pytest.mark.parametrize("host", ["a b", "10.0.0.1:25", "[::1", "::g", ""])
def test_what_is_no_host_is_refused(capfd: pytest.CaptureFixture[str], host: str) -> None:
    assert run(["lessons", "export", "1.1", "--host", host]) == 2
    assert "is no host" in capfd.readouterr().err


@pytest.mark.parametrize("lesson", SHIPPED, ids=lambda lesson: lesson.number)
def test_a_worksheet_for_a_room_says_how_to_reach_its_server(lesson: Lesson) -> None:
    far = Sheet(lesson, places_on_paper("192.168.1.20", 2526), Edition.STUDENT)
    page = markdown(far.blocks())
    assert "helo serve --lesson" not in page.partition("## ")[0], "that is the teacher's"
    if "It needs this program" in page or lesson.is_judged:
        assert "nc -C" not in page.partition("## ")[0]
        return
    top = page.partition("## Connect")[2].partition("\n## ")[0]
    is_pulled = lesson.head.world.prompt != "smtp"
    for line in ("helo connect 192.168.1.20:2526", "nc -C 192.168.1.20 2526", "telnet 192.168.1.20 2526"):
        assert (f"\n{line}\n" in top) is not is_pulled, "none of these lessons says a word of SMTP"
    assert ("nc -c" in top) is not is_pulled
    assert ("take turns" in top) is is_pulled
    assert "look at it on your teacher's screen" in top
    assert ("openssl s_client" in top) is bool(lesson.head.world.all_doors)
    assert "helo lessons run" not in page.partition("## ")[0]


def test_where_there_are_several_doors_each_is_named() -> None:
    far = Sheet(_numbered("3.1"), places_on_paper("192.168.1.20", 2526), Edition.STUDENT)
    top = markdown(far.blocks()).partition("## Connect")[2]
    assert "\nSMTP:\nhelo connect 192.168.1.20:2526\n" in top
    assert "\nSMTP over TLS:\n" in top
    alone = Sheet(SHIPPED[0], places_on_paper("192.168.1.20", 2526), Edition.STUDENT)
    assert "SMTP:" not in markdown(alone.blocks()).partition("## Connect")[2]


def test_a_lesson_with_pop3_that_another_program_calls_with_smtp_shows_that_door_too() -> None:
    lesson = _numbered("5.5")
    assert "SMTP:\nhelo connect 192.168.1.20:2526\n" in ways_in(lesson, places_on_paper("192.168.1.20", 2526))


@pytest.mark.parametrize("door", ["pop3", "imap"])
def test_the_ports_of_other_doors_stand_where_they_are_asked_for(capfd: pytest.CaptureFixture[str], door: str) -> None:
    lesson = {"pop3": "5.2", "imap": "5.3"}[door]
    assert run(["lessons", "export", lesson, "--student", f"--{door}-port", "4110", "--host", "10.0.0.5"]) == 0
    page = capfd.readouterr().out
    assert f"{door}://10.0.0.5:4110" in page
    assert run(["lessons", "export", lesson, "--teacher", f"--{door}-port", "4110"]) == 0
    page = capfd.readouterr().out
    assert f" --{door}-port 4110`, with {door.upper()} on 4110." in page


def test_the_options_for_ports_are_those_of_the_server() -> None:
    assert {option_of(door): door for door in DOORS if door not in {"smtp", "dns"}} == {
        name: door for door, name in OTHER_PORTS.items()
    }


@pytest.mark.parametrize(("lesson", "whom"), [("1.1", "a whole room"), ("5.2", "one learner at a time")])
def test_a_lesson_whose_mailboxes_are_shared_is_not_said_to_be_for_a_room(lesson: str, whom: str) -> None:
    found = _numbered(lesson)
    page = markdown(Sheet(found, PAPER, Edition.TEACHER, _none(found)).blocks())
    assert f"for {whom}: `helo serve --lesson" in page
    assert ("Its mailboxes are the same for all" in page) is (lesson == "5.2")


def test_a_worksheet_for_the_lessons_own_screen_and_the_teachers_edition_do_not() -> None:
    lesson = SHIPPED[0]
    assert "## Connect" not in markdown(Sheet(lesson, PAPER, Edition.STUDENT).blocks())
    teachers = Sheet(lesson, places_on_paper("192.168.1.20", 2526), Edition.TEACHER, _none(lesson))
    assert "helo serve --lesson greeting --host 192.168.1.20 --port 2526" in markdown(teachers.blocks())
    assert "## Connect" not in markdown(teachers.blocks())


def test_a_host_of_ipv6_is_reached_as_each_program_wants_it() -> None:
    page = markdown(Sheet(SHIPPED[0], places_on_paper("fd00::1", 2526), Edition.STUDENT).blocks())
    assert "helo connect [fd00::1]:2526" in page
    assert "nc -C fd00::1 2526" in page


def test_a_lesson_that_varies_has_a_sheet_for_each_learner_or_one_for_all(capfd: pytest.CaptureFixture[str]) -> None:
    call = ["lessons", "export", "signed", "--lessons", str(Path(__file__).parents[2] / "classroom/course")]
    assert run(call) == 0
    assert "Subject: your-word" in capfd.readouterr().out
    assert run([*call, "--name", "Ana7"]) == 0
    assert f"Subject: {who_of('ana7', '')}" in capfd.readouterr().out
    assert run([*call, "--name", "a b"]) == 2
    assert "Try something like ana7" in capfd.readouterr().err
