"""Saving the transcript of a world, to be seen again."""

from __future__ import annotations

import re
import time
from typing import Final

from heloworld import paths
from heloworld.errors import HeloError
from heloworld.lab.recorded.first_mailboxes import first_mailboxes
from heloworld.lab.recorded.saved_transcript import save
from heloworld.ui.mailbox.hand_out import hand_out
from heloworld.ui.widgets.workbench import HasWorkbench
from heloworld.wire.visible import visible_text

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9.]+")


def save_transcript(screen: HasWorkbench) -> None:
    """Save what has happened in a world of our own, and say where: an action of every screen with a workbench."""
    workbench, bench = screen.workbench, screen.workbench.bench
    if bench.plan is None:  # what was typed to somebody else's server is not saved
        return
    events, count = bench.transcript.since(0)
    boxes = first_mailboxes(bench.plan, events, is_whole=count == len(events))
    place = _UNSAFE.sub("-", workbench.title.place).strip("-.") or "transcript"
    file = paths.transcripts() / f"{place}-{time.strftime('%Y%m%d-%H%M%S')}.jsonl"
    try:
        save(file, bench.transcript, bench.is_ours, {(host, path): content for host, path, content in boxes})
    except HeloError as error:
        workbench.notify(visible_text(str(error)), severity="error", timeout=10, markup=False)
        return
    said = f"Saved. To see it again: helo replay {file}"
    if workbench.app.is_web:
        hand_out(workbench.screen, file.name, (file.read_bytes(),))
        said = f"Your browser was given it. To see it again on your own machine: helo replay {file.name}"
    workbench.notify(visible_text(said), timeout=12, markup=False)
