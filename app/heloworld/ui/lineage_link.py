"""Lineage on the screen: the line under the cursor of one pane, and what belongs to it in the other."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, cast

from heloworld.lab import lineage_notes
from heloworld.lab.lineage import Absence, Passage, Passages, Steps, Work
from heloworld.mbox.dialects import Dialect
from heloworld.ui.widgets.common.linked_bytes import Spot
from heloworld.ui.widgets.mailbox.mailbox_pane import MailboxPane
from heloworld.ui.widgets.wire.wire_pane import WirePane
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Delivered
from heloworld.wire.protocol import Note

BUDGET: Final = 0.01
"""Seconds after which a key comes first."""

PAUSE: Final = 0.001
"""Seconds between two steps from then on, in which keys are served."""

SEARCHING: Final = Note("Looking up where this comes from …")


MOST: Final = 64 * 1024
"""Bytes of a letter whose every line is asked for its writer at once."""

MOST_ROWS: Final = 5_000
"""Rows of a wire that may be looked through for that."""


async def own_bytes(
    delivered: Delivered, dissector: Dissector, dialect_of: Callable[[str], Dialect]
) -> tuple[tuple[int, int], ...]:
    """Which bytes of a letter that was just delivered came over the wire; the server has added all others.

    Args:
        delivered: The delivery.
        dissector: What is known of the wire.
        dialect_of: How a user's mailbox quotes.

    Returns:
        Where they start and stop in the file, in order; nothing where finding out would take too long.
    """
    if delivered.length > MOST or len(dissector.rows) > MOST_ROWS:
        return ()
    passage = await _found(Passages(dissector, dialect_of).holding(Path(delivered.path), delivered.offset))
    if isinstance(passage, Absence):
        return ()
    base, start = passage.base, delivered.offset
    spans = passage.traced.within(start - base, start + delivered.length - base)
    return tuple((base + span.start, base + span.stop) for span in spans if isinstance(span.origin, int))


async def _found(steps: Steps[Passage | Absence]) -> Passage | Absence:
    """Look something up; what takes long is done in a thread."""
    result: Passage | Absence | None = None
    while True:
        try:
            work = steps.send(result)
        except StopIteration as end:
            return cast("Passage | Absence", end.value)
        result = await asyncio.to_thread(work) if work is not None else None


class LineageLink:
    """Keeps wire and mailbox pointing at each other; the pane with the focus leads.

    Args:
        wire: The one pane.
        mailbox: The other.
        dissector: What is known of the wire.
        dialect_of: How a user's mailbox quotes.
    """

    def __init__(
        self, wire: WirePane, mailbox: MailboxPane, dissector: Dissector, dialect_of: Callable[[str], Dialect]
    ) -> None:
        self._wire, self._mailbox = wire, mailbox
        self._passages = Passages(dissector, dialect_of)
        self._is_searching = self._is_stale = False

    def update(self) -> None:
        """The cursor has moved, the focus has, or something has come in.

        What is found out within milliseconds is shown at once. Nothing waits for what takes longer: it is shown when
        it is known, and where the cursor is elsewhere by then, what belongs there is looked up next.
        """
        if self._is_searching:
            self._is_stale = True
            return
        steps, end = self._steps(), time.monotonic() + BUDGET
        try:
            while (work := next(steps)) is None and time.monotonic() < end:
                pass
        except StopIteration:
            return
        self._is_searching = True
        (self._mailbox if self._mailbox.view.has_focus else self._wire).tell(SEARCHING)
        self._mailbox.run_worker(self._go_on(steps, work))

    async def _go_on(self, steps: Steps[None], work: Work | None) -> None:
        """Go on with what takes longer, letting keys in between, and then with where the cursor is by then."""
        try:
            while True:
                if work is not None:
                    work = steps.send(await asyncio.to_thread(work))
                else:
                    await asyncio.sleep(PAUSE)
                    work = next(steps)
        except StopIteration:
            self._is_searching = False
        if self._is_stale:
            self._is_stale = False
            self.update()

    def _steps(self) -> Steps[None]:
        """Look up both ways, and show what was found."""
        self._mailbox.tell((yield from self._from_file()))
        self._wire.tell((yield from self._from_wire()))

    def _from_file(self) -> Steps[Note | None]:
        """Where the line under the mailbox's cursor comes from; its row on the wire is marked."""
        view, wire = self._mailbox.view, self._wire.view
        line, path = view.current_stored, view.lines.path
        if not view.has_focus or line is None or path is None:
            wire.link(())
            return None
        byte = view.byte
        start, stop = (line.offset, line.offset + len(line.raw)) if byte is None else _one(line.offset + byte)
        passage = yield from self._passages.holding(path, start)
        if isinstance(passage, Absence):
            wire.link(())
            end = yield from self._passages.holding(path, stop - 1)
            is_torn = isinstance(end, Passage)
            return (lineage_notes.of_torn if is_torn else lineage_notes.absent)(passage, view.current_piece, line.text)
        base = passage.base
        spans = passage.traced.within(start - base, stop - base)
        came = next((span.origin for span in spans if isinstance(span.origin, int)), None)
        if came is None:
            wire.link(())
        else:
            row, begin, _ = passage.line_at(came)
            number = wire.line_of(row)
            spot = Spot(number, came - begin) if byte is not None and number is not None else None
            wire.link(() if number is None else (number,), spot)
        return lineage_notes.of_stored(passage, start, stop, view.current_piece if byte is None else None)

    def _from_wire(self) -> Steps[Note | None]:
        """What became of the line under the wire's cursor; its lines in the mailbox are marked."""
        view, mailbox = self._wire.view, self._mailbox.view
        number, row, path = view.current_number, view.current_row, mailbox.lines.path
        if not view.has_focus or number is None or row is None or row.line is None or path is None:
            mailbox.link(())
            return None
        passage = yield from self._passages.of_row(number, path)
        if passage is None or isinstance(passage, Absence):
            mailbox.link(())
            return lineage_notes.absent(passage) if passage is not None else None
        byte, offset = view.byte, row.line.offset
        start, stop = (offset, offset + len(row.line.raw)) if byte is None else _one(offset + byte)
        kept = passage.traced.kept_within(start - passage.starts[0], stop - passage.starts[0])
        if not kept or not passage.is_in(path):
            mailbox.link(())
        else:
            base = passage.base
            lines = mailbox.lines.lines_of(base + kept[0].start, base + kept[-1].stop)
            held = mailbox.lines.stored(lines.start).offset if lines else 0
            mailbox.link(lines, Spot(lines.start, base + kept[0].start - held) if byte is not None and lines else None)
        return lineage_notes.of_sent(passage, start, stop)


def _one(at: int) -> tuple[int, int]:
    return at, at + 1
