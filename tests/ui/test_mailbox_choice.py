"""The title of the mailbox pane: who goes by lengths counts by them, and it says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from heloworld.lab.plan import Plan
from heloworld.mbox.dialects import Dialect
from heloworld.ui.mailbox_choice import MailboxChoice

LETTER = b"From dora@island.test Sat Jan  3 01:05:34 2026\nContent-Length: 26\n\nFrom here on it is calm.\n\n\n"


@pytest.mark.parametrize(
    ("dialect", "says"),
    [
        pytest.param(Dialect.MBOXRD, "Mailbox: ana · 2 messages · 94 bytes", id="separators"),
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
