"""Lineage on the screen: the cursor in one pane, what belongs to it marked in the other."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from threading import Event

import pytest

from heloworld.lab import lineage
from heloworld.lab.lineage import Absence, Passage
from heloworld.ui.widgets.common.line_view import LineView
from heloworld.ui.widgets.mailbox.mailbox_pane import MailboxPane
from heloworld.ui.widgets.mailbox.mailbox_view import MailboxView
from heloworld.ui.widgets.wire.explanation import Explanation
from heloworld.ui.widgets.wire.wire_view import WireView
from patience import PATIENCE

from .conftest import Seat

Sit = Callable[..., AbstractAsyncContextManager[Seat]]

LETTER = (
    "HELO localhost",
    "MAIL FROM:<dora@island.test>",
    "RCPT TO:<ana@harbour.test>",
    "DATA",
    "Subject: hello",
    "Status: RO",
    "",
    "From here on",
    "..two",
    ".",
)


class Eyes:
    """Both panes, and what is marked in them."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self.wire = seat.screen.query_one("#wire", WireView)
        self.mailbox = seat.screen.query_one("#mailbox", MailboxView)

    def marked(self, view: LineView) -> list[str]:
        """The lines on the screen that are marked."""
        shown = ["".join(segment.text for segment in view.render_line(y)) for y in range(view.content_size.height)]
        return [line.removesuffix("◂").strip(" ▌") for line in shown if line.endswith("◂")]

    def pointed(self, view: LineView) -> list[str]:
        """The cells that are pointed at."""
        rows = [view.render_line(y) for y in range(view.content_size.height)]
        found = []
        for row in rows:
            *segments, last = [(segment.text, bool(segment.style and segment.style.reverse)) for segment in row]
            found += [text for text, is_reversed in segments if text.strip() and is_reversed is not last[1]]
        return found

    def bar(self) -> str:
        """What is said under the mailbox."""
        panel = self.seat.screen.query_one(MailboxPane).query_one(Explanation)
        return str(panel.render()) if panel.display else ""

    def said(self) -> str:
        """What is said under the wire."""
        return self.seat.said("Explanation").replace("\n", " ")

    async def go(self, view: LineView, text: str) -> None:
        """Put the cursor on a line, with the keyboard there."""
        view.focus()
        lines = [view.text(number) for number in range(view.lines.first_line, view.end_line)]
        view.cursor = view.lines.first_line + next(at for at, line in enumerate(lines) if text in line)
        await self.seat.pilot.pause()


async def look(seat: Seat) -> Eyes:
    await seat.send(*LETTER)
    await seat.until_line("#mailbox", "▌Subject: hello")  # marked with the news of it, which moves the cursor
    return Eyes(seat)


async def test_a_line_of_the_file_says_where_it_comes_from(sit: Sit) -> None:
    async with sit() as seat:
        eyes = await look(seat)
        assert not eyes.bar()
        await eyes.go(eyes.mailbox, ">From here on")
        await seat.until(lambda: "From the wire: connection 1, client bytes" in eyes.bar())
        assert "The > was added by quoting (mboxrd)" in eyes.bar()
        assert eyes.marked(eyes.wire) == ["C: From here on"]
        await eyes.go(eyes.mailbox, "Received:")
        await seat.until(lambda: "Added by delivery: Received" in eyes.bar())
        assert eyes.marked(eyes.wire) == []
        await seat.pilot.press("escape")
        await seat.until(lambda: not eyes.bar())


async def test_of_an_empty_mailbox_nothing_is_said(sit: Sit) -> None:
    async with sit() as seat:
        eyes = await look(seat)
        eyes.mailbox.focus()
        await seat.pilot.press("end")
        await seat.until(lambda: "Added by delivery: the empty line" in eyes.bar())
        await seat.pilot.press("ctrl+o")
        await seat.until(lambda: eyes.mailbox.lines.end_line == 0)
        await seat.until(lambda: not eyes.bar())


async def test_a_line_on_the_wire_says_where_it_went(sit: Sit, mail: Path) -> None:
    async with sit() as seat:
        eyes = await look(seat)
        await eyes.go(eyes.wire, "C: From here on")
        await seat.until(lambda: "In ana.mbox: bytes" in eyes.said())
        assert eyes.marked(eyes.mailbox) == [">From here on"]
        at = (mail / "ana.mbox").read_bytes().index(b"From here on")
        assert f"bytes {at:,} to {at + 12:,}" in eyes.said()
        await eyes.go(eyes.wire, "C: Status: RO")
        await seat.until(lambda: "Not in ana.mbox. Taken away by delivery: Status" in eyes.said())
        assert eyes.marked(eyes.mailbox) == []
        await eyes.go(eyes.wire, "C: HELO")
        await seat.until(lambda: "ana.mbox" not in eyes.said())
        await seat.pilot.press("escape")


async def test_what_takes_longer_is_shown_when_it_is_known(sit: Sit, monkeypatch: pytest.MonkeyPatch) -> None:
    may_go_on, joined = Event(), lineage.joined

    def slowly(*asked: object) -> Passage | Absence:
        assert may_go_on.wait(PATIENCE)
        return joined(*asked)  # type: ignore[arg-type]  # as it was asked

    monkeypatch.setattr(lineage, "joined", slowly)
    async with sit() as seat:
        await seat.send(*LETTER[:-1])
        for _ in range(1_000):
            seat.bench.enter(b"row, row, row your boat")
        await seat.send(".")
        await seat.until_line("#mailbox", "▌Subject: hello")
        eyes = Eyes(seat)
        await eyes.go(eyes.mailbox, ">From here on")
        await seat.until(lambda: "Looking up" in eyes.bar())
        await eyes.go(eyes.mailbox, "Subject: hello")
        assert eyes.mailbox.text(eyes.mailbox.current or 0).endswith("Subject: hello"), "the cursor waits for nothing"
        may_go_on.set()
        await seat.until(lambda: "From the wire: connection 1, client bytes" in eyes.bar())
        await seat.until(lambda: eyes.marked(eyes.wire) == ["C: Subject: hello"])
        await eyes.go(eyes.wire, "C: From here on")
        await seat.until(lambda: "In ana.mbox: bytes" in eyes.said())
        assert eyes.marked(eyes.mailbox) == [">From here on"]


async def test_byte_by_byte(sit: Sit) -> None:
    async with sit() as seat:
        eyes = await look(seat)
        await seat.pilot.press("f4")
        await eyes.go(eyes.mailbox, ">From here on")
        await seat.until(lambda: "The > was added by quoting" in eyes.bar())
        assert (eyes.pointed(eyes.mailbox), eyes.marked(eyes.wire)) == ([">"], [])
        await seat.pilot.press("right")
        await seat.until(lambda: "From the wire: connection 1, client byte" in eyes.bar())
        assert (eyes.pointed(eyes.mailbox), eyes.pointed(eyes.wire)) == (["F"], ["F"])
        await seat.pilot.press(*["right"] * 20)
        await seat.until(lambda: "CR LF became LF" in eyes.bar())
        assert eyes.pointed(eyes.mailbox) == ["␊"]
        await eyes.go(eyes.wire, "C: ..two")
        await seat.until(lambda: "Not in ana.mbox. The dot at the start" in eyes.said())
        await seat.pilot.press("right")
        await seat.until(lambda: "In ana.mbox: byte " in eyes.said())
        assert (eyes.pointed(eyes.wire), eyes.pointed(eyes.mailbox)) == (["."], ["."])
        assert "0000  2e 2e 74" in eyes.said()


async def test_a_mark_is_scrolled_into_view_and_left_again(sit: Sit) -> None:
    async with sit((100, 20)) as seat:
        eyes = await look(seat)
        for _ in range(12):
            await seat.send("NOOP")
        await eyes.go(eyes.mailbox, "Subject: hello")
        await seat.until(lambda: eyes.marked(eyes.wire) == ["C: Subject: hello"])
        assert eyes.wire.scroll_offset.y < eyes.wire.max_scroll_y
        await seat.pilot.press("escape")
        await seat.until(lambda: eyes.wire.scroll_offset.y == eyes.wire.max_scroll_y)


async def test_mail_that_was_there_before(sit: Sit, mail: Path) -> None:
    mail.mkdir(parents=True)
    (mail / "ana.mbox").write_bytes(b"From x Sat Jan  3 01:05:34 2026\nSubject: old\n\nold\n\n")
    async with sit() as seat:
        eyes = Eyes(seat)
        await eyes.go(eyes.mailbox, "Subject: old")
        await seat.until(lambda: "Not in this transcript" in eyes.bar())


async def test_a_line_that_was_there_before_is_named_first(sit: Sit, mail: Path) -> None:
    mail.mkdir(parents=True)
    (mail / "ana.mbox").write_bytes(
        b"From x Sat Jan  3 01:05:34 2026\nSubject: old\n\n>From a\n\n"
        b"From y Sat Jan  3 01:05:34 2026\nA: b\n\nwhen the li"
    )
    async with sit() as seat:
        eyes = Eyes(seat)
        eyes.mailbox.focus()
        for number, said in enumerate(
            (
                "The From_ line: a message starts here.",
                "A field of the header.",
                "The empty line that ends the header.",
                "A line of the body, quoted.",
                "The empty line after a message.",
                "The From_ line: a message starts here.",
            )
        ):
            eyes.mailbox.cursor = number
            await seat.until(lambda said=said: eyes.bar().startswith(said))  # type: ignore[misc]  # bound at once
            assert "Not in this transcript" in eyes.bar()
        await seat.pilot.press("escape")
        await seat.send(*LETTER)
        await seat.until_line("#mailbox", "▌Subject: hello")
        await eyes.go(eyes.mailbox, "when the li")
        await seat.until(lambda: "Added by delivery: a line end" in eyes.bar())
        assert "Not in this transcript" in eyes.bar()
        await eyes.go(eyes.mailbox, "Subject: hello")
        await seat.until(lambda: eyes.bar().startswith("A field of the header."))
        assert "From the wire: connection 1, client bytes" in eyes.bar()


async def test_left_and_right_scroll_while_no_bytes_are_shown(sit: Sit) -> None:
    async with sit((60, 24)) as seat:
        eyes = await look(seat)
        await seat.pilot.press("f6")
        await eyes.go(eyes.mailbox, "by mail.harbour.test")
        await seat.pilot.press("right")
        await seat.until(lambda: eyes.mailbox.scroll_offset.x > 0)
        assert eyes.mailbox.byte is None
