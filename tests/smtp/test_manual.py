"""SMTP in words: what helps with a refusal, and what a line of a letter is."""

from __future__ import annotations

import textwrap

import pytest

from heloworld.smtp import manual
from heloworld.wire.lines import LONGEST
from smtp.told import ENVELOPE, GREETED, SENDING, dialogue, dissected, rows

BAD_SYNTAX = "S: 500 5.5.2 Error: bad syntax"
NOT_RECOGNIZED = "S: 500 5.5.2 Error: command not recognized"


@pytest.mark.parametrize(
    ("session", "remedy"),
    [
        pytest.param((*ENVELOPE, "C: DATA now", "S: 501 5.5.4 Syntax: DATA"), "Its form is: DATA", id="its own form"),
        pytest.param((*GREETED, "C: VRFY", "S: 501 5.5.4 Syntax: VRFY address"), "Its form is: VRFY name", id="VRFY"),
        pytest.param(
            (*GREETED, "C: MAIL FROM:<a@>", "S: 501 5.1.7 Bad sender address syntax"),
            "An address is name@domain between < and >.",
            id="the finer code knows better",
        ),
        pytest.param(
            (*GREETED, "C: MAIL FROM:dora@island.test>", "S: 501 5.5.4 Syntax: MAIL FROM:<address>"),
            "MAIL wants FROM: and an address in < >, for example: MAIL FROM:<dora@island.test>.",
            id="a bracket is missing",
        ),
        pytest.param((*GREETED, "C: ", BAD_SYNTAX), "A line without a word is no command.", id="empty line"),
        pytest.param(
            (*GREETED, "C: From: emil@island.test", NOT_RECOGNIZED),
            "That is no command. A line of the letter, such as Subject: hi or Dear Ana, comes after DATA and its 354.",
            id="a header line too early",
        ),
        pytest.param(
            (*GREETED, "C: MAILFROM:<a@b.test>", NOT_RECOGNIZED),
            "A space is missing: MAIL FROM:<address>.",
            id="MAIL and FROM in one",
        ),
        pytest.param(
            (*GREETED, "C: rcptto:<a@b.test>", NOT_RECOGNIZED),
            "A space is missing: RCPT TO:<address>.",
            id="RCPT and TO in one",
        ),
        pytest.param(
            (*GREETED, "C: Dear Ana", NOT_RECOGNIZED),
            "That is no command. A line of the letter, such as Subject: hi or Dear Ana, comes after DATA and its 354.",
            id="a letter too early",
        ),
        pytest.param(
            (*GREETED, "C: Hi Ana, how are you", NOT_RECOGNIZED),
            "That is no command. A line of the letter, such as Subject: hi or Dear Ana, comes after DATA and its 354.",
            id="a greeting after the hello",
        ),
        pytest.param(
            ("S: 220 hi", "C: Hi", NOT_RECOGNIZED),
            "The server does not know this word. Did you mean HELO?",
            id="a greeting instead of the hello",
        ),
        *(
            pytest.param(
                ("S: 220 hi", f"C: {said}", NOT_RECOGNIZED),
                "That is a line of a letter, and a letter comes later. "
                "What fits now: HELO, EHLO, RSET, NOOP, VRFY, HELP, QUIT.",
                id=f"before any hello: {said}",
            )
            for said in ("Dear Ana", "Subject: hi")
        ),
        *(
            pytest.param(
                ("S: 220 hi", f"C: {said}", NOT_RECOGNIZED),
                "No command begins like this. What fits now: HELO, EHLO, RSET, NOOP, VRFY, HELP, QUIT.",
                id=f"no letter and no word: {said}",
            )
            for said in ("Hello, server", "1Good morning", "<hi>")
        ),
        pytest.param(
            (*GREETED, "C: 1Good morning", NOT_RECOGNIZED),
            "No command begins like this. What fits now: MAIL, EHLO, HELO, RSET, NOOP, VRFY, HELP, QUIT.",
            id="no letter and no word after a hello",
        ),
        *(
            pytest.param(
                (*before, f"C: {name}", NOT_RECOGNIZED),
                "That is a name and no command: HELO or EHLO goes in front of it, and a space between them.",
                id=f"the bare name {name}",
            )
            for before, name in ((("S: 220 hi",), "localhost.localdomain"), (GREETED, "mail.island.test"))
        ),
        pytest.param(
            (*GREETED, "C: XYZZY", NOT_RECOGNIZED),
            "The server does not know this word. What fits now: MAIL, EHLO, HELO, RSET, NOOP, VRFY, HELP, QUIT.",
            id="only what the server is known to offer",
        ),
    ],
)
def test_a_refusal_has_a_remedy_that_is_true(session: tuple[str, ...], remedy: str) -> None:
    assert manual.remedy(dialogue(*session).exchanges[-1]) == remedy


def test_a_foreign_servers_bad_syntax_is_not_taken_for_an_empty_line() -> None:
    refused = dialogue(*GREETED, "C: NOOP x y", "S: 500 bad syntax").exchanges[-1]
    assert "without a word" not in manual.remedy(refused)


def test_a_dot_and_a_space_are_not_the_end() -> None:
    dissector = dissected(*SENDING, "C: . ", "C: .profile")
    *_, blank, profile = rows(dissector)
    assert manual.explain(blank).headline.startswith("A dot and white space after it: this is not the lone dot")
    assert manual.explain(profile).headline == "The server takes away a dot at the start of a line (transparency)."


def test_two_dots_are_not_called_the_lone_dot() -> None:
    *_, dots = rows(dissected(*SENDING, "C: .."))
    assert manual.explain(dots).headline.startswith("Two dots are not the lone dot")


@pytest.mark.parametrize(
    ("command", "form"),
    [
        ("MAIL FROM: dora@island.test", "MAIL FROM:<address>"),
        ("mail from: <dora@island.test>", "MAIL FROM:<address>"),
        ("MAIL FROM:<dora@island.test>", ""),
        ("MAIL FROM:<>", ""),
        ("MAIL FROM:<dora>", "an address is name@domain"),
        ("MAIL FROM:<postmaster>", "an address is name@domain"),
        ("MAIL FROM:dora", "MAIL FROM:<name@domain>"),
        ("RCPT TO:<cleo>", "an address is name@domain; only <Postmaster>"),
        ("RCPT TO:ben", "RCPT TO:<name@domain>"),
        ("RCPT TO:<Postmaster>", ""),
        ("RCPT TO:<cleo@harbour.test>", ""),
        ("RCPT TO:<@hosta.test,@hostb.test:cleo@harbour.test>", ""),
        ("RCPT TO:<cleo@[127.0.0.1]>", ""),
        ("NOOP a: b", ""),
    ],
)
def test_an_address_in_a_loose_form_is_taken_and_its_form_is_said(command: str, form: str) -> None:
    for row in rows(dissected(*GREETED, f"C: {command}", "S: 250 2.1.0 Ok"))[-2:]:
        told = manual.explain(row).details
        assert any(each.startswith("Taken, as Postfix does") and form in each for each in told) is bool(form)


@pytest.mark.parametrize(
    ("path", "reply", "is_forgiven"),
    [
        ("nobody@harbour", "554 5.7.1 <nobody@harbour>: Relay access denied", True),
        (" <zoe@harbour.test>", "550 5.1.1 <zoe@harbour.test>: Recipient address rejected", True),
        ("<zoe@harbour.test>", "550 5.1.1 <zoe@harbour.test>: Recipient address rejected", False),
        ("two words", "501 5.1.3 Bad recipient address syntax", False),
    ],
)
def test_an_address_in_a_loose_form_that_is_refused_for_itself_has_its_form_said(
    path: str, reply: str, *, is_forgiven: bool
) -> None:
    for row in rows(dissected(*ENVELOPE[:-2], f"C: RCPT TO:{path}", f"S: {reply}"))[-2:]:
        said = any("the right form is RCPT TO:<address>" in each for each in manual.explain(row).details)
        assert said is is_forgiven


@pytest.mark.parametrize("verb", ["HELO me", "EHLO me", "RSET"])
def test_only_where_a_mail_was_begun_it_is_said_to_be_forgotten(verb: str) -> None:
    reply = "S: 250 mail.harbour.test"
    for before, is_said in ((GREETED, False), (GREETED[:1], False), (ENVELOPE, True), (ENVELOPE[:-2], True)):
        asked, answered = rows(dissected(*before, f"C: {verb}", reply))[-2:]
        assert ("forgotten" in " ".join(manual.explain(asked).details)) is is_said
        assert ("forgotten" in " ".join(manual.explain(answered).details)) is is_said


@pytest.mark.parametrize(
    ("command", "reply", "about"),
    [
        (".", "550 5.7.1 rejected by DMARC policy for harbour.test", "the domain in From:"),
        (".", "550 5.7.26 Unauthenticated email from a.test is not accepted due to domain's DMARC policy.", "From:"),
        (
            "RCPT TO:<dora@b.test>",
            "550 5.7.23 <dora@b.test>: Message rejected due to: SPF fail - not authorized.",
            "MAIL",
        ),
    ],
)
def test_a_letter_refused_for_its_name_gets_no_advice_to_log_in(command: str, reply: str, about: str) -> None:
    before = SENDING if command == "." else ENVELOPE[:-2]
    told = " ".join(manual.explain(rows(dissected(*before, f"C: {command}", f"S: {reply}"))[-1]).details)
    assert about in told
    assert "must log in" not in told
    assert "Check the address" not in told


def test_a_greeting_of_another_protocol_is_told() -> None:
    *_, greeting = rows(dissected("S: SSH-2.0-OpenSSH_9.6"))
    assert manual.explain(greeting) == manual.NO_SMTP
    *_, greeting = rows(dissected("S: 220 mail.harbour.test ESMTP"))
    assert manual.explain(greeting) != manual.NO_SMTP


def test_the_rest_of_a_very_long_reply_is_told_as_that() -> None:
    *_, rest = rows(dissected(*GREETED, "C: NOOP", "S: 250 " + "x" * LONGEST))
    assert manual.explain(rest).headline == "The same line goes on: it is too long for one row."


@pytest.mark.parametrize(("sender", "has_one"), [("<dora@island.test>", True), ("<>", False), ("<> SIZE=9", False)])
def test_an_envelope_without_a_sender_is_not_said_to_have_one(sender: str, *, has_one: bool) -> None:
    asked = rows(dissected(*GREETED, f"C: MAIL FROM:{sender}", "S: 250 2.1.0 Ok"))[-2]
    told = " ".join(manual.explain(asked).details)
    assert ("has a sender" in told) is has_one
    assert ("has no sender: nobody is told" in told) is not has_one


@pytest.mark.parametrize(("name", "is_told"), [("I am Dora", True), ("localhost", False)])
def test_a_name_of_several_words_is_taken_and_its_form_is_said(name: str, *, is_told: bool) -> None:
    asked = rows(dissected(GREETED[0], f"C: HELO {name}", "S: 250 mail.harbour.test"))[-2]
    assert any("a name is one word" in each for each in manual.explain(asked).details) is is_told


def test_who_lives_there_is_seen_in_full_in_the_bar_of_a_class() -> None:
    refused = dialogue(*ENVELOPE[:-2], "C: RCPT TO:<dora@island.test>", "S: 554 5.7.1 Relay access denied").exchanges[
        -1
    ]
    rows = textwrap.wrap(f"{manual.remedy(refused)} … ^f: all of it", 50)
    assert len(rows) == 3, "beside the headline and the line in full there are no more, 100 columns wide"


def test_what_a_digit_of_a_reply_means_is_said_with_its_place() -> None:
    replies = [manual.explain(row).digits for row in rows(dissected(*ENVELOPE)) if row.exchange is not None]
    assert replies[-1] == "2xx = done · x5x = mail system"


@pytest.mark.parametrize(
    ("command", "reply", "headline"),
    [
        ("RCPT TO:<a@b.test>", "454 4.7.1 <a@b.test>: Relay access denied", "454: not now, by a rule of this server"),
        ("STARTTLS", "454 4.7.0 TLS not available", "454: login or TLS does not work just now"),
    ],
)
def test_what_454_means_is_told_by_what_it_answers(command: str, reply: str, headline: str) -> None:
    session = dissected(*GREETED, "C: MAIL FROM:<c@d.test>", "S: 250 Ok", f"C: {command}", f"S: {reply}")
    assert manual.explain(rows(session)[-1]).headline == headline
