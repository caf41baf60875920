"""The condition on reports in a mailbox, with reports of a real Postfix and others that only look like one."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.recording import condition, witness
from heloworld.course.conditions.evidence import Mailboxes

RECORDED = Path(__file__).parents[2] / "relay" / "recorded"


def seen(tmp_path: Path, content: bytes, **table: object) -> int:
    (tmp_path / "ana.mbox").write_bytes(content)
    _, sees = witness(Mailboxes(tmp_path, ("ana", "ben")))
    return len(list(condition(of="ana", **table).moments(sees.look())))


@pytest.mark.parametrize(
    ("name", "report", "status", "recipient"),
    [
        ("failed-unknown-user", "failed", "5.1.1", "nobody@island.test"),
        ("failed-null-mx", "failed", "5.1.0", "x@null.shore.test"),
        ("failed-expired", "failed", "4.3.0", "x@grey.shore.test"),
        ("delayed", "delayed", "4.3.0", "x@grey.shore.test"),
    ],
)
def test_a_report_is_told_by_its_fields(tmp_path: Path, name: str, report: str, status: str, recipient: str) -> None:
    content = (RECORDED / f"dsn-{name}.mbox").read_bytes()
    other = "delayed" if report == "failed" else "failed"
    assert seen(tmp_path, content, report=report) == 1
    assert seen(tmp_path, content, report=other) == 0
    assert seen(tmp_path, content, report=report, status=status, recipient=recipient, by="mail.harbour.test") == 1
    assert seen(tmp_path, content, report=report, status="5.7.*") == 0
    assert seen(tmp_path, content, report=report, recipient="zoe@*") == 0
    assert seen(tmp_path, content, report=report, by="mail.island.test") == 0


def test_it_is_about_one_mailbox(tmp_path: Path) -> None:
    content = (RECORDED / "dsn-failed-unknown-user.mbox").read_bytes()
    assert seen(tmp_path, content, report="failed") == 1
    _, sees = witness(Mailboxes(tmp_path, ("ana", "ben")))
    assert not list(condition(report="failed", of="ben").moments(sees.look()))
    assert not list(condition(report="failed", of="ana", server="island").moments(sees.look()))
    assert not list(condition(report="failed", of="zoe").moments(sees.look()))


def test_each_recipient_counts(tmp_path: Path) -> None:
    content = (RECORDED / "dsn-failed-unknown-user.mbox").read_bytes()
    start = content.index(b"Final-Recipient")
    group = content[start : content.index(b"\n\n", start) + 2]
    assert seen(tmp_path, content.replace(group, group * 3), report="failed") == 3
    assert seen(tmp_path, content + content, report="failed") == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"multipart/report", b"multipart/mixed"),
        (b"Content-Type: message/delivery-status", b"Content-Type: text/plain"),
        (b"Action: failed", b"Action: relayed"),
        (b"Action: failed", b"X: failed"),
        (b"Content-Type: multipart/report;", b"Content-Type: \xff\xfe/report;"),
    ],
)
def test_what_only_looks_like_a_report_is_none(tmp_path: Path, old: bytes, new: bytes) -> None:
    content = (RECORDED / "dsn-failed-unknown-user.mbox").read_bytes()
    assert old in content
    assert seen(tmp_path, content.replace(old, new), report="failed") == 0


def test_a_report_that_was_sent_back_is_not_counted_again(tmp_path: Path) -> None:
    inner = (RECORDED / "dsn-failed-unknown-user.mbox").read_bytes().partition(b"\n")[2]
    head, _, _ = (RECORDED / "dsn-failed-null-mx.mbox").read_bytes().partition(b"Content-Type: message/rfc822\n\n")
    outer = head + b"Content-Type: message/rfc822\n\n" + inner
    assert seen(tmp_path, outer, report="failed", status="5.1.0") == 1
    assert seen(tmp_path, outer, report="failed", status="5.1.1") == 0


def test_parts_in_parts_without_end_are_no_report(tmp_path: Path) -> None:
    deep = b"".join(b'Content-Type: multipart/report; boundary="%d"\n\n--%d\n' % (each, each) for each in range(3_000))
    assert seen(tmp_path, b"From x@y.test Sat Jan  3 01:05:34 2026\n" + deep + b"\n", report="failed") == 0
