"""What has to be undone is said as long as it is so: a command in the letter, a lost envelope, a lost conversation."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from course.recording import END, ENVELOPE, HELO, OTHER, PROMPT, goal, session, witness
from course.recording import evidence as seen
from heloworld.course.conditions.evidence import Mailboxes
from heloworld.course.model.act import Act
from heloworld.course.model.lesson import Fence, Goal, Lesson, Solution, Step
from heloworld.course.play.advice.off_track import (
    Stand,
    beginning,
    is_no_mistake,
    is_playable,
    off_track,
    way_through,
    where_begun,
)
from heloworld.imap.states import ImapState
from heloworld.lab.doors import door_of
from heloworld.pop.states import PopState
from heloworld.smtp.states import SmtpState
from heloworld.wire.rows import State
from shipped import COURSE

BYE: Final = goal(need=[{"command": "QUIT", "reply": 221}])
RSET = ("C RSET", "S 250 2.0.0 Ok")
TLS = ("C STARTTLS", "S 220 2.0.0 Ready to start TLS", "T")
LETTER: Final = (*HELO, *ENVELOPE, "C Subject: Tide")


def step(*solution: str) -> Step:
    fences: tuple[Fence, ...] = (Solution(play=tuple(Act(send=line) for line in solution)),) if solution else ()
    return Step("Step", 1, "", "", fences)


def said(*scripts: tuple[str, ...], begun: State | None = None, here: Step | None = None, wanted: Goal = BYE) -> str:
    return off_track(here or step(), wanted, None if begun is None else Stand("smtp", begun), seen(*scripts), "smtp")


@pytest.mark.parametrize("line", ["QUIT", "rset ", "RCPT TO:<ben@harbour.test>", "mail from:<>", "HELO me", "DATA"])
def test_a_command_in_the_letter_is_noticed_until_the_letter_ends(line: str) -> None:
    assert f"`{line}` has become text of the letter" in said((*LETTER, f"C {line}"))
    assert "has become text" in said((*LETTER, f"C {line}", "C more"))
    assert said((*LETTER, f"C {line}", *END)) == ""


@pytest.mark.parametrize("line", ["Hello Ana", "Quit smoking", "Help me, please", "data", "Mail from the island", ""])
def test_what_people_write_is_no_command(line: str) -> None:
    is_command = line == "data"
    assert bool(said((*LETTER, f"C {line}"))) is is_command


@pytest.mark.parametrize("line", [". ", ".\t", " ."])
def test_a_dot_that_is_not_alone_is_noticed_until_the_letter_ends(line: str) -> None:
    assert said((*LETTER, f"C {line}")).startswith("The letter goes on:")
    assert said((*LETTER, f"C {line}", *END)) == ""
    assert said((*LETTER, "C .. ")) == ""


def by_another_program(*acts: Act, lines: tuple[str, ...]) -> str:
    here = Step("Step", 1, "", "", (Solution(play=acts),))
    return off_track(here, BYE, None, seen((*HELO, *ENVELOPE, *lines), outside=True), "smtp")


def test_another_program_that_sends_lf_alone_is_noticed_in_its_letter() -> None:
    theirs = Act(outside="DATA")
    assert "`nc -C`" in by_another_program(theirs, lines=("L To: ana",))
    assert "`nc -C`" in by_another_program(theirs, lines=("L To: ana", "L ", "L ."))
    assert by_another_program(theirs, lines=("C To: ana", "C ", "C text")) == ""
    assert by_another_program(theirs, lines=("L To: ana", "X")) == ""
    assert by_another_program(Act(outside="DATA", ending="LF"), lines=("L To: ana",)) == "", "the step is about that"
    assert by_another_program(Act(send="DATA"), lines=("L To: ana",)) == "", "no other program is wanted"


def test_a_line_of_the_solution_belongs_into_the_letter() -> None:
    assert said((*LETTER, "C QUIT"), begun=SmtpState.RCPT, here=step("DATA", "QUIT", ".")) == ""
    assert said((*LETTER, "C QUIT"), begun=SmtpState.RCPT, here=step("DATA", ".", "QUIT")) != ""


def test_nothing_is_said_once_the_step_is_done() -> None:
    assert off_track(step(), None, None, seen((*LETTER, "C QUIT")), "smtp") == ""


def test_no_mark_of_the_quotation_is_in_what_is_quoted() -> None:
    assert "`RCPT TO:<'x>` has" in said((*LETTER, "C RCPT TO:<`x>"))


def test_who_is_on_the_way_back_is_told_what_comes_next_and_not_that_it_is_wrong() -> None:
    lost = (*HELO, *ENVELOPE[:4], *RSET)
    assert not said(lost, begun=SmtpState.RCPT).startswith("Next, ")
    told = said((*lost, *ENVELOPE[:2]), begun=SmtpState.RCPT)
    assert told.startswith("Next, bring this conversation from *MAIL* to *RCPT*")
    assert not said((*lost, *ENVELOPE[:2], *RSET), begun=SmtpState.RCPT).startswith("Next, ")


@pytest.mark.parametrize("back", [RSET, HELO[1:], ("X",)], ids=["RSET", "HELO", "closed"])
def test_a_lost_envelope_is_noticed_until_there_is_another(back: tuple[str, ...]) -> None:
    lost = (*HELO, *ENVELOPE[:4], *back)
    assert ("Then bring" if back == ("X",) else "stood at") in said(lost, begun=SmtpState.RCPT)
    assert "*RCPT*" in said(lost, begun=SmtpState.RCPT)
    assert said((*HELO, *ENVELOPE[:4], *RSET, *ENVELOPE[:4]), begun=SmtpState.RCPT) == ""
    assert bool(said(lost, begun=SmtpState.CONNECTED)) is (back == ("X",))
    assert said(lost) == ""


def test_where_the_conversation_is_over_it_is_said_which_key_connects_again() -> None:
    bye = (*HELO, "C QUIT", "S 221 2.0.0 Bye", "X")
    ended = said(bye, begun=SmtpState.CONNECTED, wanted=goal(need=[{"command": "NOOP"}]))
    assert "Press Enter on an empty line: that connects again. Or press F5" in ended


def test_a_server_that_hears_nothing_and_ends_the_conversation_is_no_mistake_of_the_learner() -> None:
    idle = ("S 421 4.4.2 mail.harbour.test Error: timeout exceeded", "X")
    greeting = HELO[:1]
    for here in (step("NOOP 6"), step("QUIT"), step()):
        told = said((*greeting, *idle), begun=SmtpState.CONNECTED, here=here)
        assert "That is no mistake. Press Enter on an empty line: that connects again. Or" in told
    assert "bring the conversation back to *RCPT*" in said((*HELO, *ENVELOPE[:4], *idle), begun=SmtpState.RCPT)
    assert said((*greeting, *idle), greeting, begun=SmtpState.CONNECTED) == "", "it is over once there is another"
    asked = ("C NOOP", "S 421 4.7.0 mail.harbour.test Error: too many errors", "X")
    assert "no mistake" not in said((*greeting, *asked), begun=SmtpState.CONNECTED)


def test_a_step_that_goes_back_by_itself_may() -> None:
    lost = (*HELO, *ENVELOPE[:4], *RSET)
    assert said(lost, begun=SmtpState.RCPT, here=step("NOOP", "RSET")) == ""
    assert said(lost, begun=SmtpState.RCPT, here=step("NOOP", "DATA")) != ""
    assert said((*HELO, *TLS), begun=SmtpState.GREETED, here=step("STARTTLS", "EHLO me")) == ""


def test_who_went_further_than_the_step_can_be_played_from_is_not_sent_back_there() -> None:
    hello, login = (Act(send="EHLO me"),), step("AUTH PLAIN AGFuYQBzZXNhbWU=", "MAIL FROM:<>")
    early = Stand("smtp", SmtpState.MAIL)
    assert where_begun(early, login, hello, "smtp") == Stand("smtp", SmtpState.GREETED)
    assert where_begun(early, step("RCPT TO:<ana@harbour.test>"), hello, "smtp") == early
    assert where_begun(early, step(), hello, "smtp") == early
    assert where_begun(None, login, hello, "smtp") is None


def test_who_has_gone_on_into_a_letter_is_told_that_the_commands_of_the_step_become_its_text() -> None:
    line = "RCPT TO:<ben@harbour.test>"
    here, way = step(line), tuple(Act(send=each) for each in ("HELO me", "MAIL FROM:<>", "RCPT TO:<ana@harbour.test>"))
    begun = where_begun(Stand("smtp", SmtpState.DATA), here, way, "smtp")
    assert begun == Stand("smtp", SmtpState.RCPT)
    assert f"`{line}` has become text of the letter" in off_track(
        here, BYE, begun, seen((*LETTER, f"C {line}")), "smtp"
    )
    letter = step("Subject: Tide", ".")
    assert where_begun(Stand("smtp", SmtpState.DATA), letter, way, "smtp") == Stand("smtp", SmtpState.DATA)


LESSONS = [(lesson, at) for lesson in COURSE.lessons for at in range(len(lesson.steps))]


@pytest.mark.parametrize(("lesson", "at"), LESSONS, ids=lambda it: getattr(it, "id", str(it)))
def test_no_step_of_any_lesson_asks_back_to_a_state_that_it_cannot_go_on_from(lesson: Lesson, at: int) -> None:
    here, before = lesson.steps[at], tuple(act for each in lesson.steps[:at] for act in each.solution)
    home = door_of(lesson.head.world.prompt).protocol
    *_, (planned, _) = way_through(beginning(home), before)
    for state in planned.machine.path:
        begun = where_begun(planned._replace(state=state), here, before, home)
        assert begun is not None
        assert is_playable(begun, here.solution) or not is_playable(planned, here.solution)


def test_what_was_begun_in_a_conversation_that_is_over_is_noticed_until_it_is_done_again() -> None:
    parts = [{"command": "XYZZY"}, {"command": "NOOP", "reply": 250}]
    order, anywhere = goal(seq=parts), goal(seq=parts, scope="lesson")
    unknown, noop = ("C XYZZY", "S 500 5.5.2 Error: command not recognized"), ("C NOOP", "S 250 2.0.0 Ok")
    first = (*HELO, *unknown, "X")
    assert "is over" in said(first, wanted=order)
    assert "Enter on an empty line" in said(first, wanted=order)
    assert "Enter" not in said(first, (*HELO, *noop), wanted=order), "there is a connection"
    assert "in a conversation that is over" in said(first, (*HELO, *noop), wanted=order)
    assert said(first, (*HELO, *unknown), wanted=order) == ""
    assert said(first, wanted=anywhere) == ""
    assert said((*HELO, *unknown), wanted=order) == ""


def test_a_tag_before_the_verb_hides_no_way_back() -> None:
    chosen = ("S * OK Hi", "C a1 LOGIN ana x", "S a1 OK Hi", "C a2 SELECT INBOX", "S a2 OK Hi")
    left = (*chosen, "C a3 CLOSE", "S a3 OK Bye")
    out = (*chosen, "C a3 LOGOUT", "S * BYE", "S a3 OK Bye", "X", "S * OK Hi")

    def told(script: tuple[str, ...], *solution: str) -> str:
        open_goal = goal(need=[{"command": "NOOP"}])
        return off_track(
            step(*solution), open_goal, Stand("imap", ImapState.SELECTED), seen(script, protocol="imap"), "imap"
        )

    assert "*selected*" in told(left, "a3 NOOP")
    assert told(left, "a3 CLOSE", "a4 NOOP") == "", "the solution closes the mailbox, too"
    assert told(left, "UNSELECT", "a4 NOOP") == "", "without a tag it would not work, but says the same"
    assert told(out, "a3 NOOP") != ""


def test_a_new_conversation_where_the_step_allows_one_is_no_mistake_and_what_comes_next_is_said() -> None:
    hello = ("S +OK ready", "C USER ana", "S +OK", "C PASS sesame", "S +OK Logged in.")
    anywhere = goal(need=[{"command": "NOOP"}], scope="lesson")

    def told(*scripts: tuple[str, ...], begun: State = PopState.TRANSACTION) -> str:
        return off_track(step("NOOP"), anywhere, Stand("pop3", begun), seen(*scripts, protocol="pop3"), "pop3")

    over = (*hello, "X")
    at_door = told(over, hello[:1])
    assert "from *AUTHORIZATION* to *TRANSACTION*, where the step goes on: with `USER`, then `PASS`." in at_door
    assert told(over, hello) == ""
    assert told(over).startswith("Next, press Enter on an empty line: that connects again")
    assert all(is_no_mistake(each, None) for each in (at_door, told(over)))
    assert not is_no_mistake("", None)
    alone = off_track(
        step("NOOP"),
        goal(need=[{"command": "NOOP"}]),
        Stand("pop3", PopState.TRANSACTION),
        seen(over, hello[:1], protocol="pop3"),
        "pop3",
    )
    assert alone.startswith("This step began where")
    assert not is_no_mistake(alone, None)
    letter = said((*HELO, *ENVELOPE[:4], *RSET), begun=SmtpState.RCPT, here=step("NOOP"), wanted=anywhere)
    assert "with `MAIL`, then `RCPT`." in letter


ASKED: Final = (*HELO, "C AUTH LOGIN", "S 334 VXNlcm5hbWU6")


def test_a_login_that_is_under_way_and_not_wanted_is_noticed_until_it_is_over() -> None:
    assert "A lone `*` gives the login up." in said(ASKED)
    assert "the other half of a login" in said((*ASKED, "C YW5h", "S 334 UGFzc3dvcmQ6"))
    assert said((*ASKED, "C *", "S 501 5.7.0 Authentication aborted")) == ""
    assert said(ASKED[:-1]) == "", "the server has not asked yet"
    assert said((*ASKED, "X")) == ""
    assert said(ASKED, here=step("AUTH LOGIN", "YW5h", "c2VzYW1l")) == "", "the step wants a login"
    assert said(ASKED, here=step("auth plain AGFuYQBzZXNhbWU=")) == "", "the step wants a login"


SLIP: Final = ("S * OK ready", "C a1 SEARCH SUBJECT {5}", "S + OK")


def test_a_literal_that_no_line_of_the_step_begins_is_noticed_until_its_command_is_answered() -> None:
    def told(here: Step, *more: str) -> str:
        return off_track(here, BYE, None, seen((*SLIP, *more), protocol="imap"), "imap")

    plain, literal = step("a1 SEARCH SUBJECT hello"), step("a1 SEARCH SUBJECT {5}", "hello", "")
    assert "takes what you type for the rest of `SEARCH`" in told(plain)
    assert "takes what you type" in told(plain, "C abc")
    assert told(literal) == ""
    assert told(plain, "C 12345", "S a1 OK SEARCH completed.") == ""


def test_a_step_for_several_conversations_does_not_scold_for_a_new_one() -> None:
    anew = (*HELO, *ENVELOPE[:4], "X"), HELO[:1]
    parts = [{"command": "XYZZY"}, {"command": "NOOP"}]
    assert said(*anew, begun=SmtpState.RCPT, wanted=goal(seq=parts)).startswith("This step began")
    told = said(*anew, begun=SmtpState.RCPT, wanted=goal(seq=parts, scope="lesson"))
    assert told.startswith(
        "Next, bring this conversation from *connected* to *RCPT*, where the step goes on: with `HELO`,"
    )


def test_nothing_leads_back_where_the_first_line_of_such_a_step_leads_on() -> None:
    anew = (*HELO, "X"), HELO[:1]
    wanted = goal(seq=[{"command": "HELO"}, {"command": "EHLO"}], scope="lesson")
    assert said(*anew, begun=SmtpState.GREETED, here=step("EHLO localhost"), wanted=wanted) == ""
    over = said(anew[0], begun=SmtpState.GREETED, here=step("EHLO localhost"), wanted=wanted)
    assert over.startswith("Next, press Enter on an empty line")
    assert "bring" not in over


POP: Final = ("S +OK mail.harbour.test POP3 ready.", "C USER ana", "S +OK")


def test_a_conversation_in_another_protocol_is_told_apart_and_the_way_back_is_said() -> None:
    def told(here: Step, begun: Stand | None, *scripts: tuple[str, ...], protocol: str = "pop3") -> str:
        return off_track(here, BYE, begun, seen(*scripts, protocol=protocol), "smtp")

    at_smtp = Stand("smtp", SmtpState.CONNECTED)
    elsewhere = told(step("HELO localhost", "QUIT"), at_smtp, POP)
    assert "speaks POP3, and this step is about SMTP" in elsewhere
    assert "`telnet localhost smtp`" in elsewhere
    assert told(step("HELO localhost", "QUIT"), None, POP) == elsewhere, "where it stood was not known in time"
    assert "about POP3" in told(step("USER ana"), Stand("pop3", PopState.AUTHORIZATION), HELO, protocol="smtp")
    assert told(step(), at_smtp, POP) == "", "the step is done with other programs"
    there = Step("Step", 1, "", "", (Solution(play=(Act(telnet="mail.harbour.test pop3"), Act(send="USER ana"))),))
    assert told(there, at_smtp, POP) == "", "the step itself goes there"


@pytest.mark.parametrize(
    ("protocol", "line", "why"),
    [
        ("smtp", "421 4.4.2 mail.harbour.test Error: timeout exceeded", "That is no mistake"),
        ("smtp", "421 4.7.0 mail.harbour.test Error: too many errors", "refused too many lines"),
        ("smtp", "421 4.3.2 mail.harbour.test Service shutting down", "Service shutting down`"),
        ("pop3", "-ERR Disconnected for inactivity.", "That is no mistake"),
        ("pop3", "-ERR Too many invalid bad commands.", "refused too many lines"),
        ("imap", "* BYE Disconnected for inactivity.", "That is no mistake"),
        ("imap", "* BYE Too many invalid IMAP commands.", "refused too many lines"),
    ],
)
def test_why_a_server_hung_up_is_said_by_its_last_words(protocol: str, line: str, why: str) -> None:
    greeting = {"smtp": HELO[0], "pop3": POP[0], "imap": "S * OK ready"}[protocol]
    begun = beginning(protocol)
    told = off_track(step("NOOP"), BYE, begun, seen((greeting, f"S {line}", "X"), protocol=protocol), protocol)
    assert why in told
    assert "Press Enter on an empty line: that connects again." in told
    assert all(said not in told for said in ("no mistake", "too many lines") if said not in why)


def test_what_a_mailbox_decides_is_no_part_that_was_cut_off() -> None:
    said_and_gone = (*HELO, *ENVELOPE, "C From hi", *END, "C QUIT", "S 221 2.0.0 Bye", "X")
    differs = {"readers": ["python", "mutt"], "of": "ana", "agree": False}
    wanted = goal(need=[{"mail": "accepted", "outside": True}, differs])
    here = Step("Step", 1, "", "", (Solution(play=(Act(outside="DATA"),)),))
    dissector, sees = witness(Mailboxes(Path("nowhere"), ("ana",)))
    dissector.feed(session(1, PROMPT + 1, HELO))
    dissector.feed(session(2, OTHER + 2, said_and_gone))
    assert off_track(here, wanted, None, sees.look(), "smtp") == ""


APART: Final = [
    (lesson, at)
    for lesson, at in LESSONS
    if all(act.outside is not None or "outside" in {act.connect, act.hang_up} for act in lesson.steps[at].solution)
]


@pytest.mark.parametrize(("lesson", "at"), APART, ids=lambda it: getattr(it, "id", str(it)))
@pytest.mark.parametrize("last", [("C QUIT", "S 221 2.0.0 Bye"), ("S 421 4.4.2 Error: timeout exceeded",)])
def test_no_step_that_another_program_does_sends_anybody_back_to_the_prompt(
    lesson: Lesson, at: int, last: tuple[str, ...]
) -> None:
    here = lesson.steps[at]
    begun = Stand("smtp", SmtpState.MAIL)
    for script in ((*HELO, *last, "X"), HELO[:1]):
        assert off_track(here, here.goals[0], begun, seen(script), "smtp") == ""


def test_a_step_that_is_done_with_a_tool_needs_no_open_conversation() -> None:
    over = (*HELO, "C QUIT", "S 221 2.0.0 Bye", "X")
    for act in (Act(dig="MX island.test"), Act(later="next")):
        here = Step("Step", 1, "", "", (Solution(play=(act,)),))
        assert said(over, begun=SmtpState.CONNECTED, here=here, wanted=goal(need=[{"command": "NOOP"}])) == ""


def test_what_another_program_left_undone_is_not_to_be_mended_at_the_prompt() -> None:
    order = goal(seq=[{"command": "HELO", "outside": True}, {"command": "QUIT", "outside": True}])
    dissector, sees = witness(Mailboxes(Path("nowhere"), ("ana",)))
    dissector.feed(session(1, PROMPT, (*HELO, "C QUIT", "S 221 2.0.0 Bye", "X")))
    dissector.feed(session(2, OTHER, (*HELO, "X")))
    here = Step("Step", 1, "", "", (Solution(play=(Act(outside="HELO laptop"), Act(outside="QUIT"))),))
    told = off_track(here, order, beginning("smtp"), sees.look(), "smtp")
    assert "has to happen in one conversation: do it again" in told


def test_a_question_for_names_needs_no_conversation() -> None:
    asks = goal(need=[{"asked": "TXT", "name": "harbour.test"}])
    lost = (*HELO, *ENVELOPE[:4], *RSET)
    assert said(lost, begun=SmtpState.RCPT) != ""
    assert said(lost, begun=SmtpState.RCPT, wanted=asks) == ""
