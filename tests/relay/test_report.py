"""Reports, compared with those of Postfix 3.7.11 (``recorded/``), and read by Python's parser."""

from __future__ import annotations

import calendar
import email
import email.policy
import re
from dataclasses import replace
from email.message import EmailMessage, Message
from pathlib import Path

import pytest

from heloworld.relay.outcome import Outcome
from heloworld.relay.queued_letter import QueuedLetter, Recipient
from heloworld.relay.report import RETURN_LIMIT, Occasion, Reporter, delayed, failed
from heloworld.relay.schedule import Schedule

RECORDED = Path(__file__).parent / "recorded"
HARBOUR = Reporter("mail.harbour.test", "harbour.test")
RCPT = "(in reply to RCPT TO command)"


def moment(hour: int, minute: int, second: int) -> int:
    return calendar.timegm((2026, 11, 28, hour, minute, second))


def recorded(name: str) -> str:
    """A recorded report from its Received field on, with our names where Postfix has its own."""
    text = (RECORDED / name).read_text("ascii")
    text = text[text.index("Received:") :].rstrip("\n") + "\n"
    ours = text.replace("by mail.harbour.test (Postfix)\n\tid", "by mail.harbour.test (HELO World)\n\tid")
    return ours.replace("X-Postfix", "X-HELO-World")


def original(name: str) -> bytes:
    """The letter that a recorded report has in it, without the Return-Path that the report adds."""
    text = (RECORDED / name).read_text("ascii")
    text = text[text.rindex("Return-Path: <ana@harbour.test>\n") :].partition("\n")[2]
    return text[: text.rindex("\n--")].encode().replace(b"\n", b"\r\n")


def queued(queue_id: str, at: int, address: str, said: Outcome, content: bytes) -> QueuedLetter:
    return QueuedLetter(queue_id, "ana@harbour.test", (Recipient(address, said),), at, len(content), at)


CASES = {
    "dsn-failed-unknown-user.mbox": (
        "3E43323A187", moment(17, 48, 50), "5506623A1A5", moment(17, 48, 50), "nobody@island.test",
        Outcome("5.1.1", f"host mail.island.test[127.0.2.1] said: 550 5.1.1 <nobody@island.test>: Recipient address "
                f"rejected: User unknown in local recipient table {RCPT}", remote="mail.island.test",
                reply="550 5.1.1 <nobody@island.test>: Recipient address rejected: User unknown in local recipient "
                "table"),
    ),
    "dsn-failed-null-mx.mbox": (
        "0AB0E23A1AE", moment(17, 48, 51), "15E0423A1B0", moment(17, 48, 51), "x@null.shore.test",
        Outcome("5.1.0", "Domain null.shore.test does not accept mail (nullMX)"),
    ),
    "dsn-failed-expired.mbox": (
        "D251223A1C9", moment(17, 49, 32), "EFC2A23A188", moment(17, 50, 40), "x@grey.shore.test",
        Outcome("4.3.0", f"host grey.shore.test[127.0.3.2] said: 450 4.3.0 Error: command failed {RCPT}",
                remote="grey.shore.test", reply="450 4.3.0 Error: command failed"),
    ),
    "dsn-delayed.mbox": (
        "D251223A1C9", moment(17, 49, 32), "E199D23A1B1", moment(17, 49, 43), "x@grey.shore.test",
        Outcome("4.3.0", f"host grey.shore.test[127.0.3.2] said: 450 4.3.0 Error: command failed {RCPT}",
                remote="grey.shore.test", reply="450 4.3.0 Error: command failed"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_it_is_what_postfix_writes(name: str) -> None:
    queue_id, arrived, own_id, at, address, said = CASES[name]
    content = original(name)
    letter = queued(queue_id, arrived, address, said, content)
    about = Occasion(letter, letter.recipients, content, at, own_id)
    schedule = Schedule(lifetime=60, delay_warning=10)
    report = delayed(HARBOUR, about, schedule) if name == "dsn-delayed.mbox" else failed(HARBOUR, about)
    assert report.queue_id == own_id
    assert report.content.replace(b"\r\n", b"\n").decode() == recorded(name)


def parse(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def blocks(message: EmailMessage) -> list[Message]:
    """The groups of fields for programs: the first about the letter, then one for each recipient."""
    status = list(message.iter_parts())[1].get_payload()
    assert isinstance(status, list)
    return [each for each in status if isinstance(each, Message)]


def defects(message: EmailMessage) -> list[object]:
    return [defect for part in message.walk() for defect in part.defects]


def about(
    content: bytes, *, said: Outcome | None = None, address: str = "x@island.test", utf8: bool = False
) -> Occasion:
    said = said or Outcome("5.1.1", "host a[127.0.0.1] said: 550 5.1.1 no", remote="a", reply="550 5.1.1 no")
    letter = replace(queued("ABC1", 1000, address, said, content), smtputf8=utf8)
    return Occasion(letter, letter.recipients, content, 2000, "ABC2")


@pytest.mark.parametrize(
    "content",
    [
        b"Subject: x\r\n\r\nHello\r\n",
        b"Subject: x\r\n\r\nno line end",
        b"Subject: x\n\nLF only\n",
        b"Subject: x\r\n\r\n",
        b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGr\xc3\xbc\xc3\x9fe\r\n",
        b"Subject: x\r\n\r\n--ABC1.2000/mail.harbour.test\r\n--ABC1.2000/mail.harbour.test--\r\n",
        b"Subject: x\r\n\r\n" + b"long\r\n" * RETURN_LIMIT,
    ],
    ids=["plain", "no end", "LF", "empty", "8-bit", "a boundary to guess", "long"],
)  # fmt: skip
def test_python_reads_it_without_a_defect(content: bytes) -> None:
    for report in (failed(HARBOUR, about(content)), delayed(HARBOUR, about(content), Schedule(delay_warning=1))):
        message = parse(report.content)
        assert defects(message) == []
        assert message.get_content_type() == "multipart/report"
        kinds = [part.get_content_type() for part in message.iter_parts()]
        assert kinds[:2] == ["text/plain", "message/delivery-status"]
        assert kinds[2:] in (["message/rfc822"], ["text/rfc822-headers"])
        status = blocks(message)
        assert [block["Final-Recipient"] for block in status] == [None, "rfc822; x@island.test"]


def test_a_whole_letter_comes_back_as_it_was_and_a_large_one_as_its_header() -> None:
    small = parse(failed(HARBOUR, about(b"Subject: x\r\n\r\n.\r\nHello\r\n")).content)
    inner = list(small.iter_parts())[2].get_payload(0)
    assert isinstance(inner, EmailMessage)
    assert inner.get_content() == ".\r\nHello\r\n"
    assert inner["Return-Path"] == "<ana@harbour.test>"
    large = failed(HARBOUR, about(b"Subject: x\r\n\r\n" + b"y" * RETURN_LIMIT)).content
    assert len(large) < 5000
    assert b"text/rfc822-headers" in large
    assert b"Subject: x" in large


def test_several_recipients_stand_in_one_report() -> None:
    occasion = about(b"Subject: x\r\n\r\n")
    other = Recipient("y@shore.test", Outcome("5.1.2", "nothing there"))
    message = parse(failed(HARBOUR, replace(occasion, recipients=(*occasion.recipients, other))).content)
    status = blocks(message)
    assert [block["Status"] for block in status] == [None, "5.1.1", "5.1.2"]
    assert [block["Diagnostic-Code"] for block in status] == [None, "smtp; 550 5.1.1 no", "X-HELO-World; nothing there"]


def test_an_address_beyond_ascii_is_reported_as_rfc_6533_has_it() -> None:
    report = failed(HARBOUR, about("Subject: Grüße\r\n\r\n".encode(), address="jürgen@island.test", utf8=True)).content
    assert b"Content-Type: message/global-delivery-status" in report
    assert "Final-Recipient: utf-8; jürgen@island.test".encode() in report
    assert b"Content-Type: message/global\r\n" in report


def test_what_a_server_says_cannot_begin_a_field_or_a_part() -> None:
    """A hostile reply is one line by the time it gets here; it is folded, never broken into fields."""
    said = Outcome(
        "5.0.0", "x " * 400 + "Action: delivered", remote="a", reply="550 " + "x " * 400 + "Action: delivered"
    )
    message = parse(failed(HARBOUR, about(b"Subject: x\r\n\r\n", said=said)).content)
    status = blocks(message)
    assert [block["Action"] for block in status] == [None, "failed"]
    assert all(len(line) <= 79 for line in re.findall(r"^[ D].*x$", str(status[1]), re.MULTILINE))
