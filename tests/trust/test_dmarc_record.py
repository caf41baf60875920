"""Records of DMARC, tag by tag (RFC 9989 §4.7)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from heloworld.trust.dmarc.record import POLICIES, parse_record, select


def test_every_tag() -> None:
    record = parse_record(
        b"v=DMARC1; p=quarantine; sp=reject; np=none; adkim=s; aspf=s; psd=y; t=y; fo=1:d:s:x; "
        b"rua=mailto:a@harbour.test, mailto:b@shore.test!10m,nonsense; ruf=mailto:c@harbour.test"
    )
    assert (record.policy, record.subdomain_policy, record.missing_policy) == ("quarantine", "reject", "none")
    assert (record.is_dkim_strict, record.is_spf_strict, record.suffix, record.is_testing) == (True, True, "y", True)
    assert record.failure_options == ("1", "d", "s")
    assert record.reports_to == ("mailto:a@harbour.test", "mailto:b@shore.test!10m")
    assert record.failures_to == ("mailto:c@harbour.test",)
    assert (record.subdomain_tag, record.odd) == ("sp", ())


def test_what_is_not_said() -> None:
    record = parse_record(b"v=DMARC1; p=reject")
    assert (record.subdomain_policy, record.subdomain_tag, record.missing_policy) == ("reject", "p", "")
    assert (record.is_dkim_strict, record.is_spf_strict, record.suffix, record.is_testing) == (False, False, "u", False)
    assert (record.failure_options, record.reports_to) == (("0",), ())


def test_what_cannot_be_read_is_left_out_and_named() -> None:
    record = parse_record(b"v=DMARC1; p=reject; adkim=strict; psd=maybe; fo=never; what=ever; ;;; rubbish")
    assert (record.policy, record.is_dkim_strict, record.suffix, record.failure_options) == (
        "reject",
        False,
        "u",
        ("0",),
    )
    assert record.odd == ("adkim", "psd")


def test_of_two_tags_the_first_counts() -> None:
    assert parse_record(b"v=DMARC1; p=none; p=reject").policy == "none"


def test_which_texts_are_records() -> None:
    texts = [
        b"v=DMARC1",
        b"v=DMARC1;p=none",
        b"v = DMARC1 ;p=none",
        b"v=dmarc1;",
        b" v=DMARC1",
        b"v=DMARC12;",
        b"p=none; v=DMARC1",
    ]
    assert select(texts) == texts[:3]


@given(st.binary(max_size=100))
def test_any_bytes(data: bytes) -> None:
    record = parse_record(b"v=DMARC1;" + data)
    assert {record.policy, record.subdomain_policy, record.missing_policy} <= {*POLICIES, ""}
    assert record.text.isascii()
