import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.smtp.commands import COMMANDS
from heloworld.smtp.states import END_OF_DATA, HANDSHAKE, MACHINE, TABLE, SmtpState, advance, greet
from heloworld.wire.rows import State

REQUIRED = {"EHLO", "HELO", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "QUIT", "VRFY"}
ANYTIME = {"NOOP", "HELP", "EXPN", "VRFY", "RSET", "QUIT"}
TALKING = [SmtpState.CONNECTED, SmtpState.GREETED, SmtpState.MAIL, SmtpState.RCPT, SmtpState.QUEUED]

moves = [(state, command) for state in TABLE for command in TABLE[state]]
refusals = st.integers(400, 599)


def test_the_table_is_closed() -> None:
    assert set(TABLE) == set(TABLE)
    assert {target for row in TABLE.values() for target in row.values()} <= set(TABLE)


def test_every_command_of_the_table_has_a_record() -> None:
    used = {command for row in TABLE.values() for command in row} - {HANDSHAKE}
    assert used <= set(COMMANDS)
    assert used >= REQUIRED | {END_OF_DATA, "HELP", "EXPN", "STARTTLS", "AUTH"}


def test_every_state_but_the_first_can_be_reached() -> None:
    reached = {SmtpState.OPEN, SmtpState.CLOSED, SmtpState.CHUNK, greet(220)}  # BDAT itself is the way to a chunk
    for state, command in moves:
        reached |= {advance(state, command, code) for code in (250, 334, 354)}
    assert reached == set(TABLE)


@pytest.mark.parametrize("state", TALKING)
def test_what_may_come_at_any_time_may_come_at_any_time(state: State) -> None:
    assert set(TABLE[state]) >= ANYTIME


@pytest.mark.parametrize("state", TALKING)
def test_hello_clears_the_transaction(state: State) -> None:
    assert advance(state, "EHLO", 250) is SmtpState.GREETED
    assert advance(state, "HELO", 250) is SmtpState.GREETED


@pytest.mark.parametrize("command", ["NOOP", "VRFY", "EXPN", "HELP"])
@pytest.mark.parametrize("state", TALKING)
def test_questions_change_nothing(state: State, command: str) -> None:
    assert advance(state, command, 250) is state


def test_eight_lines_make_a_mail() -> None:
    state = greet(220)
    way = [state]
    for command, code in [("HELO", 250), ("MAIL", 250), ("RCPT", 250), ("DATA", 354), (END_OF_DATA, 250)]:
        state = advance(state, command, code)
        way.append(state)
    assert tuple(way) == MACHINE.path
    assert advance(state, "QUIT", 221) is SmtpState.CLOSED


def test_the_path_is_legal_step_by_step() -> None:
    commands = ("EHLO", "MAIL", "RCPT", "DATA", END_OF_DATA)
    for state, command, target in zip(MACHINE.path[:-1], commands, MACHINE.path[1:], strict=True):
        assert TABLE[state][command] is target


def test_a_mail_may_have_more_recipients_and_lose_none_by_a_refusal() -> None:
    assert advance(SmtpState.RCPT, "RCPT", 250) is SmtpState.RCPT
    assert advance(SmtpState.RCPT, "RCPT", 550) is SmtpState.RCPT
    assert advance(SmtpState.MAIL, "RCPT", 550) is SmtpState.MAIL


@pytest.mark.parametrize("state", [SmtpState.GREETED, SmtpState.MAIL, SmtpState.RCPT, SmtpState.QUEUED])
def test_a_reset_leads_back_to_the_greeting(state: State) -> None:
    assert advance(state, "RSET", 250) is SmtpState.GREETED


def test_a_second_mail_needs_no_second_hello() -> None:
    assert advance(SmtpState.QUEUED, "MAIL", 250) is SmtpState.MAIL


def test_no_greeting_no_entry() -> None:
    assert greet(220) is SmtpState.CONNECTED
    assert greet(554) is SmtpState.OPEN


def test_tls_starts_the_session_anew() -> None:
    assert advance(SmtpState.GREETED, "STARTTLS", 220) is SmtpState.TLS
    assert advance(SmtpState.TLS, HANDSHAKE, 220) is SmtpState.CONNECTED
    assert advance(SmtpState.GREETED, "STARTTLS", 454) is SmtpState.GREETED


def test_a_login_asks_and_ends() -> None:
    assert advance(SmtpState.GREETED, "AUTH", 334) is SmtpState.AUTH
    assert advance(SmtpState.AUTH, "AUTH", 334) is SmtpState.AUTH
    assert advance(SmtpState.AUTH, "AUTH", 235) is SmtpState.GREETED
    assert advance(SmtpState.AUTH, "AUTH", 535) is SmtpState.GREETED
    assert advance(SmtpState.GREETED, "AUTH", 235) is SmtpState.GREETED
    assert advance(SmtpState.GREETED, "AUTH", 535) is SmtpState.GREETED


def test_a_refused_text_ends_the_transaction() -> None:
    assert advance(SmtpState.DATA, END_OF_DATA, 554) is SmtpState.GREETED


@given(st.sampled_from([*TABLE]), st.sampled_from(sorted({command for _, command in moves})))
def test_421_closes_whatever_was_asked(state: State, command: str) -> None:
    assert advance(state, command, 421) is SmtpState.CLOSED


@given(st.sampled_from(moves), refusals)
def test_a_refused_command_never_moves_forward(move: tuple[State, str], code: int) -> None:
    state, command = move
    after = advance(state, command, code)
    if code != 421 and command != END_OF_DATA:
        assert after is state
    if after in MACHINE.path and state in MACHINE.path:
        assert MACHINE.path.index(after) <= MACHINE.path.index(state)


@given(st.lists(st.tuples(st.sampled_from([*COMMANDS, HANDSHAKE, "HULLO", ""]), refusals), max_size=20))
def test_nobody_gets_to_data_by_being_refused(session: list[tuple[str, int]]) -> None:
    state = SmtpState.MAIL
    for command, code in session:
        state = advance(state, command, code)
    assert state in {SmtpState.MAIL, SmtpState.CLOSED, SmtpState.GREETED}


@given(st.sampled_from(TALKING), st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ", max_size=8), st.integers(200, 299))
def test_a_word_outside_the_table_changes_nothing(state: State, word: str, code: int) -> None:
    if word not in {*TABLE[state], "AUTH", "MAIL", "RCPT"}:
        assert advance(state, word, code) is state
