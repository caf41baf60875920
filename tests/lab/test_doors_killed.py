"""``helo serve`` killed while SMTP, POP3 and IMAP change a mailbox: what was acknowledged is so, nothing is torn."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from .killing_doors import kill_again_and_again

ROUNDS = int(os.environ.get("HELO_KILL_ROUNDS", "2"))


# Clients of the standard library forget a socket whose server dies before it greets.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_killed_under_deliveries_deletions_and_flags(tmp_path: Path) -> None:
    report = kill_again_and_again(tmp_path, ROUNDS)
    assert report.delivered > 200
    assert report.is_clean, report
