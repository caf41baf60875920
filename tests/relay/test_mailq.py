"""The queue as Postfix prints it (recorded from Postfix 3.7.11)."""

from __future__ import annotations

import calendar

from heloworld.relay.mailq import mailq
from heloworld.relay.outcome import Outcome
from heloworld.relay.queued_letter import QueuedLetter, Recipient

RECORDED = """\
-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------
8C9C723A1A8     309 Sat Nov 28 17:48:50  ana@harbour.test
(host grey.shore.test[127.0.3.2] said: 450 4.3.0 Error: command failed (in reply to RCPT TO command))
                                         x@grey.shore.test

9D8EB23A1AE     312 Sat Nov 28 17:48:51  ana@harbour.test
                  (connect to c.shore.test[127.0.3.14]:25: Connection refused)
                                         x@order.shore.test

670AE23A1A5     300 Sat Nov 28 17:48:52  ana@harbour.test
                     (connect to shore.test[127.0.3.1]:25: Connection refused)
                                         x@shore.test

-- 0 Kbytes in 3 Requests."""

GREY = "host grey.shore.test[127.0.3.2] said: 450 4.3.0 Error: command failed (in reply to RCPT TO command)"
REFUSED = "connect to {}:25: Connection refused"


def waiting(
    queue_id: str, seconds: int, length: int, *recipients: Recipient, sender: str = "ana@harbour.test"
) -> QueuedLetter:
    arrived = calendar.timegm((2026, 11, 28, 17, 48, seconds))
    return QueuedLetter(queue_id, sender, recipients, arrived, length, arrived + 300)


def test_it_is_what_postfix_prints() -> None:
    letters = [
        waiting(
            "670AE23A1A5", 52, 300, Recipient("x@shore.test", Outcome("4.4.1", REFUSED.format("shore.test[127.0.3.1]")))
        ),
        waiting("8C9C723A1A8", 50, 309, Recipient("x@grey.shore.test", Outcome("4.3.0", GREY))),
        waiting(
            "9D8EB23A1AE",
            51,
            312,
            Recipient("x@order.shore.test", Outcome("4.4.1", REFUSED.format("c.shore.test[127.0.3.14]"))),
        ),
    ]
    assert mailq(letters) == RECORDED


def test_nothing_waits() -> None:
    assert mailq([]) == "Mail queue is empty"


def test_a_report_that_is_being_tried_right_now() -> None:
    lines = mailq(
        [waiting("ABCDEF0123", 1, 2048, Recipient("a@x.test"), Recipient("b@x.test"), sender="")], {"ABCDEF0123"}
    )
    assert lines.splitlines()[1:] == [
        "ABCDEF0123*    2048 Sat Nov 28 17:48:01  MAILER-DAEMON",
        " " * 41 + "a@x.test",
        " " * 41 + "b@x.test",
        "",
        "-- 2 Kbytes in 1 Request.",
    ]


def test_those_of_whom_the_same_was_said_stand_together() -> None:
    same = Outcome("4.4.1", "connect to x: Connection refused")
    letter = waiting(
        "A1",
        1,
        10,
        Recipient("a@x.test", same),
        Recipient("b@x.test", same),
        Recipient("c@y.test", Outcome("4.0.0", "no")),
    )
    assert [line.strip() for line in mailq([letter]).splitlines()[2:7]] == [
        "(connect to x: Connection refused)",
        "a@x.test",
        "b@x.test",
        "(no)",
        "c@y.test",
    ]
