"""The server over real sockets, in the loop of the test."""

from __future__ import annotations

import asyncio
import ssl

import pytest

from heloworld.imap.mailbox import FlagChange, MailboxBusy, MailboxTrouble
from heloworld.imap.policy import Policy
from heloworld.wire.events import TlsStarted
from heloworld.wire.serving.server_end import Patience
from imap.conftest import House, Open
from imap.memory import LETTERS
from patience import PATIENCE

SEEN = FlagChange("+", frozenset({r"\Seen"}))


async def test_a_session_from_greeting_to_goodbye(house: House) -> None:
    caller = await house.call()
    await caller.choose()
    assert await caller.say("a1 FETCH 1 (UID FLAGS RFC822.SIZE)") == [
        r"* 1 FETCH (UID 1 FLAGS (\Recent) RFC822.SIZE 407)",
        "a1 OK Fetch completed.",
    ]
    assert await caller.say("a2 LOGOUT") == ["* BYE Logging out", "a2 OK Logout completed."]
    assert await caller.rest() == b""
    assert house.crossed("client").endswith(b"a2 LOGOUT\r\n")
    assert house.crossed("server").startswith(b"* OK [CAPABILITY")


async def test_a_letter_crosses_whole(house: House) -> None:
    caller = await house.call()
    await caller.choose()
    caller.writer.write(b"a1 FETCH 3 BODY.PEEK[]\r\na2 LOGOUT\r\n")
    assert b"* 3 FETCH (BODY[] {710}\r\n%s)\r\na1 OK" % LETTERS[2] in await caller.rest()


async def test_a_login_by_literals(house: House) -> None:
    caller = await house.call()
    await caller.begin()
    caller.writer.write(b"a1 LOGIN {3}\r\n")
    assert await caller.reply() == "+ OK"
    caller.writer.write(b"ana {7+}\r\nharbour\r\n")
    assert "Logged in" in await caller.reply()


async def test_a_letter_is_appended_in_pieces(house: House) -> None:
    caller = await house.call()
    await caller.choose()
    caller.writer.write(b"a1 APPEND INBOX (\\Seen) {12}\r\n")
    assert await caller.reply() == "+ OK"
    for piece in (b"Subj", b"ect: ", b"x\r\n\r", b"\n"):
        await caller.send(piece)
    assert await caller.until("a1") == [
        "* 5 EXISTS",
        "* 5 RECENT",
        "a1 OK [APPENDUID 1795889343 5] Append completed.",
    ]
    assert house.ana.texts[5] == b"Subject: x\r\n"
    assert house.ana.messages[-1].flags == {r"\Seen"}


async def test_idle_tells_at_once_what_others_do(house: House) -> None:
    caller = await house.call()
    await caller.choose()
    caller.writer.write(b"a1 IDLE\r\n")
    assert await caller.reply() == "+ idling"
    house.ana.add(b"Subject: news\r\n\r\n")
    assert [await caller.reply(), await caller.reply()] == ["* 5 EXISTS", "* 5 RECENT"]
    house.ana.mark([2], SEEN)
    assert await caller.reply() == r"* 2 FETCH (FLAGS (\Seen \Recent))"
    house.ana.remove([1])
    assert [await caller.reply(), await caller.reply()] == ["* 1 EXPUNGE", "* 4 RECENT"]
    caller.writer.write(b"DONE\r\na2 NOOP\r\n")
    assert await caller.until("a2") == ["a1 OK Idle completed.", "a2 OK NOOP completed."]
    assert house.ana.watchers == []


async def test_what_happened_before_an_idle_is_told_when_it_begins(house: House) -> None:
    caller = await house.call()
    await caller.choose()
    caller.writer.write(b"a1 IDLE\r\nDONE\r\n")
    await caller.until("a1")
    caller.writer.write(b"a2 IDLE\r\n")
    assert await caller.reply() == "+ idling"


async def test_a_client_that_vanishes_in_idle_leaves_nothing(house: House) -> None:
    caller = await house.call()
    await caller.choose()
    caller.writer.write(b"a1 IDLE\r\n")
    assert await caller.reply() == "+ idling"
    caller.reset()
    async with asyncio.timeout(PATIENCE):
        while house.ana.watchers or house.ana.users:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)


async def test_whoever_idles_too_long_is_told_so(opened: Open) -> None:
    house = await opened(Policy(), None, Patience(0.2))
    caller = await house.call()
    await caller.choose()
    caller.writer.write(b"a1 IDLE\r\n")
    assert (await caller.rest()).endswith(b"+ idling\r\n* BYE Disconnected for inactivity.\r\n")


async def test_a_mailbox_that_is_another_one_now_ends_the_session(house: House) -> None:
    caller = await house.call()
    await caller.choose()
    caller.writer.write(b"a1 IDLE\r\n")
    assert await caller.reply() == "+ idling"
    house.ana.validity += 1
    house.ana.changed()
    assert await caller.rest() == b"* BYE IMAP session state is inconsistent, please relogin.\r\n"


@pytest.mark.parametrize(
    ("fails", "words"),
    [
        (MailboxBusy(), "NO [INUSE] Mailbox is locked by another program."),
        (MailboxTrouble(), "NO [UNAVAILABLE] Mailbox cannot be read or written now."),
    ],
)
async def test_what_cannot_be_written_now_is_refused(house: House, fails: Exception, words: str) -> None:
    caller = await house.call()
    await caller.choose()
    house.ana.fails = fails
    assert await caller.say(r"a1 STORE 1 +FLAGS (\Seen)") == [f"a1 {words}"]
    assert (await caller.say("a2 FETCH 4 BODY[TEXT]"))[0] == r"* NO [INUSE] Mailbox is locked, \Seen could not be set."
    assert await caller.say("a3 EXPUNGE") == ["a3 OK Expunge completed."]
    house.ana.fails = None
    assert await caller.say(r"a4 STORE 1 +FLAGS (\Seen)") == [
        r"* 1 FETCH (FLAGS (\Seen \Recent))",
        "a4 OK Store completed.",
    ]


async def test_a_text_that_breaks_off_cuts_the_connection(house: House, caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> None:
        raise MailboxTrouble

    house.ana.add(b"Subject: long\r\n\r\n" + b"x" * 20_000)
    house.ana.broken = broken
    caller = await house.call()
    await caller.choose()
    await caller.send(b"a1 FETCH 5 BODY.PEEK[]\r\na2 STORE 1 +FLAGS (\\Deleted)\r\na3 EXPUNGE\r\n")
    with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
        await caller.until("a1")
    assert len(house.ana.messages) == 5
    assert "could not be read to its end" in caplog.text
    caplog.clear()


async def test_starttls_forgets_what_was_said_in_the_clear(safe_house: House, client_tls: ssl.SSLContext) -> None:
    caller = await safe_house.call()
    await caller.begin()
    caller.writer.write(b"a1 STARTTLS\r\na2 LOGIN ana harbour\r\n")
    assert await caller.reply() == "a1 OK Begin TLS negotiation now."
    await caller.start_tls(client_tls)
    said = await caller.say("a3 CAPABILITY")
    assert "STARTTLS" not in said[0]
    assert await caller.say("a4 SELECT INBOX") == ["a4 BAD Error in IMAP command received by server."]
    assert await caller.say("a5 STARTTLS") == ["a5 BAD TLS is already active."]
    assert any(isinstance(event, TlsStarted) for event in safe_house.events)


async def test_tls_from_the_first_byte(safe_house: House, client_tls: ssl.SSLContext) -> None:
    caller = await safe_house.call(safe_house.tls_port, tls=client_tls)
    await caller.choose()
    assert (await caller.say("a1 FETCH 1 UID"))[0] == "* 1 FETCH (UID 1)"


async def test_no_password_crosses_in_the_clear_where_that_is_not_allowed(
    opened: Open, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    house = await opened(Policy(requires_tls=True), server_tls)
    caller = await house.call()
    assert "LOGINDISABLED" in await caller.reply()
    said = await caller.say("a1 LOGIN ana harbour", "a2 AUTHENTICATE PLAIN AGFuYQBoYXJib3Vy", "a3 STARTTLS")
    assert said[0].startswith("* BAD [ALERT] Plaintext authentication not allowed")
    assert said[1].startswith("a1 NO [PRIVACYREQUIRED] ")
    assert said[2].startswith("a2 NO [PRIVACYREQUIRED] ")
    await caller.start_tls(client_tls)
    assert (await caller.say("a4 LOGIN ana harbour"))[-1].endswith("Logged in")


async def test_where_there_is_no_certificate_the_session_goes_on(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    def none() -> ssl.SSLContext:
        raise OSError("no certificate")

    house.service.tls = none
    caller = await house.call()
    await caller.begin()
    assert await caller.say("a1 STARTTLS") == ["a1 NO [UNAVAILABLE] TLS is not available due to a local problem."]
    assert (await caller.say("a2 LOGIN ana harbour"))[-1].endswith("Logged in")
    assert "no TLS context could be made" in caplog.text
    caplog.clear()


async def test_too_many_are_sent_away(opened: Open) -> None:
    house = await opened(Policy(connection_limit=1))
    first = await house.call()
    await first.begin()
    second = await house.call()
    assert await second.rest() == b"* BYE [UNAVAILABLE] Too many connections.\r\n"


async def test_the_server_leaves_with_a_last_word(house: House) -> None:
    caller = await house.call()
    await caller.choose()
    await house.listener.close()
    assert await caller.rest() == b"* BYE Server shutting down.\r\n"


async def test_two_sessions_see_what_each_other_does(house: House) -> None:
    one, other = await house.call(), await house.call()
    await one.choose()
    await other.choose()
    await one.say(r"a1 STORE 2 +FLAGS.SILENT (\Deleted Work)", "a2 EXPUNGE")
    assert await other.say("b1 FETCH 3 UID") == [
        "* 3 FETCH (UID 3)",
        r"* FLAGS (\Answered \Flagged \Deleted \Seen \Draft Work)",
        r"* OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft Work \*)] Flags permitted.",
        "b1 OK Fetch completed.",
    ]
    assert await other.say("b2 NOOP") == ["* 2 EXPUNGE", "b2 OK NOOP completed."]
    assert await other.say("b3 FETCH 2 UID") == ["* 2 FETCH (UID 3)", "b3 OK Fetch completed."]
