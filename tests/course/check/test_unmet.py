"""Where a script fails: the first condition that is not met, what there was instead, and the session."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from heloworld.course.check.run import check
from heloworld.course.model.faults import Fault

GALLERY = Path(__file__).parents[1] / "gallery"
GOOD = (GALLERY / "01-good.md").read_text(encoding="utf-8")
SENT = '{ mail = "accepted", recipients'
FIRST, LAST = '{ mail = "accepted" },', '{ command = "QUIT", reply = 221 },'


def _checked(folder: Path, old: str, new: str) -> list[Fault]:
    assert old in GOOD
    shutil.copy(GALLERY / "ben.mbox", folder)
    (folder / "01-broken.md").write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    return check([folder / "01-broken.md"], wanderings=0)


def _line(text: str, after: str = "") -> int:
    return GOOD[: GOOD.index(text, GOOD.index(after))].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "goal", "condition", "says"),
    [
        (
            "reply = 221",
            "reply = 450",
            "bye",
            LAST,
            "`reply = 450` is asked for; at line 137 the server said `221 2.0.0 Bye`.",
        ),
        (
            'state = "connected"',
            'state = "RCPT"',
            "hello",
            "need = [",
            '`state = "RCPT"` is asked for; at line 65 the state was `connected`.',
        ),
        (
            '["HELO", "EHLO"], ',
            '["HELO", "EHLO"], argument = "me", ',
            "hello",
            "need = [",
            "at line 65 `HELO localhost` was sent.",
        ),
        (
            'reply = 250, state = "connected"',
            'reply = 550, state = "MAIL"',
            "hello",
            "need = [",
            '`reply = 550` with `state = "MAIL"` is asked for',
        ),
        ('  "QUIT",\n', '  "NOOP",\n', "bye", LAST, 'nothing like `command = "QUIT"` has happened.'),
        ('"RCPT TO:<ana@', '"RCPT TO:<ben@', "sent", SENT, "the letter that there was at line 136 is not like that."),
        (FIRST, '{ mail = "refused" },', "bye", FIRST, "at line 136 the server said `250 2.0.0 Ok: queued as "),
        (FIRST, '{ mail = "accepted", count = 2 },', "bye", FIRST, "this must happen 2 times, and happened once."),
        (
            f"{FIRST}\n  {LAST}",
            f"{LAST}\n  {FIRST}",
            "bye",
            LAST,
            "this happened at line 136, not after what is asked for before it.",
        ),
        ("more = 1", "more = 2", "sent", "{ mailbox", "`more = 2` is asked for; all else is as it should be."),
        (
            LAST,
            '{ readers = ["mutt", "mboxrd"], of = "ana", agree = false },',
            "bye",
            LAST,
            "`agree = false` is asked for, and it is not so.",
        ),
        (
            "need = [ { command",
            "any = [ { greeting = 550 } ]\nneed = [ { command",
            "hello",
            "need = [",
            "none of these has happened.",
        ),
        (
            "need = [ { command",
            "none = [ { greeting = 220 } ]\nneed = [ { command",
            "hello",
            "need = [",
            "this must not happen, and it did at line 66.",
        ),
    ],
)
def test_a_solution_that_fails_says_why(
    tmp_path: Path, old: str, new: str, goal: str, condition: str, says: str
) -> None:
    (fault,) = _checked(tmp_path, old, new)
    assert fault.rule == "solution-fails"
    begin, line = f"This solution does not reach the goal `{goal}`. ", _line(condition, f'id = "{goal}"')
    assert fault.says.startswith(f"{begin}The condition at line {line} is not met: ")
    assert says in fault.says


def test_the_session_is_shown_with_the_lines_of_the_file(tmp_path: Path) -> None:
    (fault,) = _checked(tmp_path, '  "QUIT",\n', '  "QUITS",\n')
    assert fault.session[:5] == (
        "   130  C: MAIL FROM:<dora@island.test>",
        "        S: 250 2.1.0 Ok",
        "   131  C: RCPT TO:<ana@harbour.test>",
        "        S: 250 2.1.5 Ok",
        "   132  C: DATA",
    )
    assert fault.session[-2:] == ("   137  C: QUITS", "        S: 500 5.5.2 Error: command not recognized")
    assert str(fault).split("\n")[1:] == list(fault.session)


def test_two_goals_that_are_not_reached_show_one_session(tmp_path: Path) -> None:
    faults = _checked(tmp_path, '  ".",\n', '  "..",\n')
    assert [bool(fault.session) for fault in faults if fault.rule == "solution-fails"] == [False, True]


def test_a_wrong_way_that_sets_nothing_off_says_what_happened(tmp_path: Path) -> None:
    (fault,) = _checked(tmp_path, '  "HELO",\n', '  "EHLO",\n')
    assert fault.rule == "misstep-silent"
    assert 'The condition at line 52 is not met: nothing like `command = "HELO"` has happened.' in fault.says
    assert fault.session == (
        "        S: 220 mail.harbour.test ESMTP",
        "    73  C: EHLO",
        "        S: 501 Syntax: EHLO hostname",
    )


def test_what_happened_on_another_connection_is_said(tmp_path: Path) -> None:
    (fault,) = _checked(tmp_path, '  "QUIT",\n', '  { outside = "QUIT" },\n')
    assert "this happened at line 137, on another connection." in fault.says
    assert "        # another program" in fault.session
    assert "   137  C: QUIT" in fault.session
