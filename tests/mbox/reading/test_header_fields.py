import re

import pytest

from heloworld.mbox.reading.header_fields import FIELDS, NO_RFC, Field, Writer, find

SOURCE = re.compile(r"RFC \d{4}( §\d+(\.\d+)*)?")
SEEN_IN_A_DELIVERED_MAIL = {
    *("Return-Path", "Delivered-To", "Received", "From", "To", "Cc", "Bcc", "Subject", "Date", "Message-ID"),
    *("MIME-Version", "Content-Type", "Content-Transfer-Encoding"),
}


def test_every_field_of_a_delivered_mail_is_explained() -> None:
    assert set(FIELDS) >= SEEN_IN_A_DELIVERED_MAIL


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_is_fit_for_a_learner(name: str) -> None:
    field = FIELDS[name]
    assert field.name == name
    assert re.fullmatch(r"[!-9;-~]+", name)
    assert re.fullmatch(r"[A-Z].*\.", field.summary)
    assert len(field.summary) <= 160
    assert "!" not in field.summary
    assert field.source == NO_RFC or SOURCE.fullmatch(field.source)


@pytest.mark.parametrize(
    ("name", "section"),
    [
        ("Date", "RFC 5322 §3.6.1"),
        ("From", "RFC 5322 §3.6.2"),
        ("Bcc", "RFC 5322 §3.6.3"),
        ("Message-ID", "RFC 5322 §3.6.4"),
        ("Subject", "RFC 5322 §3.6.5"),
        ("Received", "RFC 5321 §4.4"),
        ("Return-Path", "RFC 5321 §4.4"),
        ("MIME-Version", "RFC 2045 §4"),
        ("Content-Type", "RFC 2045 §5"),
        ("Content-Transfer-Encoding", "RFC 2045 §6"),
    ],
)
def test_the_source_is_the_right_section(name: str, section: str) -> None:
    assert FIELDS[name].source == section


def test_the_servers_own_fields_are_told_from_the_senders() -> None:
    by_servers = {name for name, field in FIELDS.items() if field.writer in {Writer.SERVERS, Writer.DELIVERY}}
    assert {"Return-Path", "Delivered-To", "Received"} <= by_servers
    assert not {"From", "To", "Cc", "Bcc", "Subject", "Date", "Message-ID"} & by_servers


@pytest.mark.parametrize("spelling", ["Message-ID", "message-id", "MESSAGE-ID", "Message-Id"])
def test_case_does_not_matter(spelling: str) -> None:
    field = find(spelling)
    assert isinstance(field, Field)
    assert field.name == "Message-ID"


def test_an_unknown_field_is_no_error() -> None:
    assert find("X-Harbour") is None
    assert find("") is None


def test_no_two_fields_differ_in_case_only() -> None:
    assert len({name.lower() for name in FIELDS}) == len(FIELDS)
