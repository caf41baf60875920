"""A terminal that has stopped reading (ctrl+S, a slow line) holds up nobody's mail, and the screen catches up."""

from __future__ import annotations

import os
import select
import smtplib
import time
from pathlib import Path

from ui.terminal.terminal import helo

MAILS = int(os.environ.get("HELO_STALLED_MAILS", "200"))
"""How many mails are sent meanwhile."""

SECONDS = float(os.environ.get("HELO_STALLED_SECONDS", "1"))
"""How long the terminal reads nothing, at least."""


def test_mail_is_taken_while_the_terminal_has_stalled(tmp_path: Path) -> None:
    with helo("lab", "--port", "0", "--mail", str(tmp_path)) as terminal:
        terminal.wait_for("S: 220")
        port = int(terminal.wait_for(r"smtp 127.0.0.1:\d+").text.rpartition(":")[2])
        until = time.monotonic() + SECONDS
        terminal.stall()
        slowest = 0.0
        with smtplib.SMTP("127.0.0.1", port) as client:
            for number in range(1, MAILS + 1):
                before = time.monotonic()
                client.sendmail("dora@island.test", ["ana@harbour.test"], f"Subject: mail {number}\n\nbody\n")
                slowest = max(slowest, time.monotonic() - before)
            while (left := until - time.monotonic()) > 0:  # the connection lives, and there is little to catch up on
                client.noop()
                select.select([], [], [], min(left, 0.2))
        stored = (tmp_path / "ana.mbox").read_bytes()
        assert stored.count(b"\nSubject: mail ") == MAILS
        assert slowest < 1.0
        terminal.wait_for(rf"ana · [\d,]+\+? messages? · {len(stored):,} bytes")
        terminal.wait_for("connection 2 closed")
        terminal.enter("HELO still here")
        terminal.wait_for("C: HELO still here")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
        assert terminal.left_behind() == []
