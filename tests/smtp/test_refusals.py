"""What the server refuses although it could do it: as often as it is asked to, and without losing its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from heloworld.smtp.policy import Policy, Refusal
from heloworld.smtp.refusals import TRY_LASTS, Refusals
from heloworld.smtp.session import Session
from heloworld.smtp.states import END_OF_DATA, SmtpState

if TYPE_CHECKING:
    from .conftest import House, Open

LATER = "450 4.2.0 <ana@harbour.test>: Recipient address rejected: Greylisted"


def session(*refusals: Refusal) -> Session:
    return Session(Policy(refusals=refusals), offers_tls=True)


def said(talk: Session, *lines: str) -> list[str]:
    return [talk.command(line.encode()).lines[-1] for line in lines]


def test_a_refused_command_changes_nothing() -> None:
    talk = session(Refusal("MAIL", "dora", "550 5.7.1 Not dora"), Refusal("EHLO", "y", "502 5.5.1 No"))
    said(talk, "EHLO x")
    assert said(talk, "MAIL FROM:<DORA@island.test>", "EHLO y") == ["550 5.7.1 Not dora", "502 5.5.1 No"]
    assert (talk.state, talk.helo, talk.transaction.sender) == (SmtpState.GREETED, "x", "")
    assert said(talk, "MAIL FROM:<emil@island.test>", "EHLO y") == ["250 2.1.0 Ok", "502 5.5.1 No"]
    assert (talk.state, talk.transaction.sender) == (SmtpState.MAIL, "emil@island.test")


def test_a_server_that_does_not_know_ehlo() -> None:
    talk = session(Refusal("EHLO", "", "502 5.5.1 Error: command not implemented"))
    assert said(talk, "EHLO x", "MAIL FROM:<>", "HELO x")[::2] == [
        "502 5.5.1 Error: command not implemented",
        "250 mail.harbour.test",
    ]
    assert (talk.state, talk.extended) == (SmtpState.GREETED, False)


def test_a_refused_recipient_is_none() -> None:
    talk = session(Refusal("RCPT", r"<ana@", LATER, times=1))
    said(talk, "EHLO x", "MAIL FROM:<>")
    assert said(talk, "RCPT TO:<ana@harbour.test>", "DATA") == [LATER, "554 5.5.1 Error: no valid recipients"]
    assert talk.transaction.recipients == {}
    assert said(talk, "RCPT TO:<ana@harbour.test>", "DATA")[0] == "250 2.1.5 Ok"


def test_only_what_would_be_accepted_is_refused_and_counted() -> None:
    talk = session(Refusal("RCPT", "", LATER, times=1))
    assert said(talk, "RCPT TO:<ana@harbour.test>") == ["503 5.5.1 Error: send HELO/EHLO first"]
    said(talk, "EHLO x", "MAIL FROM:<>")
    assert said(talk, "RCPT TO:<x@harbour.test>", "RCPT TO:<ben@harbour.test>")[0][:3] == "550"
    assert said(talk, "RCPT TO:<ben@harbour.test>") == ["250 2.1.5 Ok"]


def test_later_is_no_error_of_the_clients() -> None:
    talk = session(Refusal("NOOP", "later", "450 4.0.0 Later"), Refusal("NOOP", "never", "550 5.0.0 Never"))
    said(talk, "NOOP later", "NOOP later", "NOOP never")
    assert talk.errors == 1


def test_a_long_argument_is_not_looked_at_to_its_end() -> None:
    talk = session(Refusal("NOOP", "x", "550 5.0.0 No"))
    assert said(talk, "NOOP " + "a" * 299 + "x", "NOOP " + "a" * 300 + "x") == ["550 5.0.0 No", "250 2.0.0 Ok"]


@pytest.mark.parametrize(
    ("pattern", "reply"), [("", "250 2.0.0 Ok"), ("", "550"), ("", "550 a\r\n550 b"), ("(", "550 5.0.0 No")]
)
def test_what_is_no_refusal(pattern: str, reply: str) -> None:
    with pytest.raises(ValueError, match="not a re"):
        Refusal("NOOP", pattern, reply)


async def test_a_count_is_the_worlds_not_the_sessions(opened: Open) -> None:
    house: House = await opened(Policy(refusals=(Refusal("RCPT", "ana@", LATER, times=2),)))
    replies = []
    for _ in range(3):
        caller = await house.call()
        await caller.begin()
        replies += (await caller.say("MAIL FROM:<>", "RCPT TO:<ana@harbour.test>", "QUIT"))[1:2]
    assert replies == [LATER, LATER, "250 2.1.5 Ok"]


async def test_in_a_room_each_session_is_refused_for_itself(opened: Open) -> None:
    policy = Policy(refusals=(Refusal("RCPT", "ana@", LATER, times=1),), counts_by_session=True)
    house: House = await opened(policy)
    asks = ("MAIL FROM:<>", "RCPT TO:<ana@harbour.test>", "RCPT TO:<ana@harbour.test>")
    for _ in range(2):  # a second learner at the same address, or the same one who begins again
        caller = await house.call()
        await caller.begin()
        assert (await caller.say(*asks, "QUIT"))[1:3] == [LATER, "250 2.1.5 Ok"]
        await house.until_closed()


async def test_in_a_room_a_program_that_calls_again_for_each_try_is_taken(opened: Open) -> None:
    policy = Policy(refusals=(Refusal("RCPT", "ana@", LATER, times=1),), counts_by_session=True)
    house: House = await opened(policy)
    replies = []
    for _ in range(4):
        caller = await house.call()
        await caller.begin()
        replies += (await caller.say("MAIL FROM:<>", "RCPT TO:<ana@harbour.test>", "QUIT"))[1:2]
        await house.until_closed()
    assert replies == [LATER, "250 2.1.5 Ok"] * 2


def test_another_try_comes_within_ten_minutes_and_from_the_same_client() -> None:
    policy = Policy(refusals=(Refusal("RCPT", "ana@", LATER, times=2),), counts_by_session=True)
    clock = [0.0]
    room = Refusals(policy, now=lambda: clock[0])

    def session(client: str) -> str | None:
        refusals = room.of(client)
        reply = refusals.refuse("RCPT", "TO:<ana@harbour.test>")
        refusals.end()
        return reply

    assert [session("a") for _ in range(4)] == [LATER, LATER, None, LATER]
    assert session("b") == LATER
    clock[0] += TRY_LASTS + 1
    assert [session("a") for _ in range(3)] == [LATER, LATER, None]


async def test_a_message_can_be_refused_at_its_end(opened: Open) -> None:
    house = await opened(Policy(refusals=(Refusal(END_OF_DATA, "", "554 5.7.1 No such thing", times=1),)))
    caller = await house.call()
    await caller.begin()
    await caller.ask_to_send()
    assert await caller.say("Subject: hi\r\n\r\n.") == ["554 5.7.1 No such thing"]
    assert house.letters == []
    await caller.ask_to_send()
    assert (await caller.say("Subject: hi\r\n\r\n."))[0].startswith("250 2.0.0 Ok: queued")


@pytest.mark.parametrize("command", ["NOOP", END_OF_DATA])
async def test_a_last_word_closes_the_connection(opened: Open, command: str) -> None:
    house = await opened(Policy(refusals=(Refusal(command, "", "421 4.3.2 Not now"),)))
    caller = await house.call()
    await caller.begin()
    await caller.ask_to_send() if command == END_OF_DATA else None
    await caller.send(f"{command}\r\n".encode())
    assert await caller.rest() == b"421 4.3.2 Not now\r\n"
    await house.until_closed()
