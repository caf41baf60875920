"""What is said and offered at a host speaks of that host's own domain and people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from heloworld.imap import remedies as imap
from heloworld.lab.explain import explain
from heloworld.lab.hosts.locality import at_home, fitting_now, offered, verbs_at
from heloworld.lab.plan import Plan, neighbour, with_accounts, with_neighbours
from heloworld.lab.protocols import protocol_of
from heloworld.pop import remedies as pop
from heloworld.smtp.login.explain import PHRASES
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Address, Bytes, Opened, TlsStarted
from heloworld.wire.protocol import Note
from heloworld.wire.sasl import Login, Passwords

AT = 1_767_402_334.0


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    island = replace(neighbour("island", tmp_path), accounts={"dora": "sesame"})
    return with_neighbours(with_accounts(Plan(tmp_path)), island)


def talk(server: str, *lines: str) -> Dissector:
    """A conversation with a host: what the client says and what it hears, in turn, after the greeting.

    Where the first line is ``TLS``, TLS comes before that.
    """
    dissector = Dissector(protocol_of)
    dissector.feed([Opened(1, AT, "smtp", ("127.0.0.5", 9), ("127.0.0.20", 25), server_name=server)])
    if lines[:1] == ("TLS",):
        dissector.feed([TlsStarted(1, AT, "TLSv1.3", "TLS_AES_256_GCM_SHA384")])
        lines = lines[1:]
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


HELLO = ("EHLO me", "250-mail.harbour.test\r\n250 STARTTLS")
UNDER_TLS = ("TLS", "EHLO me", "250-mail.harbour.test\r\n250 AUTH PLAIN")
LOGIN = ("AUTH PLAIN AGFuYQBzZXNhbWU=", "235 2.7.0 Authentication successful")
DOORS: dict[str, Address] = {"smtp": ("127.0.0.10", 2525), "submission": ("127.0.0.10", 25)}
"""The conversations above lead to port 25, which here is the one for submission."""


def proposed(*lines: str, plan: Plan, doors: Mapping[str, Address] = DOORS, server: str = "harbour") -> list[str]:
    """The first two words of the strip, and the first line that is proposed."""
    smtp, dialogue = protocol_of("smtp"), talk(server, *lines).sessions[1]
    verbs = verbs_at(smtp.machine, dialogue.state, dialogue, doors)
    return [*verbs[:1], "MAIL" if "MAIL" in verbs else "no MAIL", offered(smtp, dialogue, "", plan, doors)[0]]


@pytest.mark.parametrize("server", ["harbour", "island"])
def test_where_a_login_is_wanted_no_mail_is_proposed_before_it(plan: Plan, server: str) -> None:
    assert proposed(*HELLO, plan=plan, server=server) == ["STARTTLS", "no MAIL", "STARTTLS"]
    assert proposed(*UNDER_TLS, plan=plan, server=server) == ["AUTH", "no MAIL", "AUTH PLAIN"]
    strangers = {"smtp": DOORS["submission"], "submission": DOORS["smtp"]}
    assert proposed(*HELLO, plan=plan, doors=strangers, server=server)[:2] == ["MAIL", "MAIL"]
    typed = offered(protocol_of("smtp"), talk(server, *HELLO).sessions[1], "M", plan, DOORS)
    assert typed == (), "not for one letter of it either"


@pytest.mark.parametrize("lines", [(), HELLO])
def test_what_is_refused_before_tls_where_people_log_in_is_not_proposed(lines: tuple[str, ...]) -> None:
    smtp, dialogue = protocol_of("smtp"), talk("harbour", *lines).sessions[1]
    verbs = verbs_at(smtp.machine, dialogue.state, dialogue, DOORS)
    assert set(verbs) == {"EHLO", "HELO", "NOOP", "QUIT", *(["STARTTLS"] if lines else [])}
    assert {"RSET", "VRFY", "HELP"} <= set(verbs_at(smtp.machine, dialogue.state, dialogue))
    tunnel = talk("harbour", *UNDER_TLS).sessions[1]
    assert {"RSET", "VRFY", "HELP"} <= set(verbs_at(smtp.machine, tunnel.state, tunnel, DOORS))


@pytest.mark.parametrize("lines", [(), HELLO, ("TLS",), UNDER_TLS])
def test_at_somebody_else_s_door_for_submission_strip_and_prompt_name_the_same_first(lines: tuple[str, ...]) -> None:
    smtp, dialogue = protocol_of("smtp"), talk("", *lines).sessions[1]
    verbs = verbs_at(smtp.machine, dialogue.state, dialogue, DOORS)
    assert verbs[0] == {(): "EHLO", HELLO: "STARTTLS", ("TLS",): "EHLO", UNDER_TLS: "AUTH"}[lines]
    assert offered(smtp, dialogue, "", None, DOORS)[0].partition(" ")[0] == verbs[0]
    assert offered(smtp, dialogue, "M", None, DOORS) == ()


@pytest.mark.parametrize("doors", [DOORS, {}])
def test_a_note_names_the_commands_that_the_strip_names(doors: dict[str, Address]) -> None:
    smtp, dissector = protocol_of("smtp"), talk("", *HELLO, "xyzzy", "500 5.5.2 Error: command not recognized")
    dialogue = dissector.sessions[1]
    verbs = verbs_at(smtp.machine, dialogue.state, dialogue, doors)
    note = explain(dissector.rows[len(dissector.rows) - 2])
    assert "What fits now: " in " ".join(note.details)
    said = " ".join(fitting_now(note, verbs).details)
    assert f"What fits now: {', '.join(verbs)}." in said


def test_whoever_has_logged_in_is_the_sender_that_is_proposed(plan: Plan) -> None:
    assert proposed(*UNDER_TLS, *LOGIN, plan=plan) == ["MAIL", "MAIL", "MAIL FROM:<ana@harbour.test>"]
    dora = ("AUTH PLAIN AGRvcmEAc2VzYW1l", LOGIN[1])
    assert proposed(*UNDER_TLS, *dora, plan=plan, server="island")[2] == "MAIL FROM:<dora@island.test>"
    ben = ("AUTH PLAIN AGJlbkBoYXJib3VyLnRlc3QAc2VzYW1l", LOGIN[1])
    assert proposed(*UNDER_TLS, *ben, plan=plan)[2] == "MAIL FROM:<ben@harbour.test>"
    typed = offered(protocol_of("smtp"), talk("harbour", *UNDER_TLS, *ben).sessions[1], "r", plan, DOORS)
    assert all(line.startswith("R") for line in typed)


@pytest.mark.parametrize(
    ("server", "login", "answer"),
    [
        pytest.param("harbour", ("AUTH PLAIN", "334 "), "AGFuYQBzZXNhbWU=", id="PLAIN"),
        pytest.param("island", ("AUTH PLAIN", "334 "), "AGRvcmEAc2VzYW1l", id="PLAIN at another host"),
        pytest.param("harbour", ("AUTH LOGIN", "334 VXNlcm5hbWU6"), "YW5h", id="a name"),
        pytest.param(
            "harbour",
            ("AUTH LOGIN", "334 VXNlcm5hbWU6", "YmVuQGhhcmJvdXIudGVzdA==", "334 UGFzc3dvcmQ6"),
            "c2VzYW1l",
            id="the password of that name",
        ),
        pytest.param(
            "harbour", ("AUTH LOGIN", "334 VXNlcm5hbWU6", "em9l", "334 UGFzc3dvcmQ6"), None, id="a name that nobody has"
        ),
        pytest.param("harbour", ("AUTH PLAIN", "334 not base64"), None, id="no question"),
    ],
)
def test_in_a_login_its_answer_is_offered_and_never_the_end(
    plan: Plan, server: str, login: tuple[str, ...], answer: str | None
) -> None:
    smtp, dialogue = protocol_of("smtp"), talk(server, *HELLO, *login).sessions[1]
    assert dialogue.state.word == "AUTH"
    assert offered(smtp, dialogue, "", plan) == (() if answer is None else (answer,))
    assert offered(smtp, dialogue, "", None) == (), "of somebody else's people nothing is known"


def test_what_is_offered_in_a_login_is_taken(plan: Plan) -> None:
    smtp = protocol_of("smtp")
    said = [("AUTH PLAIN", "334 "), ("AUTH CRAM-MD5", "334 PDE3QGhhcmJvdXIudGVzdD4=")]
    for line, question in said:
        (answer,) = offered(smtp, talk("harbour", *HELLO, line, question).sessions[1], "", plan)
        login = Login(line.removeprefix("AUTH "), challenge=b"<17@harbour.test>")
        login.answer(answer.encode())
        assert Passwords(plan.accounts).admit(login.credentials) == "ana"
