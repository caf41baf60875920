"""What a client deletes by POP3, or marks by IMAP, on the screen: bytes are seen to go and to come."""

from __future__ import annotations

import asyncio
import poplib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from heloworld.lab.local_bench import LocalBench
from heloworld.lab.plan import Plan, with_accounts
from heloworld.ui.app import HeloApp
from heloworld.ui.screens.lab import LabScreen
from heloworld.ui.widgets.common.pane_tabs import PaneTabs
from heloworld.ui.widgets.mailbox import mailbox_pane
from heloworld.ui.widgets.mailbox.mailbox_pane import MailboxPane
from heloworld.ui.widgets.workbench import Workbench
from heloworld.ui.workbench.rewrite_moment import spans
from heloworld.wire.events import Rewritten
from patience import PATIENCE
from ui.conftest import Seat

BOX = b"".join(
    b"From dora@island.test Sun Nov 22 07:15:03 2026\nSubject: %s\n\n%s\n\n" % (word, word) for word in (b"one", b"two")
)
Sit = Callable[..., AbstractAsyncContextManager[Seat]]


@pytest.fixture
def sit(mail: Path) -> Sit:
    @asynccontextmanager
    async def seat(door: str, size: tuple[int, int] = (120, 36), box: bytes = BOX) -> AsyncIterator[Seat]:
        mail.mkdir(parents=True, exist_ok=True)
        (mail / "ana.mbox").write_bytes(box)
        bench = LocalBench(with_accounts(Plan(mail, doors={door: 0}, prompt=door)))
        app = HeloApp(lambda: LabScreen(bench, place="Test"))
        try:
            async with app.run_test(size=size, notifications=True) as pilot:
                seat = Seat(app, pilot, bench)
                await seat.until_line("#wire", "OK")
                yield seat
        finally:
            bench.stop()

    return seat


async def say(seat: Seat, line: str, answer: str) -> None:
    """Send a line, and see its answer on the wire."""
    before = len([each for each in seat.lines("#wire") if answer in each])
    await seat.enter(line)
    await seat.until(lambda: len([each for each in seat.lines("#wire") if answer in each]) > before)


async def test_a_letter_that_is_deleted_is_seen_to_go(sit: Sit) -> None:
    async with sit("pop3") as seat:
        pane = seat.screen.query_one(MailboxPane)
        pane.rewrite.shown = 60
        for line in ("USER ana", "PASS sesame", "DELE 1", "QUIT"):
            await say(seat, line, "S: +OK")
        await seat.until(lambda: pane.rewrite.is_on)
        lines = seat.lines("#mailbox")
        assert [line[:1] == "✗" for line in lines] == [True] * 5 + [False] * 5
        assert "2 messages" in str(pane.border_title)
        await seat.until_line("#wire", f"ana.mbox changed in place for QUIT: {len(BOX) // 2} bytes fewer")
        pane.rewrite.end()
        await seat.until(lambda: "1 message " in str(pane.border_title))
        assert "Subject: one" not in "".join(seat.lines("#mailbox"))
        assert "✗" not in "".join(seat.lines("#mailbox"))


async def test_it_is_seen_to_go_though_the_file_was_looked_at_before_that_was_told(
    sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox_pane, "POLL", 0.02)
    async with sit("pop3") as seat:
        pane = seat.screen.query_one(MailboxPane)
        pane.rewrite.shown = 60
        for line in ("USER ana", "PASS sesame", "DELE 1", "QUIT"):
            await say(seat, line, "S: +OK")
        await seat.until(lambda: pane.rewrite.is_on)


async def test_a_file_that_another_program_has_shortened_is_shown_as_it_is(sit: Sit, mail: Path) -> None:
    async with sit("pop3") as seat:
        (mail / "ana.mbox").write_bytes(BOX[: len(BOX) // 2])
        await seat.until(lambda: "1 message " in str(seat.screen.query_one(MailboxPane).border_title))


async def test_where_panes_take_turns_the_file_comes_up_with_what_goes_in_sight(sit: Sit) -> None:
    """A letter at the beginning of a long mailbox goes, while its pane is hidden."""
    async with sit("pop3", (80, 24), BOX + b"\n".join([BOX] * 10)) as seat:
        pane, bench = seat.screen.query_one(MailboxPane), seat.screen.query_one(Workbench)
        pane.rewrite.shown = bench.append.shown = 60
        assert not pane.display
        for line in ("USER ana", "PASS sesame", "DELE 1", "QUIT"):
            await say(seat, line, "S: +OK")
        await seat.until(lambda: pane.rewrite.is_on and pane.size.height > 0)
        view = pane.view
        await seat.until(lambda: view.text(view.lines.first_line + view.scroller.top).startswith("✗From"))
        bench.append.end()
        await seat.until(lambda: not pane.display)


async def test_the_next_line_gives_its_explanation_room_again(sit: Sit) -> None:
    async with sit("imap", (80, 24)) as seat:
        pane, bench = seat.screen.query_one(MailboxPane), seat.screen.query_one(Workbench)
        bench.append.shown = 60
        for line in ("a1 LOGIN ana sesame", "a2 SELECT INBOX", r"a3 STORE 1 +FLAGS (\Flagged)"):
            await say(seat, line, f"S: {line[:2]} OK")
        await seat.until(lambda: pane.display)
        await say(seat, "STORE 1", "BAD")
        await seat.until(lambda: not pane.display)
        assert "-append" not in bench.classes


async def test_what_another_client_changes_is_told_by_the_tab_alone(sit: Sit) -> None:
    async with sit("pop3", (80, 24)) as seat:

        def delete() -> None:
            assert seat.bench.address is not None
            client = poplib.POP3(*seat.bench.address, timeout=PATIENCE)
            client.user("ana")
            client.pass_("sesame")
            client.dele(1)
            client.quit()

        await asyncio.to_thread(delete)
        await seat.until_line("#wire", "ana.mbox changed in place for QUIT")
        await seat.until(lambda: "*Mailbox*" in str(seat.screen.query_one(PaneTabs).render()))
        assert not seat.screen.query_one(MailboxPane).display


async def test_a_flag_is_marked_where_it_comes(sit: Sit) -> None:
    async with sit("imap") as seat:
        for line in ("a1 LOGIN ana sesame", "a2 SELECT INBOX", r"a3 STORE 1 +FLAGS (\Flagged)"):
            await say(seat, line, f"S: {line[:2]} OK")
        await seat.until_line("#mailbox", "▌X-Status: F")
        marked = [line for line in seat.lines("#mailbox") if line.startswith("▌")]
        assert marked == ["▌Status: O", "▌X-Status: F"]


def test_what_went_and_what_came_by_where_it_stood_and_stands() -> None:
    event = Rewritten(1, 0.0, "ana.mbox", ((10, 5, 0), (20, 0, 3), (30, 2, 4)), "STORE")
    assert spans(event) == (((10, 15), (30, 32)), ((15, 18), (28, 32)))
