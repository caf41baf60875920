"""One hop, against servers of every kind: what is said, and what becomes of each recipient."""

from __future__ import annotations

import random
import ssl
from collections.abc import Mapping

import pytest

from heloworld.lab.certificates import Authority, server_context
from heloworld.relay.hop import REPLY_LIMIT, Caller, Mail, Patience
from heloworld.relay.names import MxRecord
from heloworld.relay.next_server import Errand, Ways, hand_on
from heloworld.relay.outcome import Outcome
from heloworld.relay.roads import Endpoint, Roads
from heloworld.relay.route import Myself
from heloworld.wire.events import Event, Opened, TlsStarted

from .stranger import EHLO, HANG_UP, SILENCE, Stranger, stranger
from .worlds import Names

DORA, EMIL = "dora@island.test", "emil@island.test"
WHERE = "mail.island.test[127.0.0.20]"
MAIL = Mail("ana@harbour.test", b"Subject: Ferry\r\n\r\n.hidden\r\nbare\nend")
HASTE = Patience(connect=5, command=0.3, data=0.3, end_of_data=0.3, quit=0.3)


async def hop(
    *servers: Stranger | Endpoint | None,
    recipients: tuple[str, ...] = (DORA,),
    mail: Mail = MAIL,
    patience: Patience = Patience(),  # noqa: B008 - frozen
    record: list[Event] | None = None,
) -> dict[str, Outcome]:
    """What becomes of each recipient at servers that are tried in this order; None is one that does not exist."""
    names = Names({"island.test": []})
    endpoints = {}
    for number, server in enumerate(servers):
        name, address = (
            ("mail.island.test", "127.0.0.20") if not number else (f"mx{number}.island.test", f"127.0.0.2{number}")
        )
        names.mail["island.test"] = [*names.mail["island.test"], MxRecord(number, name)]  # type: ignore[misc]
        names.hosts[name] = [address]
        if server is not None:
            endpoints[address] = server.endpoint if isinstance(server, Stranger) else server
    settled: dict[str, Outcome] = {}

    async def settle(outcomes: Mapping[str, Outcome]) -> None:
        assert not settled.keys() & outcomes.keys(), "settled twice"
        settled.update(outcomes)

    tell = record.append if record is not None else None
    caller = Caller(
        "mail.harbour.test", None, 25, patience, number_of=lambda _end: 9, record=tell, next_number=lambda: 7
    )
    ways = Ways(caller, Myself("mail.harbour.test"), names, Roads(endpoints), random.Random(1))
    return await hand_on(ways, Errand("island.test", mail, settle), recipients) | settled


def shown(outcomes: dict[str, Outcome]) -> dict[str, str]:
    return {each.partition("@")[0]: f"{outcome.status} {outcome.text}" for each, outcome in outcomes.items()}


async def test_a_letter_as_it_crosses() -> None:
    async with stranger() as server:
        record: list[Event] = []
        outcomes = await hop(server, recipients=(DORA, EMIL), record=record)
    said = Outcome(
        "2.0.0", "250 2.0.0 Ok: queued as ABC", f"{WHERE}:25", "mail.island.test", "250 2.0.0 Ok: queued as ABC", 7
    )
    assert outcomes == {DORA: said, EMIL: said}
    assert server.heard == [
        "EHLO mail.harbour.test",
        "MAIL FROM:<ana@harbour.test> SIZE=35",
        "RCPT TO:<dora@island.test>",
        "RCPT TO:<emil@island.test>",
        "DATA",
        "QUIT",
    ]
    assert server.texts == [b"Subject: Ferry\r\n\r\n..hidden\r\nbare\r\nend\r\n.\r\n"]
    assert isinstance(record[0], Opened)


async def test_a_server_with_a_tap_tells_the_number() -> None:
    async with stranger() as server:
        tapped = Endpoint(server.endpoint.host, server.endpoint.port)
        record: list[Event] = []
        outcomes = await hop(tapped, record=record)
    assert outcomes[DORA].conn == 9
    assert record == []


async def test_some_now_some_later_some_never() -> None:
    says = {"RCPT": ["250 2.1.5 Ok", "450 4.2.0 later", "550 5.1.1 never", "250 2.1.5 Ok"]}
    async with stranger(says) as server:
        outcomes = await hop(server, recipients=("a@island.test", "b@island.test", "c@island.test", "d@island.test"))
    assert shown(outcomes) == {
        "a": "2.0.0 250 2.0.0 Ok: queued as ABC",
        "b": f"4.2.0 host {WHERE} said: 450 4.2.0 later (in reply to RCPT TO command)",
        "c": f"5.1.1 host {WHERE} said: 550 5.1.1 never (in reply to RCPT TO command)",
        "d": "2.0.0 250 2.0.0 Ok: queued as ABC",
    }
    assert outcomes["c@island.test"].reply == "550 5.1.1 never"
    assert outcomes["c@island.test"].remote == "mail.island.test"


@pytest.mark.parametrize(
    ("says", "text"),
    [
        ({"": "554 5.7.1 no"}, "4.7.1 host {} refused to talk to me: 554 5.7.1 no"),
        ({"": "421 busy"}, "4.0.0 host {} refused to talk to me: 421 busy"),
        ({"EHLO": "451 4.3.0 no", "HELO": "451 4.3.0 no"}, "4.3.0 host {} refused to talk to me: 451 4.3.0 no"),
        ({"MAIL": "552 5.3.4 too big"}, "5.3.4 host {} said: 552 5.3.4 too big (in reply to MAIL FROM command)"),
        ({"MAIL": "451 later"}, "4.0.0 host {} said: 451 later (in reply to MAIL FROM command)"),
        ({"RCPT": "500 5.3.0 Error: command failed"},
         "5.3.0 host {} said: 500 5.3.0 Error: command failed (in reply to RCPT TO command)"),
        ({"RCPT": "550-5.1.1 nobody\r\n550 5.1.1 of that name"},
         "5.1.1 host {} said: 550-5.1.1 nobody 550 5.1.1 of that name (in reply to RCPT TO command)"),
        ({"DATA": "554 5.5.1 no"}, "5.5.1 host {} said: 554 5.5.1 no (in reply to DATA command)"),
        ({"DATA": "250 what?"}, "4.0.0 250 what?"),
        ({".": "554 5.7.1 spam"}, "5.7.1 host {} said: 554 5.7.1 spam (in reply to end of DATA command)"),
        ({".": "nonsense\r\n999 more"}, "4.0.0 host {} said: nonsense 999 more (in reply to end of DATA command)"),
        ({"RCPT": "550 \x1b[2J\x00\xff\tred"}, "5.0.0 host {} said: 550 ?[2J???red (in reply to RCPT TO command)"),
        ({"": HANG_UP}, "4.4.2 lost connection with {} while receiving the initial server greeting"),
        ({"EHLO": HANG_UP}, "4.4.2 lost connection with {} while performing the EHLO handshake"),
        ({"EHLO": "502 no", "HELO": HANG_UP}, "4.4.2 lost connection with {} while performing the HELO handshake"),
        ({"MAIL": HANG_UP}, "4.4.2 lost connection with {} while sending MAIL FROM"),
        ({"RCPT": HANG_UP}, "4.4.2 lost connection with {} while sending RCPT TO"),
        ({"DATA": HANG_UP}, "4.4.2 lost connection with {} while sending DATA command"),
        ({".": HANG_UP},
         "4.4.2 lost connection with {} while sending end of data -- message may be sent more than once"),
        ({"": "220 " + "x" * (2 * REPLY_LIMIT)},
         "4.4.2 lost connection with {} while receiving the initial server greeting"),
        ({"": SILENCE}, "4.4.2 conversation with {} timed out while receiving the initial server greeting"),
        ({".": SILENCE},
         "4.4.2 conversation with {} timed out while sending end of data -- message may be sent more than once"),
    ],
)  # fmt: skip
async def test_how_a_hop_can_end(says: dict[str, str | list[str]], text: str) -> None:
    async with stranger(says) as server:
        outcomes = await hop(server, patience=HASTE)
    assert shown(outcomes) == {"dora": text.format(WHERE)}


async def test_helo_where_ehlo_is_not_known() -> None:
    async with stranger({"EHLO": "502 5.5.2 Error: command not recognized"}) as server:
        outcomes = await hop(server)
    assert outcomes[DORA].is_delivered
    assert server.heard[:3] == ["EHLO mail.harbour.test", "HELO mail.harbour.test", "MAIL FROM:<ana@harbour.test>"]


async def test_who_greets_with_our_own_name_is_ourselves() -> None:
    async with stranger({"EHLO": "250-Mail.Harbour.test\r\n250 SIZE"}) as server:
        outcomes = await hop(server)
    assert shown(outcomes) == {"dora": "5.4.6 mail for island.test loops back to myself"}


async def test_the_null_sender_and_8_bit_and_smtputf8() -> None:
    mail = Mail("", "Subject: x\r\n\r\nGrüße\r\n".encode(), smtputf8=True)
    async with stranger() as server:
        outcomes = await hop(server, mail=mail, recipients=("jürgen@island.test",))
    assert outcomes["jürgen@island.test"].is_delivered
    assert server.heard[1:3] == ["MAIL FROM:<> SIZE=23 BODY=8BITMIME SMTPUTF8", "RCPT TO:<jürgen@island.test>"]


async def test_a_server_that_does_not_know_smtputf8_gets_nothing_of_such_a_letter() -> None:
    async with stranger({"EHLO": "250 mail.island.test"}) as server:
        outcomes = await hop(server, mail=Mail("", b"x", smtputf8=True))
    assert shown(outcomes) == {"dora": f"5.6.7 SMTPUTF8 is required, but was not offered by host {WHERE}"}
    assert server.heard == ["EHLO mail.harbour.test", "QUIT"]


# The way


async def test_the_next_server_where_the_first_cannot_be_reached(unused_port: int) -> None:
    async with stranger() as second:
        outcomes = await hop(Endpoint("127.0.0.1", unused_port), second)
    assert outcomes[DORA].relay == "mx1.island.test[127.0.0.21]:25"


async def test_what_the_last_server_says_counts() -> None:
    async with stranger({"": "421 4.3.2 full"}) as first, stranger({"RCPT": "450 4.2.0 later"}) as second:
        outcomes = await hop(first, second)
    said = "host mx1.island.test[127.0.0.21] said: 450 4.2.0 later (in reply to RCPT TO command)"
    assert shown(outcomes) == {"dora": f"4.2.0 {said}"}


async def test_only_those_who_wait_go_to_the_next_server() -> None:
    async with stranger({"RCPT": ["250 Ok", "450 4.2.0 later"]}) as first, stranger() as second:
        outcomes = await hop(first, second, recipients=(DORA, EMIL))
    assert [outcomes[each].remote for each in (DORA, EMIL)] == ["mail.island.test", "mx1.island.test"]
    assert "RCPT TO:<dora@island.test>" not in second.heard


async def test_a_refusal_for_good_is_not_asked_elsewhere() -> None:
    async with stranger({"RCPT": "550 5.1.1 no"}) as first, stranger() as second:
        await hop(first, second)
    assert second.calls == 0


async def test_nobody_listens(unused_port: int) -> None:
    outcomes = await hop(Endpoint("127.0.0.1", unused_port))
    assert shown(outcomes) == {"dora": f"4.4.1 connect to {WHERE}:25: Connection refused"}
    assert outcomes[DORA].relay == "none"


async def test_an_address_where_nothing_of_this_world_is() -> None:
    assert shown(await hop(None)) == {"dora": f"4.4.1 connect to {WHERE}:25: Connection refused"}


# TLS


@pytest.fixture(scope="module")
def tls() -> ssl.SSLContext:
    return server_context(Authority(), ["mail.island.test"])


async def test_tls_where_it_is_offered(tls: ssl.SSLContext) -> None:
    record: list[Event] = []
    async with stranger({"EHLO": f"{EHLO}\r\n".replace("250 SMTPUTF8\r\n", "250 STARTTLS")}, tls) as server:
        outcomes = await hop(server, record=record)
    assert outcomes[DORA].is_delivered
    assert server.heard[:4] == [
        "EHLO mail.harbour.test",
        "STARTTLS",
        "EHLO mail.harbour.test",
        "MAIL FROM:<ana@harbour.test> SIZE=35",
    ]
    assert any(isinstance(event, TlsStarted) for event in record)


async def test_in_the_clear_where_the_tls_that_is_offered_does_not_work() -> None:
    async with stranger({"EHLO": "250-mail.island.test\r\n250 STARTTLS"}) as server:
        outcomes = await hop(server)
    assert outcomes[DORA].is_delivered
    assert server.calls == 2
    assert server.heard == [
        *("EHLO mail.harbour.test", "STARTTLS"),
        *("EHLO mail.harbour.test", "MAIL FROM:<ana@harbour.test>", "RCPT TO:<dora@island.test>", "DATA", "QUIT"),
    ]


async def test_in_the_clear_where_starttls_is_refused() -> None:
    async with stranger({"EHLO": "250-mail.island.test\r\n250 STARTTLS", "STARTTLS": "454 4.7.0 not now"}) as server:
        outcomes = await hop(server)
    assert outcomes[DORA].is_delivered
    assert server.calls == 1


async def test_of_two_replies_at_once_the_first_counts_and_the_server_is_heard_out() -> None:
    more = "250 2.0.0 Ok: queued as ABC\r\n250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 Go on"
    async with stranger(says={".": more, "QUIT": "250 2.0.0 Ok: queued as DEF\r\n221 2.0.0 Bye"}) as server:
        outcomes = await hop(server)
    assert shown(outcomes) == {"dora": "2.0.0 250 2.0.0 Ok: queued as ABC"}
    assert server.heard[-1] == "QUIT"


async def test_what_is_said_behind_the_reply_to_starttls_is_not_believed(tls: ssl.SSLContext) -> None:
    says = {"EHLO": "250-mail.island.test\r\n250 STARTTLS", "STARTTLS": "220 2.0.0 Ready\r\n250 2.0.0 Injected"}
    async with stranger(says=says, tls=tls) as server:
        outcomes = await hop(server)
    assert [each for each in server.heard if each == "STARTTLS"] == ["STARTTLS"]
    assert shown(outcomes)["dora"].startswith("2.0.0")  # in the clear then, as with any TLS that fails
