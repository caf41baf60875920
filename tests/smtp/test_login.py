"""Logging in over real sockets: what Postfix with Dovecot behind it says in each case, word by word."""

from __future__ import annotations

import asyncio
import base64
import hmac
import random
import ssl
from typing import TYPE_CHECKING

import pytest

from heloworld.smtp.policy import Policy
from heloworld.wire.sasl import KNOWN

if TYPE_CHECKING:
    from .conftest import Caller, House, Open

ANA = "AGFuYQBzZXNhbWU="
"""NUL ana NUL sesame."""
WHOLE = "AGFuYUBoYXJib3VyLnRlc3QAc2VzYW1l"
"""The same with her whole address."""
WRONG = "AGFuYQB3cm9uZw=="
"""NUL ana NUL wrong."""
NOBODY = "AG5vYm9keUBoYXJib3VyLnRlc3QAd3Jvbmc="
"""NUL nobody@harbour.test NUL wrong."""

TLS_FIRST = "530 5.7.0 Must issue a STARTTLS command first"
YES = "235 2.7.0 Authentication successful"
NO = "535 5.7.8 Error: authentication failed: (reason unavailable)"
SYNTAX = "501 5.5.4 Syntax: AUTH mechanism"
ABORTED = "501 5.7.0 Authentication aborted"
ALREADY = "503 5.5.1 Error: already authenticated"
TO_DORA = "RCPT TO:<dora@island.test>"
FROM_ANA, FROM_BEN = "MAIL FROM:<ana@harbour.test>", "MAIL FROM:<ben@harbour.test>"
OK, SENDER_OK, RECIPIENT_OK = "250 2.0.0 Ok", "250 2.1.0 Ok", "250 2.1.5 Ok"

POLICY = Policy(methods=KNOWN)


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.fixture
async def harbour(opened: Open, server_tls: ssl.SSLContext) -> House:
    """A server at which ana and ben may log in."""
    return await opened(POLICY, tls=server_tls, passwords={"ana": "sesame", "ben": "tide"})


async def submitting(house: House, context: ssl.SSLContext, hello: str = "EHLO laptop.test") -> Caller:
    """A session on the submission port, under TLS, the client known."""
    caller = await house.call(house.submission_port)
    await caller.begin()
    assert await caller.say("STARTTLS") == ["220 2.0.0 Ready to start TLS"]
    await caller.start_tls(context)
    assert (await caller.say(hello))[0].startswith("250")
    return caller


async def announced(caller: Caller) -> list[str]:
    """What EHLO says, without code and hyphen."""
    await caller.send(b"EHLO laptop.test\r\n")
    return [line[4:] for line in await caller.reply()]


# Before TLS


async def test_nothing_but_hellos_before_tls(harbour: House) -> None:
    caller = await harbour.call(harbour.submission_port)
    assert await caller.reply() == ["220 mail.harbour.test ESMTP"]
    offers = await announced(caller)
    assert "STARTTLS" in offers
    assert "HELP" not in offers, "it would be refused, too"
    assert not [offer for offer in offers if offer.startswith("AUTH")]
    for line in (FROM_ANA, f"AUTH PLAIN {ANA}", "AUTH", "VRFY ana", "RSET", "HELP", "DATA", TO_DORA):
        assert await caller.say(line) == [TLS_FIRST]
    replies = await caller.say("HELO laptop.test", "NOOP", "STARTTLS x", "FOO", "QUIT")
    assert replies == [
        "250 mail.harbour.test",
        OK,
        "501 5.5.4 Syntax: STARTTLS",
        "500 5.5.2 Error: command not recognized",
        "221 2.0.0 Bye",
    ]


async def test_a_password_that_came_before_tls_logs_nobody_in(harbour: House, client_tls: ssl.SSLContext) -> None:
    caller = await harbour.call(harbour.submission_port)
    await caller.begin()
    assert await caller.say(f"AUTH PLAIN {ANA}", "STARTTLS") == [TLS_FIRST, "220 2.0.0 Ready to start TLS"]
    await caller.start_tls(client_tls)
    assert (await caller.say("EHLO x", FROM_ANA, TO_DORA))[1:] == [
        SENDER_OK,
        "554 5.7.1 <dora@island.test>: Recipient address rejected: Access denied",
    ]


# Under TLS


async def test_the_methods_are_announced_between_the_others(harbour: House, client_tls: ssl.SSLContext) -> None:
    caller = await submitting(harbour, client_tls)
    offers = await announced(caller)
    assert "AUTH PLAIN LOGIN CRAM-MD5" in offers
    assert offers.index("AUTH PLAIN LOGIN CRAM-MD5") == offers.index("ENHANCEDSTATUSCODES") - 1
    assert "AUTH" in (await caller.say("HELP"))[0].split()


async def test_plain_and_login_unless_a_world_asks_for_more(
    opened: Open, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    house = await opened(tls=server_tls, passwords={"ana": "sesame"})
    caller = await submitting(house, client_tls)
    assert "AUTH PLAIN LOGIN" in await announced(caller)
    reply = "535 5.7.8 Error: authentication failed: Invalid authentication mechanism"
    assert await caller.say("AUTH CRAM-MD5") == [reply]


CASES: dict[str, tuple[list[str], list[str]]] = {
    "no method": (["AUTH"], [SYNTAX]),
    "no such method": (
        ["AUTH FOO"],
        ["535 5.7.8 Error: authentication failed: Invalid authentication mechanism"],
    ),
    "three words": (["AUTH PLAIN not base64!"], [SYNTAX]),
    "no base64": (
        ["AUTH PLAIN ***"],
        ["535 5.7.8 Error: authentication failed: Invalid base64 data in initial response"],
    ),
    "no base64 as an answer": (
        ["AUTH PLAIN", "***"],
        ["334 ", "535 5.7.8 Error: authentication failed: Invalid base64 data in continued response"],
    ),
    "wrong password": ([f"AUTH PLAIN {WRONG}"], [NO]),
    "unknown user": ([f"AUTH PLAIN {NOBODY}"], [NO]),
    "no NUL": ([f"AUTH PLAIN {b64('ana sesame')}"], [NO]),
    "for somebody else": ([f"AUTH PLAIN {b64(chr(0).join(('ben', 'ana', 'sesame')))}"], [NO]),
    "plain, asked": (["AUTH PLAIN", ANA], ["334 ", YES]),
    "plain, at once": ([f"AUTH PLAIN {ANA}"], [YES]),
    "plain, the whole address": ([f"AUTH PLAIN {WHOLE}"], [YES]),
    "plain, nothing": (["AUTH PLAIN ="], [NO]),
    "plain, an empty line": (["AUTH PLAIN", ""], ["334 ", NO]),
    "any case": ([f"auth plain {ANA}"], [YES]),
    "login": (
        ["AUTH LOGIN", b64("ana"), b64("sesame")],
        ["334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", YES],
    ),
    "login, any case": (
        ["Auth Login", b64("Ana@Harbour.Test"), b64("sesame")],
        ["334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", YES],
    ),
    "login, name at once": ([f"AUTH LOGIN {b64('ana')}", b64("sesame")], ["334 UGFzc3dvcmQ6", YES]),
    "login, wrong": (
        ["AUTH LOGIN", "YW5hQGhhcmJvdXIudGVzdA==", "d3Jvbmc="],
        ["334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", NO],
    ),
    "login, given up": (["AUTH LOGIN", "*"], ["334 VXNlcm5hbWU6", ABORTED]),
    "login, given up late": (["AUTH LOGIN", b64("ana"), "*"], ["334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", ABORTED]),
    "plain, given up": (["AUTH PLAIN", "*"], ["334 ", ABORTED]),
    "cram, an answer at once": (["AUTH CRAM-MD5 =", "NOOP"], [SYNTAX, OK]),
    "twice": ([f"AUTH PLAIN {ANA}", f"AUTH PLAIN {ANA}", "AUTH"], [YES, ALREADY, ALREADY]),
    "in a transaction": (
        [FROM_ANA, f"AUTH PLAIN {ANA}", "RSET", f"AUTH PLAIN {ANA}", FROM_ANA, f"AUTH PLAIN {ANA}"],
        [
            SENDER_OK,
            "503 5.5.1 Error: MAIL transaction in progress",
            OK,
            YES,
            SENDER_OK,
            "503 5.5.1 Error: MAIL transaction in progress",
        ],
    ),
    "relaying, not logged in": (
        [FROM_ANA, TO_DORA, "RCPT TO:<ana@harbour.test>"],
        [
            SENDER_OK,
            "554 5.7.1 <dora@island.test>: Recipient address rejected: Access denied",
            "554 5.7.1 <ana@harbour.test>: Recipient address rejected: Access denied",
        ],
    ),
    "as somebody else": (
        [f"AUTH PLAIN {ANA}", FROM_BEN, "RCPT TO:<cleo@harbour.test>"],
        [YES, SENDER_OK, RECIPIENT_OK],
    ),
    "no relay here": (
        [f"AUTH PLAIN {ANA}", FROM_ANA, TO_DORA],
        [YES, SENDER_OK, "554 5.7.1 <dora@island.test>: Relay access denied"],
    ),
    "AUTH= of MAIL": (
        [
            "MAIL FROM:<a@b.test> AUTH=<>",
            "RSET",
            "MAIL FROM:<a@b.test> AUTH=e+3Dmc2@example.test",
            "RSET",
            "MAIL FROM:<a@b.test> AUTH=e+mc2@example.test",
        ],
        [SENDER_OK, OK, SENDER_OK, OK, "555 5.5.4 Unsupported option: AUTH=e+mc2@example.test"],
    ),
    "a refusal ends nothing": ([f"AUTH PLAIN {WRONG}", "NOOP", f"AUTH PLAIN {ANA}"], [NO, OK, YES]),
    "TLS already": (["STARTTLS"], ["554 5.5.1 Error: TLS already active"]),
}


@pytest.mark.parametrize("case", CASES)
async def test_under_tls(harbour: House, client_tls: ssl.SSLContext, case: str) -> None:
    lines, replies = CASES[case]
    caller = await submitting(harbour, client_tls)
    assert await caller.say(*lines) == replies


async def cram(caller: Caller, user: str, password: str) -> str:
    """Log in without sending a password."""
    (question,) = await caller.say("AUTH CRAM-MD5")
    assert question.startswith("334 PD")
    challenge = base64.b64decode(question[4:])
    assert challenge.endswith(b"@mail.harbour.test>")
    digest = hmac.new(password.encode(), challenge, "md5").hexdigest()
    return (await caller.say(b64(f"{user} {digest}")))[0]


async def test_cram_md5(harbour: House, client_tls: ssl.SSLContext) -> None:
    caller = await submitting(harbour, client_tls)
    assert await cram(caller, "ana", "wrong") == NO
    assert await cram(caller, "nobody", "sesame") == NO
    assert (await caller.say("AUTH CRAM-MD5", "d3Jvbmc="))[1] == NO
    assert (await caller.say("AUTH CRAM-MD5", "*"))[1] == ABORTED
    assert await cram(caller, "ana", "sesame") == YES
    assert await caller.say("AUTH LOGIN") == [ALREADY]


async def test_no_challenge_comes_twice(harbour: House, client_tls: ssl.SSLContext) -> None:
    caller = await submitting(harbour, client_tls)
    questions = (await caller.say("AUTH CRAM-MD5", "*", "AUTH CRAM-MD5", "*"))[::2]
    assert len(set(questions)) == 2


async def test_after_the_login_it_is_announced_no_more(harbour: House, client_tls: ssl.SSLContext) -> None:
    caller = await submitting(harbour, client_tls)
    assert await caller.say(f"AUTH PLAIN {ANA}") == [YES]
    assert not [offer for offer in await announced(caller) if offer.startswith("AUTH")]
    assert await caller.say(FROM_ANA, "RCPT TO:<ben@harbour.test>") == [SENDER_OK, RECIPIENT_OK]


async def test_auth_before_a_hello(harbour: House, client_tls: ssl.SSLContext) -> None:
    caller = await harbour.call(harbour.tls_port, tls=client_tls)
    await caller.reply()
    assert await caller.say(f"AUTH PLAIN {ANA}") == ["503 5.5.1 Error: send HELO/EHLO first"]


# The other ports


async def test_port_25_lets_nobody_log_in(harbour: House, client_tls: ssl.SSLContext) -> None:
    caller = await harbour.call()
    await caller.begin()
    not_enabled = "503 5.5.1 Error: authentication not enabled"
    replies = await caller.say(f"AUTH PLAIN {ANA}", "MAIL FROM:<x@y.test>", f"AUTH PLAIN {ANA}", TO_DORA)
    assert replies == [not_enabled, SENDER_OK, not_enabled, "554 5.7.1 <dora@island.test>: Relay access denied"]
    assert await caller.say("RCPT TO:<nobody@harbour.test>", "RCPT TO:<ana@harbour.test>") == [
        "550 5.1.1 <nobody@harbour.test>: Recipient address rejected: User unknown in local recipient table",
        RECIPIENT_OK,
    ]
    assert await caller.say("RSET", "MAIL FROM:<x@y.test> AUTH=<>") == [OK, "555 5.5.4 Unsupported option: AUTH=<>"]
    await caller.say("STARTTLS")
    await caller.start_tls(client_tls)
    assert not [offer for offer in await announced(caller) if offer.startswith("AUTH")]


async def test_tls_from_the_first_byte(harbour: House, client_tls: ssl.SSLContext) -> None:
    caller = await harbour.call(harbour.tls_port, tls=client_tls)
    await caller.reply()
    assert "AUTH PLAIN LOGIN CRAM-MD5" in await announced(caller)
    assert await caller.say("STARTTLS", f"AUTH PLAIN {ANA}") == ["554 5.5.1 Error: TLS already active", YES]
    await caller.ask_to_send(sender="ana@harbour.test")
    assert (await caller.say("hello\r\n."))[0].startswith("250")
    assert harbour.letters[0].protocol == "ESMTPSA"


async def test_where_nobody_has_a_password_no_login_is_offered(safe_house: House, client_tls: ssl.SSLContext) -> None:
    caller = await safe_house.call(safe_house.tls_port, tls=client_tls)
    await caller.reply()
    assert not [offer for offer in await announced(caller) if offer.startswith("AUTH")]
    assert await caller.say(f"AUTH PLAIN {ANA}") == ["503 5.5.1 Error: authentication not enabled"]


# Received's word (RFC 3848)


async def test_received_says_who_logged_in(harbour: House, client_tls: ssl.SSLContext) -> None:
    caller = await submitting(harbour, client_tls)
    assert await caller.say(f"AUTH PLAIN {ANA}") == [YES]
    await caller.ask_to_send(sender="ana@harbour.test")
    assert (await caller.say("hello\r\n."))[0].startswith("250")
    assert await caller.say("MAIL FROM:<ana@harbour.test> SMTPUTF8", "RCPT TO:<ana@harbour.test>", "DATA") == [
        SENDER_OK,
        RECIPIENT_OK,
        "354 End data with <CR><LF>.<CR><LF>",
    ]
    assert (await caller.say("hello\r\n."))[0].startswith("250")
    assert [letter.protocol for letter in harbour.letters] == ["ESMTPSA", "UTF8SMTPSA"]


# Under whose name


@pytest.fixture
async def strict(opened: Open, server_tls: ssl.SSLContext) -> House:
    """A server at which nobody sends under another's address."""
    policy = Policy(is_own_name_only=True)
    return await opened(policy, tls=server_tls, passwords={"ana": "sesame", "ben": "tide"})


async def test_only_under_ones_own_name(strict: House, client_tls: ssl.SSLContext) -> None:
    caller = await submitting(strict, client_tls)
    not_owned = "553 5.7.1 <{}>: Sender address rejected: not owned by user ana@harbour.test"
    assert (await caller.say(FROM_ANA, TO_DORA, "RSET"))[1] == (
        "553 5.7.1 <ana@harbour.test>: Sender address rejected: not logged in"
    )
    assert await caller.say(f"AUTH PLAIN {WHOLE}") == [YES]
    to_ben = "RCPT TO:<ben@harbour.test>"
    assert (await caller.say(FROM_BEN, TO_DORA, to_ben, "RSET"))[1:3] == [not_owned.format("ben@harbour.test")] * 2
    assert (await caller.say("MAIL FROM:<x@y.test>", to_ben, "RSET"))[1] == not_owned.format("x@y.test")
    for own in ("ana@harbour.test", "ANA@Harbour.Test", "ana", ""):
        assert await caller.say(f"MAIL FROM:<{own}>", to_ben, "RSET") == [SENDER_OK, RECIPIENT_OK, OK]


async def test_strangers_bring_mail_all_the_same(strict: House) -> None:
    caller = await strict.call()
    await caller.begin()
    await caller.ask_to_send(sender="ana@harbour.test")


# Bounds


async def test_guesses_are_bounded(harbour: House, client_tls: ssl.SSLContext) -> None:
    caller = await submitting(harbour, client_tls)
    limit = POLICY.guess_limit
    for _ in range(limit - 1):
        assert await caller.say(f"AUTH PLAIN {WRONG}") == [NO]
        assert await caller.say("NOOP", "RSET") == [OK, OK]
    await caller.send(f"AUTH PLAIN {WRONG}\r\n".encode())
    assert await caller.rest() == f"{NO}\r\n421 4.7.0 mail.harbour.test Error: too many errors\r\n".encode()


async def test_a_delivery_forgives_no_guesses(harbour: House, client_tls: ssl.SSLContext) -> None:
    caller = await harbour.call(harbour.tls_port, tls=client_tls)
    await caller.begin()
    for _ in range(POLICY.guess_limit - 1):
        assert await caller.say(f"AUTH PLAIN {WRONG}") == [NO]
    await caller.ask_to_send()
    assert (await caller.say("hello\r\n."))[0].startswith("250")
    await caller.send(f"AUTH PLAIN {WRONG}\r\n".encode())
    assert (await caller.rest()).endswith(b"421 4.7.0 mail.harbour.test Error: too many errors\r\n")


async def test_long_lines_of_a_login(harbour: House, client_tls: ssl.SSLContext) -> None:
    caller = await submitting(harbour, client_tls)
    longest = 12_288 - len("AUTH PLAIN \r\n")
    assert await caller.say(f"AUTH PLAIN {'A' * (longest // 4 * 4)}") == [NO]
    assert await caller.say(f"AUTH PLAIN {'A' * longest}A") == ["500 5.5.2 Error: command line too long"]
    too_long = "500 5.5.6 SASL response limit exceeded"
    assert await caller.say("AUTH LOGIN", "A" * 12_287, "NOOP") == ["334 VXNlcm5hbWU6", too_long, OK]


async def test_pieces_and_pipelining(harbour: House, client_tls: ssl.SSLContext) -> None:
    caller = await submitting(harbour, client_tls)
    talk = f"AUTH LOGIN\r\n{b64('ana')}\r\n{b64('sesame')}\r\nNOOP\r\n".encode()
    for at in range(len(talk)):
        await caller.send(talk[at : at + 1])
    assert [await caller.reply() for _ in range(4)] == [["334 VXNlcm5hbWU6"], ["334 UGFzc3dvcmQ6"], [YES], [OK]]


async def test_a_flood_of_random_answers_leaves_the_server_well(
    opened: Open, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    patient = Policy(methods=KNOWN, guess_limit=1_000_000, error_limit=1_000_000)
    house = await opened(patient, tls=server_tls, passwords={"ana": "sesame"})
    caller = await house.call(house.tls_port, tls=client_tls)
    await caller.begin()
    chance = random.Random(4954)
    lines = []
    for _ in range(2_000):
        junk = base64.b64encode(chance.randbytes(chance.randrange(60)))
        line = chance.choice([b"AUTH %s" % chance.choice(METHODS), junk, chance.randbytes(20), b"*", b"="])
        lines.append(line.replace(b"\n", b"").replace(b"\r", b"") + b"\r\n")
    flood = asyncio.create_task(caller.send(b"".join(lines) + b"*\r\nQUIT\r\n"))
    replies = (await caller.rest()).split(b"\r\n")[:-1]
    await flood
    assert len(replies) == len(lines) + 2
    assert {reply[:3] for reply in replies} <= {b"334", b"500", b"501", b"502", b"535", b"221"}
    assert await house.is_well()


METHODS = [b"PLAIN", b"login", b"CRAM-MD5", b"FOO", b"PLAIN ="]
