"""The checker: a good lesson passes, and each way to break it is refused for exactly its own reason, at its line."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from heloworld.cli.main import run
from heloworld.course.check.report import _summary, wrapped
from heloworld.course.check.run import check, chosen, files_of
from heloworld.errors import UsageError
from shipped import LESSONS

pytestmark = pytest.mark.thorough

GALLERY = Path(__file__).parents[1] / "gallery"
GOOD = (GALLERY / "01-good.md").read_text(encoding="utf-8")

HELLO_GOAL = '[ { command = ["HELO", "EHLO"], reply = 250, state = "connected" } ]'
FIRST_HINT = '```hint\non = "hello"\nsay = [ "`HELO localhost`" ]\n```\n'
FIRST_SOLUTION = '```solution\nplay = [\n  "HELO localhost",\n]\n```\n'
FIRST_WRONG = '```wrong\non = "hello"\nmisstep = "no-name"\nplay = [\n  "HELO",\n]\n```\n'
SECOND_WRONG = GOOD[GOOD.rindex("```wrong") : GOOD.index("```teacher")]
SENT = '{ mail = "accepted", recipients = ["ana@harbour.test"], header = { Subject = "tide" } },'
BYE = GOOD[GOOD.index("seq = [") : GOOD.index("```", GOOD.index("seq = ["))]
LONG = "word " * 90

BROKEN: list[tuple[str, str, str, str | int]] = [
    # rule, what is replaced, by what, and what stands on the line of the fault (see `_line`)
    ("no-title", "# Two steps\n", "\n", 1),
    ("no-toml", "minutes = 3", "minutes 3", "minutes 3"),
    ("no-end", 'say = [ "`HELO localhost`" ]\n```', 'say = [ "`HELO localhost`" ]', 56),
    ("no-end", '```teacher\nnotes = "Nothing to add."\n```', '```teacher\nnotes = "Nothing to add."', "```teacher"),
    ("wrong-value", "minutes = 3", "minutes = 300", "minutes = 300"),
    ("wrong-value", 'id = "good"', 'id = "Not Good"', 'id = "Not Good"'),
    ("wrong-value", 'summary = "A lesson with nothing wrong in it."\n', "", "```lesson"),
    ("unknown-key", "minutes = 3", "minute = 3", "minute = 3"),
    ("unknown-key", 'users = ["ana", "ben"]', 'user = ["ana", "ben"]', "user = "),
    ("unknown-key", "means = ", "mean = ", "mean = "),
    ("unknown-key", 'reader = "mboxrd"', 'raeder = "mboxrd"', "raeder"),
    ("unknown-key", '{ send = "High at six."', '{ sendt = "High at six."', "sendt"),
    ("unknown-condition", '{ mail = "accepted" },', '{ mial = "accepted" },', "mial"),
    ("unknown-fence", "```hint", "```hints", "```hints"),
    (
        "misplaced",
        '```teacher\nnotes = "Nothing to add."\n```',
        '- a\n\n  ```teacher\n  notes = "x"\n  ```',
        "  ```teacher",
    ),
    ("second-lesson", "## Say hello", '```lesson\nid = "b"\nsummary = "b"\nminutes = 1\n```\n\n## Say hello', 24),
    ("no-lesson", GOOD[GOOD.index("```lesson") : GOOD.index("The server is")], "", 1),
    ("second-title", "## Send a letter", "# Three\n\n## Send a letter", "# Three"),
    ("html", "Now the server", "Now <b>the</b> server", "Now <b>"),
    ("same-id", 'id = "too-soon"', 'id = "no-name"', '…id = "no-name"'),
    ("no-recap", 'teaches = ["HELO", ', 'teaches = ["HELO", "mailboxes", ', "teaches"),
    ("unknown-term", 'teaches = ["HELO", "queue ID"]', 'teaches = ["HELO"]', '"queue ID" = {'),
    ("same-term", 'teaches = ["HELO", ', 'teaches = ["HELO", "HELO", ', "teaches"),
    ("unknown-goal", 'on = "bye"\nid', 'on = "by"\nid', 'on = "by"'),
    ("no-hint", FIRST_HINT, "", '^id = "hello"'),
    ("second-hint", FIRST_HINT, FIRST_HINT + FIRST_HINT, 60),
    ("no-condition", f"need = {HELLO_GOAL}", f"none = {HELLO_GOAL}", '^id = "hello"'),
    ("no-solution", FIRST_SOLUTION, "", "## Say hello"),
    ("second-solution", FIRST_SOLUTION, FIRST_SOLUTION + FIRST_SOLUTION, 68),
    (
        "no-goal",
        "## Send a letter",
        '## More\n\n```solution\nplay = ["NOOP"]\n```\n\n## Send a letter',
        '^play = ["NOOP"]',
    ),
    ("known", FIRST_SOLUTION, FIRST_SOLUTION.replace("]\n```", "]\nknown = 1\n```"), "known = 1"),
    ("unknown-misstep", 'misstep = "no-name"', 'misstep = "noname"', 'misstep = "noname"'),
    ("other-goal", 'misstep = "unknown"', 'misstep = "too-soon"', 'misstep = "too-soon"'),
    ("no-such-option", "answer = 0", "answer = 2", "answer = 2"),
    ("why-each", '  "It waits for the greeting.",\n', "", "why = ["),
    ("same-option", '"The client",', '"The server",', "options = ["),
    ("act", '  "DATA",', '  { send = "DATA", hang_up = "prompt" },', "hang_up"),
    ("act", '  "DATA",', '  { send = "DATA", door = "smtps" },', "door ="),
    ("act", '  "DATA",', '  { send = "DATA\\nSubject: tide" },', "DATA\\n"),
    ("act", '  "DATA",', '  { send = "DATA", free = true, needed = false },', "free = true, needed"),
    ("unknown-user", "dialects = { ben =", "dialects = { bob =", "dialects"),
    ("unknown-user", "seed = { ben =", "seed = { bob =", "seed"),
    ("unknown-user", "dialects = {", 'locked = ["anna"]\ndialects = {', "locked"),
    ("unknown-user", 'mailbox = "ana"', 'mailbox = "anna"', 'mailbox = "anna"'),
    ("unknown-dialect", '"mboxo"', '"mboxp"', "dialects"),
    ("unknown-reader", 'reader = "mboxrd"', 'reader = "muttt"', "muttt"),
    ("unknown-state", 'state = "connected"', 'state = "conected"', "conected"),
    ("unknown-command", 'command = "RCPT"', 'command = "RCTP"', "RCTP"),
    ("unknown-command", 'command = "VRFY"', 'command = "VRFI"', "VRFI"),
    ("refusal", "450 4.2.0 Not today", "250 2.0.0 Fine", "250 2.0.0 Fine"),
    ("seed", '"ben.mbox"', '"gone.mbox"', "seed"),
    ("seed", '"ben.mbox"', '"../ben.mbox"', "seed"),
    ("seed", '"ben.mbox"', '"/etc/passwd"', "seed"),
    ("seed", '"ben.mbox"', '"link.mbox"', "seed"),
    ("real-domain", "Now the server", "Now mail.example.com", "Now mail"),
    (
        "real-domain",
        '"MAIL FROM:<dora@island.test>",\n  "RCPT TO:<zoe',
        '"MAIL FROM:<d@isle.land>",\n  "RCPT TO:<zoe',
        "isle",
    ),
    ("real-domain", "C: MAIL FROM:<dora@island.test>", "C: MAIL FROM:<dora@posteo.de>", "posteo"),
    ("placeholder", "at {host},", "at {hosts},", "{hosts}"),
    ("placeholder", "There was no name", "See {tlsport}. There was no name", "{tlsport}"),
    ("spoiler", '  "The server",\n', '  "That is how a client begins",\n', '^id = "who-first"'),
    ("place", "There was no name", "On the left there was no name", "On the left"),
    ("place", "Now the server knows you.", "Look at the pane below.", "the pane below"),
    ("too-long", "Now the server knows you.", "\n\n".join(["A paragraph."] * 50), "## Say hello"),
    ("too-long", '"Four letters."', f'"{LONG}"', "word word"),
    ("too-long", '"A lesson with nothing wrong in it."', f'"{LONG[:125]}"', "summary"),
    ("recap", '"5321 §4.1.1.1"', '"5321 4.1.1.1"', "5321 4.1.1.1"),
    ("recap", '"5321 §4.1.1.1"', '"RFC 5321"', '"RFC 5321"'),
    ("recap", '"The name of a message on the server."', '"x"', '"queue ID" = { means = "x" }'),
    ("unexplained", "The reply to the dot has the queue ID.", "The dot.", "teaches"),
    ("unknown-lesson", "minutes = 3", 'minutes = 3\nneeds = ["nowhere"]', "needs"),
    ("cycle", "minutes = 3", 'minutes = 3\nneeds = ["good"]', "needs"),
    ("reached-at-start", f"need = {HELLO_GOAL}", 'need = [ { mailbox = "ben", messages = 1 } ]', '^id = "hello"'),
    (
        "reached-by-connecting",
        f"need = {HELLO_GOAL}",
        'any = [ { greeting = 220 }, { command = "HELO", reply = 250 } ]',
        '^id = "hello"',
    ),
    ("solution-fails", '  "HELO localhost",\n', '  "NOOP",\n', '^  "NOOP"'),
    ("misstep-on-solution", 'command = "RCPT", reply = 550', 'command = "RCPT"', '^id = "unknown"'),
    ("wrong-reaches", '  "HELO",\n', '  "HELO",\n  "HELO me",\n', '^misstep = "no-name"'),
    ("known-reaches", '  "QUIT",\n]\n', '  "QUIT",\n]\nknown = 7\n', '  ".",'),
    (
        "known",
        FIRST_SOLUTION,
        '```solution\nplay = [\n  { outside = "NOOP", needed = false },\n  "HELO localhost",\n]\nknown = 1\n```\n',
        "known = 1",
    ),
    ("misstep-silent", '  "HELO",\n', '  "EHLO",\n', '^misstep = "no-name"'),
    (
        "weak-goal",
        ', header = { Subject = "tide" } },\n  { mailbox = "ana", added = "Subject: tide"',
        ' },\n  { mailbox = "ana"',
        '"Subject: tide",  #',
    ),
    ("weak-goal", '{ send = "High at six.", needed = false }', '"High at six."', "High at six"),
    ("weak-goal", '  "HELO localhost",\n', '  "HELO localhost",\n  { hang_up = "outside" },\n', "hang_up"),
    ("picture", "Now the server knows you.", "Now ![it](https://mail.test/it.png) knows you.", "Now !["),
    ("not-last", '  { mail = "accepted" },\n', '  { mailbox = "ana", grew = true },\n', "grew"),
    (
        "not-last",
        'match = [ { command = "RCPT"',
        'match = [ { mailbox = "ana" }, { command = "RCPT"',
        "match = [ { mailbox",
    ),
    ("seed", '"ben.mbox"', '"01-broken.md"', "seed"),
    ("blank", "Now the server knows you.", "… Say what happened.", "… Say"),
    ("blank", 'title = "Say HELO and get 250"', 'title = "… Say HELO and get 250"', "… Say"),
    ("blank", "## Say hello", "## …", "## …"),
    ("wrong-mark", '  ".",\n  "QUIT"', '  { send = ".", needed = false },\n  "QUIT"', 'send = "."'),
    ("wrong-mark", '  ".",\n  "QUIT"', '  { send = ".", free = true },\n  "QUIT"', 'send = "."'),
]


def test_a_good_lesson_has_no_fault() -> None:
    assert check([GALLERY / "01-good.md"]) == []


def test_a_lesson_without_a_wrong_is_refused(tmp_path: Path) -> None:
    text = GOOD.replace(FIRST_WRONG, "").replace(SECOND_WRONG, "")
    assert [(fault.rule, fault.line) for fault in check([_lesson(tmp_path, text)])] == [("no-wrong", 3)]


@pytest.mark.parametrize(
    ("rule", "old", "new", "where"), BROKEN, ids=[f"{row[0]}-{at}" for at, row in enumerate(BROKEN)]
)
def test_a_broken_lesson_is_refused_for_its_own_reason(
    tmp_path: Path, rule: str, old: str, new: str, where: str | int
) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    faults = check([_lesson(tmp_path, text)])
    assert {(fault.rule, fault.line) for fault in faults} == {(rule, _line(text, where))}


def test_a_goal_that_a_step_before_reaches_is_said_to_be_reached_early(tmp_path: Path) -> None:
    text = GOOD.replace(BYE, 'seq = [ { command = "HELO" } ]\n', 1)
    faults = {(fault.rule, fault.line) for fault in check([_lesson(tmp_path, text)])}
    assert ("reached-early", _line(text, '^title = "Then say QUIT"')) in faults
    assert {rule for rule, _ in faults} <= {"reached-early", "solution-fails"}, "half a step ahead does not count"


def _lesson(folder: Path, text: str, name: str = "01-broken.md") -> Path:
    """A lesson in a folder, with its seed beside it, and a link to that."""
    shutil.copy(GALLERY / "ben.mbox", folder)
    if not (folder / "link.mbox").exists():
        (folder / "link.mbox").symlink_to("ben.mbox")
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def _line(text: str, where: str | int) -> int:
    """The line where something stands first; with a ``^``, that on which its fence opens; with a ``…``, the last."""
    if isinstance(where, int):
        return where
    lines = text.split("\n")
    found = [number for number, line in enumerate(lines) if where.lstrip("^…") in line]
    at = found[-1 if where.startswith("…") else 0]
    while where.startswith("^") and not lines[at].startswith("```"):
        at -= 1
    return at + 1


def _broken(folder: Path) -> Path:
    return _lesson(folder, GOOD.replace("minutes = 3", "minute = 3"))


def test_each_fault_is_a_line_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = _broken(tmp_path)
    assert run(["lessons", "check", str(file)]) == 1
    out, err = capsys.readouterr()
    assert out == f"{file}:6: In this `lesson` fence: There is no key `minute`. Is `minutes` meant? [unknown-key]\n"
    assert err == "helo: There is 1 fault in 1 lesson.\n"


def test_each_fault_is_an_object_for_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = _broken(tmp_path)
    assert run(["lessons", "check", "--json", str(file)]) == 1
    fault = json.loads(capsys.readouterr().out)
    assert fault.keys() == {"path", "line", "rule", "says", "session"}
    assert (fault["path"], fault["line"], fault["rule"], fault["session"]) == (str(file), 6, "unknown-key", [])


def test_what_a_lesson_says_cannot_act_on_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = _lesson(tmp_path, GOOD.replace('teaches = ["HELO"', 'teaches = ["\\u001b[2J", "HELO"'))
    assert run(["lessons", "check", str(file)]) == 1
    assert "`␛[2J` is taught here, and has no recap" in capsys.readouterr().out


def test_files_that_are_no_lessons_by_their_names_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _lesson(tmp_path, GOOD)
    (tmp_path / "2-part").mkdir()
    for name in ("later.md", "2-part/soon.md", "README.md", "notes.txt"):
        (tmp_path / name).write_text("")
    assert run(["lessons", "check", str(tmp_path)]) == 0
    says = "later.md, soon.md are no lessons and are passed over: the name of a lesson begins with a number"
    assert capsys.readouterr().err == f"helo: {says}, such as 01-later.md.\n"
    assert run(["lessons", "list", "--lessons", str(tmp_path)]) == 0
    assert says in capsys.readouterr().err


def test_no_fault_is_said_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lessons", "check", str(GALLERY)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("1 lesson, no faults: ")
    assert said.endswith(f"{GALLERY.name}/01-good.md.\n")


@pytest.mark.parametrize("name", ["gone.md", "empty"])
def test_a_path_without_a_lesson_is_a_wrong_call(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError):
        files_of([tmp_path / name])


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "01-bytes.md").write_bytes(b"# A\n\nText.\r\n\xff\n")
    os.mkfifo(tmp_path / "02-pipe.md")
    faults = check(files_of([tmp_path]))
    assert [fault.rule for fault in faults] == ["no-text", "unreadable"]
    assert (faults[0].line, "the byte ff" in faults[0].says) == (4, True)


@pytest.mark.parametrize(("fence", "ending"), [("```", "3 backticks"), ("~~~~", "4 tildes")])
def test_how_a_fence_is_closed_is_said_without_marks_around_marks(tmp_path: Path, fence: str, ending: str) -> None:
    text = (GALLERY / "01-good.md").read_text(encoding="utf-8")
    (tmp_path / "01-open.md").write_text(f"{text}\n{fence}teacher\nnotes = ''\n", encoding="utf-8")
    said = [fault.says for fault in check(files_of([tmp_path])) if fault.rule == "no-end"]
    assert said == [f"The fence is not closed. End it with a line of {ending} alone."]


def test_the_number_of_a_line_stands_beside_what_was_sent(tmp_path: Path) -> None:
    text = (GALLERY / "01-good.md").read_text(encoding="utf-8").replace('  "HELO localhost",', '  "NOPE",')
    (tmp_path / "01-bad.md").write_text(text, encoding="utf-8")
    shutil.copy(GALLERY / "ben.mbox", tmp_path)
    fault = next(each for each in check(files_of([tmp_path])) if each.rule == "solution-fails")
    line = text[: text.index('"NOPE"')].count("\n") + 1
    assert f"{line:>6}  C: NOPE" in str(fault)
    assert "        S: 220 mail.harbour.test ESMTP" in str(fault)


def _course(folder: Path, *heads: str) -> list[Path]:
    """A course of lessons with these changes, in the order of their files."""
    part = folder / "1-part"
    part.mkdir()
    lessons = [GOOD.replace('id = "good"', head) for head in heads]
    return [_lesson(part, text, f"{number:02}-lesson.md") for number, text in enumerate(lessons, 1)]


def test_what_is_needed_comes_earlier(tmp_path: Path) -> None:
    first, _ = _course(tmp_path, 'id = "one"\nneeds = ["two"]', 'id = "two"')
    assert [(fault.rule, fault.path, fault.line) for fault in check([first])] == [("needs-later", first, 5)]


def test_a_lesson_that_is_needed_and_cannot_be_read_has_the_only_fault(tmp_path: Path) -> None:
    first, second = _course(tmp_path, 'id = "one"', 'id = "two"\nneeds = ["one"]')
    first.rename(first.with_name("01-one.md"))
    broken = first.with_name("01-one.md")
    broken.write_text(broken.read_text().replace("minutes = 3", "minutes = 300"), encoding="utf-8")
    assert [(fault.rule, fault.path) for fault in check([broken, second])] == [("wrong-value", broken)]


def test_no_two_lessons_need_each_other(tmp_path: Path) -> None:
    files = _course(tmp_path, 'id = "one"\nneeds = ["two"]', 'id = "two"\nneeds = ["one"]')
    assert {(fault.rule, fault.path) for fault in check(files)} == {("cycle", file) for file in files}


def test_ids_are_used_once_in_a_course(tmp_path: Path) -> None:
    files = _course(tmp_path, 'id = "one"', 'id = "one"')
    assert {(fault.rule, fault.path, fault.line) for fault in check(files)} == {("same-id", file, 4) for file in files}


def test_no_term_is_used_before_it_is_taught(tmp_path: Path) -> None:
    first, second = _course(tmp_path, 'id = "one"', 'id = "two"')
    first.write_text(first.read_text().replace("Now the server knows you.", "Now `HELO` is known: HELO."), "utf-8")
    text = second.read_text()
    first.write_text(
        first.read_text().replace('"HELO", "queue ID"', '"queue ID"').replace("HELO = { means", '"x" = { means')
    )
    text = first.read_text().replace('"x" = {', '"a client" = {').replace('"queue ID"]', '"queue ID", "a client"]')
    first.write_text(text)
    line = next(number for number, each in enumerate(text.split("\n"), 1) if "`HELO` and a name" in each)
    assert [(fault.rule, fault.line) for fault in check([first])] == [("used-before-taught", line)]


def test_a_course_of_ones_own_may_need_what_ships(tmp_path: Path) -> None:
    shipped = next(each for each in LESSONS if "mbox" in each.head.teaches).id
    assert check(_course(tmp_path, f'id = "one"\nneeds = ["{shipped}"]')) == []


def test_an_ellipsis_elsewhere_is_no_blank(tmp_path: Path) -> None:
    text = GOOD.replace("Now the server knows you.", "Wait … then: `250 …`\n\n```text\n…\n```")
    assert check([_lesson(tmp_path, text)]) == []


def test_what_another_course_teaches_must_be_needed(tmp_path: Path) -> None:
    shipped = list(LESSONS)
    tls = next(lesson for lesson in shipped if "STARTTLS" in lesson.head.teaches)
    (lesson,) = _course(tmp_path, f'id = "one"\nneeds = ["{shipped[3].id}"]')
    text = lesson.read_text().replace("Now the server knows you.", "Next comes STARTTLS.")
    lesson.write_text(text, encoding="utf-8")
    assert [(fault.rule, fault.says) for fault in check([lesson])] == [
        ("used-before-taught", f"`STARTTLS` is used here, and is taught in `{tls.id}`, which is not needed here.")
    ]
    lesson.write_text(text.replace(f'"{shipped[3].id}"', f'"{tls.id}"'), encoding="utf-8")
    assert check([lesson]) == []


def test_it_does_not_touch_the_lessons_folder(tmp_path: Path) -> None:
    lesson = _lesson(tmp_path, GOOD)
    before = {path.name: path.lstat().st_mtime_ns for path in tmp_path.iterdir()}
    assert check([lesson]) == []
    assert {path.name: path.lstat().st_mtime_ns for path in tmp_path.iterdir()} == before


def test_lessons_of_the_program_are_found_by_number_and_name() -> None:
    by_number, by_name = chosen([Path("1.1")]), chosen([Path("greeting")])
    assert by_number == by_name
    assert [path.name for path in by_number] == ["01-connect-and-be-greeted.md"]
    with pytest.raises(UsageError, match="There is no nothing"):
        chosen([Path("nothing")])


def test_with_a_course_of_ones_own_numbers_are_its_own_and_what_was_checked_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = _course(tmp_path, 'id = "one"', 'id = "two"')
    assert chosen([Path("1.1")], tmp_path) == [files[0]]
    assert chosen([], tmp_path) == [tmp_path]
    files[1].write_text("# Broken\n")
    assert chosen([Path("1.2")], tmp_path) == [files[1]], "one that cannot be read can be checked, too"
    files[1].unlink()
    monkeypatch.chdir(tmp_path)
    assert run(["lessons", "check", "--lessons", ".", "1.1"]) == 0
    assert capsys.readouterr().out == f"1 lesson, no faults: {files[0].relative_to(tmp_path)}.\n"


def test_faults_are_broken_between_words_in_a_terminal() -> None:
    text = f"one.md:1: {'word ' * 30}[rule]\n  10 | C: HELO"
    lines = wrapped(text, 40).split("\n")
    assert all(len(line) <= 40 for line in lines)
    assert " ".join(" ".join(lines).split()) == " ".join(text.split())
    assert (lines[1][:3], lines[-1]) == ("  w", "  10 | C: HELO")


def test_several_lessons_are_said_by_the_folder_in_which_they_lie() -> None:
    files = [Path("/course/1-a/01-x.md"), Path("/course/2-b/01-y.md")]
    assert _summary(files, []) == "2 lessons, no faults: /course."
