"""Conditions on verdicts: what a host found out, and where the letter went."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from course.recording import AT, MAIL, PROMPT, condition, session, witness
from heloworld.course.conditions.evidence import Evidence, Mailboxes
from heloworld.wire.events import Delivered, Event, Judged


def judged(
    method: str, result: str, domain: str, *, selector: str = "", policy: str = "", reason: str = "Why."
) -> Event:
    return Judged(1, AT, "island", "A", method, result, domain, reason, selector=selector, policy=policy)


def after(folder: Path, *events: Event) -> Evidence:
    dissector, sees = witness(Mailboxes(folder, ("ana",), {}, {"island": Mailboxes(folder / "island", ("dora",))}))
    dissector.feed(session(1, PROMPT + 1, MAIL))
    dissector.feed(events)
    return sees.look()


def often(seen: Evidence, **table: object) -> int:
    return len(list(condition(**table).moments(seen)))


def test_a_verdict_is_told_by_method_result_domain_and_host(tmp_path: Path) -> None:
    seen = after(
        tmp_path,
        judged("spf", "none", "mail.harbour.test"),
        judged("spf", "fail", "harbour.test"),
        judged("dkim", "fail", "harbour.test", selector="2026", reason="The body is another one."),
        judged("dmarc", "fail", "harbour.test", policy="reject"),
    )
    assert often(seen, verdict="spf") == 2
    assert often(seen, verdict="spf", result="fail", domain="Harbour.test", server="island") == 1
    assert often(seen, verdict="spf", result=["fail", "none"]) == 2
    assert often(seen, verdict="spf", result="fail", server="shore") == 0
    assert often(seen, verdict="dkim", selector="2026", says="*body*") == 1
    assert often(seen, verdict="dkim", selector="2027") == 0
    assert often(seen, verdict="dmarc", policy="reject") == 1
    assert often(seen, verdict="dmarc", policy="none") == 0


def test_a_result_that_there_cannot_be_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="passed"):
        condition(verdict="spf", result="passed")


def test_the_spam_folder_is_a_mailbox_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "island" / "dora.spam.mbox"
    folder.parent.mkdir()
    record = b"From x@shore.test Sat Nov 28 17:57:01 2026\nX-Spam-Flag: YES\n\nGTUBE\n\n"
    folder.write_bytes(record)
    seen = after(tmp_path, Delivered(1, AT, "dora@island.test", str(folder), 0, len(record), "A", server="island"))
    assert often(seen, mailbox="dora", server="island", folder="spam", added="X-Spam-Flag: YES", newest=True) == 1
    assert often(seen, mailbox="dora", server="island", grew=True) == 0
    assert often(seen, letter="X-Spam-Flag: YES", of="dora", server="island", folder="spam") == 1
    assert often(seen, letter="X-Spam-Flag: YES", of="dora", server="island") == 0
    owner = seen.mailboxes.owner(str(folder))
    assert owner is not None
    assert owner.name == "island/dora's spam"
