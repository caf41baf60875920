"""What is said and offered at a host speaks of that host's own domain and people."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from heloworld.imap import remedies as imap
from heloworld.lab.explain import explain
from heloworld.lab.hosts.locality import at_home, offered
from heloworld.lab.plan import Plan, neighbour, with_accounts, with_neighbours
from heloworld.lab.protocols import protocol_of
from heloworld.pop import remedies as pop
from heloworld.smtp.login.explain import PHRASES
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Bytes, Opened
from heloworld.wire.protocol import Note

AT = 1_767_402_334.0


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    island = replace(neighbour("island", tmp_path), accounts={"dora": "sesame"})
    return with_neighbours(with_accounts(Plan(tmp_path)), island)


def talk(server: str, *lines: str) -> Dissector:
    """A conversation with a host: what the client says and what it hears, in turn, after the greeting."""
    dissector = Dissector(protocol_of)
    dissector.feed([Opened(1, AT, "smtp", ("127.0.0.5", 9), ("127.0.0.20", 25), server_name=server)])
    for number, line in enumerate(("220 mail.island.test ESMTP", *lines)):
        dissector.feed([Bytes(1, AT, "client" if number % 2 else "server", f"{line}\r\n".encode())])
    return dissector


ENVELOPE = ("HELO me", "250 mail.island.test", "MAIL FROM:<>", "250 2.1.0 Ok")
UNKNOWN = (
    *ENVELOPE,
    "RCPT TO:<emile@island.test>",
    "550 5.1.1 <emile@island.test>: Recipient address rejected: User unknown in local recipient table",
)


def remedy(dissector: Dissector, plan: Plan | None, server: str) -> str:
    return " ".join(at_home(explain(dissector.rows[len(dissector.rows) - 1]), plan, server).details)


def test_the_people_are_those_of_the_host_that_refuses(plan: Plan) -> None:
    assert "The people of island.test are dora, emil and postmaster." in remedy(
        talk("island", *UNKNOWN), plan, "island"
    )
    assert "The people of harbour.test are ana, ben, cleo and postmaster." in remedy(talk("", *UNKNOWN), plan, "")
    assert "people of" not in remedy(talk("", *UNKNOWN), None, ""), "of somebody else's server nothing is known"


@pytest.mark.parametrize(
    "told",
    [each[b"authentication failed".capitalize()] for each in (pop._PHRASES, imap._PHRASES)]
    + [PHRASES[b"authentication failed"]],
)
def test_who_can_log_in_is_said_of_the_host(plan: Plan, told: str) -> None:
    wrong = "The name or the password is wrong; most servers do not say which."
    assert told.startswith(wrong)
    here = at_home(Note("", (told,)), plan, "island").details
    assert here == (f"{wrong} Here, dora can log in. The password is sesame.",)
    assert at_home(Note("", (told,)), None, "").details == (wrong,)


def test_letters_to_the_host_s_own_people_are_offered(plan: Plan) -> None:
    smtp = protocol_of("smtp")
    mail = talk("island", *ENVELOPE).sessions[1]
    lines = offered(smtp, mail, "rcpt", plan)
    assert lines == ("RCPT TO:<dora@island.test>", "RCPT TO:<emil@island.test>", "RCPT TO:<postmaster@island.test>")
    assert offered(smtp, mail, "RCPT TO:<e", plan) == ("RCPT TO:<emil@island.test>",)
    greeted = talk("island", *ENVELOPE[:2]).sessions[1]
    assert offered(smtp, greeted, "", plan)[0] == "MAIL FROM:<ana@harbour.test>"
    at_harbour = talk("harbour", *ENVELOPE).sessions[1]
    assert offered(smtp, at_harbour, "", plan) == smtp.manual().complete(at_harbour, "")
