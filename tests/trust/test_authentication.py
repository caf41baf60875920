"""A letter that a real chain of servers passed, judged as a whole, and as forgers and forwarders would have it."""

from __future__ import annotations

from typing import Final

from heloworld.trust.authentication import Arrival, Authentication, authenticate
from trust.letters import NOW, chain_pass, harbour_zone
from trust.zones import Zone

ZONE: Final = Zone(
    {
        **harbour_zone().records,
        "harbour.test": ["TXT v=spf1 mx -all", "MX 10 mail.harbour.test"],
        "mail.harbour.test": ["A 127.0.0.10", "TXT v=spf1 a -all"],
        "_dmarc.harbour.test": ["TXT v=DMARC1; p=reject"],
        "shore.test": ["TXT v=spf1 ip4:127.0.0.30 -all"],
    }
)
HONEST: Final = Arrival("127.0.0.10", "mail.harbour.test", "ana@harbour.test", "mail.island.test")


def results(found: Authentication) -> list[tuple[str, str, str]]:
    return [(each.method, each.domain, each.result) for each in found.verdicts]


async def test_a_letter_from_harbour() -> None:
    assert results(await authenticate(ZONE, chain_pass(), HONEST, now=NOW)) == [
        ("spf", "mail.harbour.test", "pass"),
        ("spf", "harbour.test", "pass"),
        ("dkim", "harbour.test", "pass"),
        ("dmarc", "harbour.test", "pass"),
    ]


async def test_forwarded_by_shore_it_still_passes() -> None:
    forwarded = Arrival("127.0.0.30", "", "ana@harbour.test")
    found = await authenticate(ZONE, b"Received: from x by y; now\n" + chain_pass(), forwarded, now=NOW)
    assert results(found) == [
        ("spf", "harbour.test", "fail"),
        ("dkim", "harbour.test", "pass"),
        ("dmarc", "harbour.test", "pass"),
    ]


async def test_a_list_with_a_footer_breaks_it() -> None:
    listed = Arrival("127.0.0.30", "shore.test", "list@shore.test")
    found = await authenticate(ZONE, chain_pass() + b"-- \nlist\n", listed, now=NOW)
    assert results(found)[1:] == [
        ("spf", "shore.test", "pass"),
        ("dkim", "harbour.test", "fail"),
        ("dmarc", "harbour.test", "fail"),
    ]
    assert found.dmarc.disposition == "reject"
    assert found.dmarc.reason == (
        "SPF for shore.test passed, but nothing that passed belongs to harbour.test, the name in From."
    )


async def test_where_nobody_knows_how_it_came() -> None:
    found = await authenticate(ZONE, chain_pass(), None, now=NOW)
    assert (found.helo, found.mail_from, found.dmarc.result) == (None, None, "pass")
    assert [each.method for each in found.verdicts] == ["dkim", "dmarc"]


async def test_a_report_from_nobody_is_judged_by_its_helo_name() -> None:
    bounce = b"From: MAILER-DAEMON@mail.harbour.test\n\nSorry.\n"
    found = await authenticate(ZONE, bounce, Arrival("127.0.0.10", "mail.harbour.test", ""), now=NOW)
    assert (found.dmarc.result, found.dmarc.reason) == (
        "pass",
        "SPF vouches for mail.harbour.test, the very name in From.",
    )


async def test_every_question_is_in_a_trace() -> None:
    zone = Zone(ZONE.records)
    found = await authenticate(zone, chain_pass(), HONEST, now=NOW)
    asked = [(question.name, question.kind) for verdict in found.verdicts for question in verdict.questions]
    assert asked == zone.asked
    assert len(asked) == 7
