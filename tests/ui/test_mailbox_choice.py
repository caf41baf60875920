"""The title of the mailbox pane: where a dialect counts in a way of its own, it counts so, and says so."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from heloworld.lab.plan import Plan, policy
from heloworld.mbox.dialects import Dialect
from heloworld.ui.mailbox_choice import MailboxChoice
from heloworld.wire.events import Delivered

LETTER = b"From dora@island.test Sat Jan  3 01:05:34 2026\nContent-Length: 26\n\nFrom here on it is calm.\n\n\n"


@pytest.mark.parametrize(
    ("dialect", "says"),
    [
        pytest.param(Dialect.MBOXRD, "Mailbox: ana · 2 messages · 94 bytes", id="separators"),
        pytest.param(Dialect.NAIVE, "Mailbox: ana · 2 messages as naive · 94 bytes", id="every-From"),
        pytest.param(Dialect.MBOXCL2, "Mailbox: ana · 1 message as mboxcl2 · 94 bytes", id="lengths"),
    ],
)
def test_messages_are_counted_as_the_mailbox_is_written(tmp_path: Path, dialect: Dialect, says: str) -> None:
    (tmp_path / "ana.mbox").write_bytes(LETTER)
    choice = MailboxChoice(Plan(tmp_path, dialect=dialect))
    choice.tail.update()
    assert choice.title == says
    (tmp_path / "ana.mbox").write_bytes(LETTER * 2)
    choice.tail.update()
    assert choice.title == says.replace("2 messages", "4 messages").replace("1 message", "2 messages").replace(
        "94", "188"
    )


def test_a_naive_mailbox_counts_a_line_that_has_no_empty_line_above_it(tmp_path: Path) -> None:
    letter = b"From dora@island.test Sat Jan  3 01:05:34 2026\n\nDear Ana\nFrom now on I write more.\n\n"
    (tmp_path / "ana.mbox").write_bytes(letter)
    choice = MailboxChoice(Plan(tmp_path, dialect=Dialect.NAIVE))
    choice.tail.update()
    assert choice.title == f"Mailbox: ana · 2 messages as naive · {len(letter)} bytes"


@pytest.mark.parametrize("begins_again", [False, True])
def test_a_file_as_long_as_the_one_before_is_counted_anew(tmp_path: Path, begins_again: bool) -> None:
    head, plan = b"From dora@island.test Sat Jan  3 01:05:34 2026\n\n", Plan(tmp_path, dialect=Dialect.NAIVE)
    choice, file = MailboxChoice(plan), tmp_path / "ana.mbox"
    letters = ((b"from now on", "1 message"), (b"From now on", "2 messages"), (b"from now on", "1 message"))
    for second, (line, says) in enumerate(letters):
        file.unlink(missing_ok=True)
        if begins_again:
            choice.begin_again(plan)
        file.write_bytes(head + line + b"\n\n")
        os.utime(file, (second, second))
        choice.tail.update()
        assert choice.title == f"Mailbox: ana · {says} as naive · 61 bytes"


def test_a_spam_folder_is_a_mailbox_of_its_own_once_something_is_in_it(tmp_path: Path) -> None:
    plan = replace(Plan(tmp_path, policy=policy(("ana", "ben"))), spam=True)
    choice = MailboxChoice(plan)
    assert [each.label for each in choice.all] == ["ana", "ben"]
    folder = plan.spam_folder("ana")
    folder.write_bytes(b"From x Sat Jan  3 01:10:35 2026\nSubject: a\n\nb\n\n")
    choice.follow(Delivered(1, 0.0, "ana@harbour.test", str(folder), 0, folder.stat().st_size, "A"))
    assert [each.label for each in choice.all] == ["ana", "ana/spam", "ben"]
    choice.tail.update()
    assert choice.title.startswith("Mailbox: ana/spam · 1 message · ")
    assert choice.tail.path == folder
    folder.unlink()  # as a reset does
    choice.next()
    assert choice.chosen.label == "ben"
