"""The main job on the screen: type SMTP, watch the mbox grow."""

from __future__ import annotations

import asyncio
import smtplib
import string
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

import pytest
from textual import events

from heloworld.course.play.first_mail import STEPS
from heloworld.ui.screens.mailbox import MailboxScreen
from heloworld.ui.widgets.common.line_view import LineView
from heloworld.ui.widgets.lesson.first_mail_guide import Guide
from heloworld.ui.widgets.wire.prompt import Prompt
from heloworld.ui.widgets.wire.wire_pane import WirePane
from heloworld.ui.widgets.workbench import Workbench
from heloworld.wire.rows import KEEP_BYTES, Rows
from ui.conftest import Seat

Sit = Callable[..., AbstractAsyncContextManager[Seat]]

LETTER = (
    "HELO localhost",
    "MAIL FROM:<dora@island.test>",
    "RCPT TO:<ana@harbour.test>",
    "DATA",
    "Subject: hello",
    "",
    "... and this is our actual email text!",
)


async def test_eight_lines_become_a_mail_in_the_file(sit: Sit, mail: Path) -> None:
    async with sit() as seat:
        await seat.send(*LETTER, ".")
        await seat.until_line("#wire", "250 2.0.0 Ok: queued as")
        await seat.until_line("#mailbox", "Subject: hello")
        stored = (mail / "ana.mbox").read_bytes()
        assert stored.startswith(b"From dora@island.test ")
        assert b"\n\n.. and this is our actual email text!\n\n" in stored
        shown = [line.removeprefix("▌").rstrip() for line in seat.lines("#mailbox")]
        assert [line.replace("␉", "\t") for line in shown] == [line.rstrip() for line in stored.decode().splitlines()]
        assert "ana · 1 message ·" in str(seat.screen.query_one("#mailbox-pane").border_title)


async def test_what_an_empty_mailbox_says_is_not_cut(sit: Sit) -> None:
    async with sit((100, 30)) as seat:
        view = seat.screen.query_one("#mailbox", LineView)
        said = " ".join(view.render_line(y).text.strip() for y in range(3))
        assert said.strip() == "Nothing here yet: the first mail makes ana.mbox."


async def test_the_newest_bytes_are_marked_until_others_come(sit: Sit) -> None:
    async with sit() as seat:
        await seat.send(*LETTER, ".", "MAIL FROM:<>", "RCPT TO:<ana@harbour.test>", "DATA", "second", ".")
        await seat.until_line("#mailbox", "▌second")
        # The file may be looked at before the news of its second mail is here: then the first is still marked as well.
        await seat.until(lambda: not seat.lines("#mailbox")[0].startswith("▌"))
        lines = seat.lines("#mailbox")
        second = next(at for at, line in enumerate(lines) if "From MAILER-DAEMON" in line)
        assert all(line.startswith("▌") for line in lines[second:])
        assert not any(line.startswith("▌") for line in lines[:second])


async def test_prompt_and_strip_follow_the_session(sit: Sit) -> None:
    async with sit() as seat:
        prompt = seat.screen.query_one(Prompt)
        for line, state in zip(LETTER, ["greeted", "MAIL", "RCPT", "DATA"], strict=False):
            await seat.enter(line)
            await seat.until(partial(seat.is_said, "StateStrip", f"[ {state} ]"))
        assert "DATA" in str(prompt.query_one("#who").render())
        await seat.enter(".", "QUIT")
        await seat.until(partial(seat.is_said, "StateStrip", "[ closed ]"))
        assert "closed, Enter connects" in str(prompt.query_one("#who").render())
        await seat.enter("")
        await seat.until(partial(seat.is_said, "StateStrip", "[ connected ]"))


async def test_the_row_under_the_cursor_is_explained(sit: Sit) -> None:
    async with sit() as seat:
        await seat.send("HELO localhost", "DATA")
        await seat.until_line("#wire", "503 5.5.1")
        await seat.until(lambda: seat.said("Explanation").startswith("503"))
        seat.screen.query_one("#wire", LineView).cursor = 2
        await seat.until(lambda: "hello with the client's name" in seat.said("Explanation"))
        assert "RFC 5321 §4.1.1.1" in seat.said("Explanation")


async def test_a_reply_that_is_cut_is_told_in_full_after_its_finer_code(sit: Sit) -> None:
    async with sit((80, 24)) as seat:
        await seat.send("HELO localhost", "MAIL FROM:<dora@island.test>", "RCPT TO:<anna@harbour.test>")
        await seat.until(partial(seat.is_said, "Explanation", "550: refused"))
        _, codes, whole, *advice = seat.said("Explanation").split("\n")
        assert codes.startswith("5.1.1: no such mailbox")
        assert whole == (
            "In full: 550 5.1.1 <anna@harbour.test>: Recipient address rejected: User unknown in local recipient table."
        )
        assert advice[0].startswith("Nobody has that name")
        await seat.send("RCPT TO:<ana@harbour.test>")
        await seat.until(partial(seat.is_said, "Explanation", "250: done"))
        assert "In full" not in seat.said("Explanation")


async def test_a_reply_that_came_while_its_tab_was_hidden_is_not_taken_for_cut(sit: Sit) -> None:
    async with sit((80, 24)) as seat:
        seat.screen.workbench.show_tab("mailbox")
        await seat.pilot.pause()
        seat.bench.enter(b"HELO localhost")
        await seat.until(partial(seat.is_said, "Explanation", "250: done"))
        assert "In full" not in seat.said("Explanation")
        seat.screen.workbench.show_tab("wire")
        await seat.pilot.pause()
        seat.bench.enter(b"VRFY anna")
        await seat.until(partial(seat.is_said, "Explanation", "In full: 550 5.1.1 <anna>"))


async def test_bytes_are_shown_on_demand(sit: Sit) -> None:
    async with sit() as seat:
        await seat.send("HELO localhost")
        await seat.pilot.press("f4")
        await seat.until_line("#wire", "0 C: HELO localhost␍␊")
        assert "48 45 4c 4f 20 6c 6f 63" in seat.said("Explanation") or "32 35 30" in seat.said("Explanation")
        await seat.pilot.press("ctrl+l")
        await seat.until(lambda: not any("␍␊" in line for line in seat.lines("#wire")))


async def test_a_pasted_block_goes_out_line_by_line(sit: Sit, mail: Path) -> None:
    async with sit() as seat:
        seat.line.post_message(events.Paste("\r\n".join(LETTER) + "\n.\nQU"))
        await seat.until_line("#wire", "queued as")
        assert seat.line.value == "QU"
        assert b"\nSubject: hello\n" in (mail / "ana.mbox").read_bytes()
        replies = [line[3:6] for line in seat.lines("#wire") if line.startswith("S:")]
        assert replies == ["220", "250", "250", "250", "354", "250"]


async def test_lines_that_are_not_held_any_more_are_counted(sit: Sit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Rows.__init__, "__defaults__", (8, KEEP_BYTES))
    async with sit() as seat:
        pane = seat.screen.query_one(WirePane)
        await seat.send("HELO localhost")
        assert pane.border_title == "Wire"
        await seat.send(*["NOOP"] * 3)
        await seat.until(lambda: pane.border_title == "Wire · first 2 lines let go")


async def test_history_and_completion(sit: Sit) -> None:
    async with sit() as seat:
        await seat.send("HELO localhost", "NOOP")
        seat.line.value = "draft"
        await seat.pilot.press("up", "up")
        assert seat.line.value == "HELO localhost"
        await seat.pilot.press("down", "down", "down")
        assert seat.line.value == "draft"
        seat.line.value = "ma"
        await seat.pilot.press("tab")
        assert seat.line.value == "MAIL FROM:<dora@island.test>"


async def test_another_program_is_told_apart(sit: Sit) -> None:
    async with sit() as seat:

        def send() -> None:
            with smtplib.SMTP(*seat.bench.address or ("", 0)) as other:
                other.sendmail("emil@island.test", ["ben@harbour.test"], "Subject: from outside\n\nhi\n")

        await asyncio.to_thread(send)
        await seat.until_line("#mailbox", "Subject: from outside")
        command = "2 c: mail from:<emil@island.test>"  # Python 3.12 writes "mail FROM:", Python 3.13 "mail from:"
        await seat.until(lambda: any(command in line.lower() for line in seat.lines("#wire")))
        assert any(line.startswith("1 S: 220") for line in seat.lines("#wire"))
        await seat.pilot.press("f7", "f7")
        assert {line[:2] for line in seat.lines("#wire")} <= {"C:", "S:", "──"}
        assert "connection 2" in str(seat.screen.query_one(WirePane).border_title)
        assert not any("220 mail.harbour.test ESMTP" in line and line.startswith("1") for line in seat.lines("#wire"))
        await seat.pilot.press("f7")
        assert seat.screen.query_one(WirePane).view.narrowed is None


async def test_reset_starts_afresh_and_keeps_old_mail_aside(sit: Sit, mail: Path) -> None:
    async with sit() as seat:
        await seat.send(*LETTER, ".")
        await seat.until_line("#mailbox", "Subject: hello")
        await seat.pilot.press("f5")
        await seat.until(lambda: not seat.lines("#mailbox"))
        await seat.until_line("#wire", "220 mail.harbour.test")
        assert not any("HELO" in line for line in seat.lines("#wire"))
        assert [path.name for path in mail.glob("earlier/*/*")] == ["ana.mbox"]
        await seat.send("HELO again")
        await seat.until_line("#wire", "C: HELO again")


async def test_reset_asks_first_where_it_cuts_off_others(sit: Sit, mail: Path) -> None:
    async with sit() as seat:
        await seat.send("HELO localhost")
        reader, writer = await asyncio.open_connection(*seat.bench.address or ("", 0))
        await reader.readline()
        await seat.until_line("#wire", "2 S: 220")
        await seat.pilot.press("f5")
        await seat.until(lambda: any("Others are connected" in each.message for each in seat.app._notifications))
        writer.write(b"NOOP\r\n")
        assert await reader.readline() == b"250 2.0.0 Ok\r\n"
        await seat.pilot.press("f5")
        assert (await reader.read()).startswith(b"421 4.3.2")
        await seat.until(lambda: not any("HELO" in line for line in seat.lines("#wire")))
        writer.close()
        await seat.until_line("#wire", "220 mail.harbour.test")
        await seat.send("HELO again")
        await seat.until_line("#wire", "C: HELO again")
        await seat.pilot.press("f5")
        await seat.until(lambda: not any("HELO" in line for line in seat.lines("#wire")))


async def test_hostile_text_is_shown_as_marks_and_is_no_markup(sit: Sit) -> None:
    async with sit() as seat:
        nasty = "[/x] [b]\x1b]0;title\x07 \x9b31m \u202e [@click=app.quit]"
        await seat.send("HELO " + nasty, *LETTER[1:5], "", nasty, ".", "QUIT")
        await seat.until_line("#mailbox", "[/x] [b]␛]0;title␇ ⟨U+009B⟩31m ⟨U+202E⟩ [@click=app.quit]")
        await seat.until_line("#wire", "C: [/x] [b]␛]0;title␇")


async def test_the_guide_leads_through_the_first_mail(sit: Sit) -> None:
    async with sit(guided=True) as seat:
        for line in (line for step in STEPS for line in step.lines):
            shown = line or "(an empty line: just press Enter)"
            await seat.until(lambda shown=shown: seat.line.placeholder == shown)  # type: ignore[misc]
            await seat.pilot.press("f3")
            assert seat.line.value == line
            await seat.send(line)
        await seat.until(lambda: "What now?" in seat.said("#guide-text"))
        assert f"swaks -s 127.0.0.1:{(seat.bench.address or ('', 0))[1]}" in seat.said("#guide-text")


async def test_the_guide_says_what_a_refusal_means(sit: Sit) -> None:
    async with sit(guided=True) as seat:
        await seat.send("DATA")
        await seat.until(lambda: "503 5.5.1 Error: send HELO/EHLO first" in seat.said("#guide-text"))
        assert "Say EHLO or HELO first" in seat.said("#guide-text")


async def test_resizing_loses_nothing(sit: Sit) -> None:
    async with sit(guided=True) as seat:
        await seat.send(*LETTER[:3])
        seat.line.value = "half typed"
        for size in [(80, 24), (200, 50), (30, 8), (120, 36)]:
            await seat.pilot.resize_terminal(*size)
            await seat.pilot.pause()
            assert seat.screen.query_one("TooSmall").display is (size == (30, 8))
        assert seat.line.value == "half typed"
        assert any("RCPT TO:<ana@harbour.test>" in line for line in seat.lines("#wire"))
        assert seat.screen.query_one(Guide).display


async def test_help_and_palette_know_every_action(sit: Sit) -> None:
    async with sit() as seat:
        await seat.pilot.press("f1")
        assert type(seat.app.screen).__name__ == "HelpScreen"
        await seat.pilot.press("escape")
        says = {command.title: command.help for command in seat.app.get_system_commands(seat.screen)}
        assert says["Help"].endswith("  F1, ^g"), "? is typed"
        assert {"Help", "Type it", "Bytes", "Reset", "Next pane", "Connection", "Hang up", "Theme"} <= says.keys()


async def test_hanging_up_and_connecting_again(sit: Sit) -> None:
    async with sit() as seat:
        await seat.pilot.press("f12")
        await seat.until_line("#wire", "connection 1 closed")
        await seat.enter("HELO again")
        await seat.until_line("#wire", "2 C: HELO again")


@pytest.mark.parametrize("guided", [True, False])
@pytest.mark.parametrize("size", [(80, 24), (100, 30)])
async def test_what_is_typed_goes_to_the_prompt_wherever_the_focus_is(
    sit: Sit, size: tuple[int, int], guided: bool
) -> None:
    async with sit(size, guided=guided) as seat:
        for presses in range(4):
            for _ in range(presses):
                await seat.pilot.press("f6")
            await seat.pilot.press(*"NOcjk", "enter")
            await seat.until_line("#wire", "C: NOcjk")
            assert seat.app.focused is seat.line
            await seat.send("NOOP")


@pytest.mark.parametrize("pane", ["#wire", "#mailbox"])
async def test_every_letter_and_sign_beside_the_prompt_goes_to_it(sit: Sit, pane: str) -> None:
    async with sit() as seat:
        view = seat.screen.query_one(pane)
        with seat.app.batch_update():  # what is drawn in between is not what is asked
            for sign in string.digits + string.ascii_letters + string.punctuation:
                view.focus()
                await seat.until(lambda: seat.app.focused is view)
                await seat.pilot.press(sign)
                assert (seat.app.focused, seat.line.value) == (seat.line, sign)
                seat.line.value = ""


@pytest.mark.parametrize("pane", ["#wire", "#mailbox"])
async def test_what_is_typed_after_a_click_goes_to_the_prompt(sit: Sit, pane: str) -> None:
    async with sit() as seat:
        await seat.pilot.click(pane, offset=(5, 0))
        await seat.until(lambda: seat.app.focused is seat.screen.query_one(pane))
        await seat.pilot.press(*"click", "backspace")
        assert (seat.app.focused, seat.line.value) == (seat.line, "clic")


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_the_key_that_goes_round_stops_once_in_each_pane(sit: Sit, size: tuple[int, int]) -> None:
    async with sit(size, guided=True) as seat:
        stops = []
        for _ in range(4):
            await seat.pilot.press("f6")
            await seat.pilot.pause()
            assert seat.app.focused is not None
            stops.append(seat.app.focused.id)
        assert stops == ["mailbox", "guide", "wire", "mailbox"]
        pane = seat.screen.workbench.wire
        assert "line by line" not in str(pane.border_title)
        await seat.pilot.press("f6", "f6")
        await seat.until(lambda: "line by line" in str(pane.border_title))
        await seat.pilot.press("escape")
        await seat.until(lambda: "line by line" not in str(pane.border_title))


async def test_page_keys_scroll_the_guide_from_the_prompt(sit: Sit) -> None:
    async with sit((80, 24), guided=True) as seat:
        bench = seat.screen.query_one(Workbench)
        bench.append.shown = 0.1
        await seat.send(*LETTER, ".", "QUIT")
        await seat.until_line("#wire", "221 ")
        await seat.until(lambda: not bench.has_class("-append"))
        guide = seat.screen.query_one("#guide")
        await seat.until(lambda: "PgDn" in str(guide.border_subtitle))
        await seat.pilot.press("pagedown")
        await seat.until(lambda: guide.scroll_offset.y > 0)
        assert seat.app.focused is seat.line
        await seat.pilot.press("pageup")
        await seat.until(lambda: guide.scroll_offset.y == 0)


async def test_page_keys_scroll_the_wire_where_there_is_nothing_else_to_read(sit: Sit) -> None:
    async with sit((80, 24)) as seat:
        await seat.send("EHLO me", "EHLO me", "EHLO me")
        await seat.until(lambda: sum("S: 250 " in line for line in seat.lines("#wire")) == 3)
        view = seat.screen.workbench.wire.view
        await seat.until(lambda: 0 < view.max_scroll_y == view.scroll_offset.y)
        await seat.pilot.press("pageup")
        await seat.until(lambda: not view.is_following and view.scroll_offset.y < view.max_scroll_y)
        assert seat.app.focused is seat.line
        view.lines_changed()
        assert view.scroll_offset.y < view.max_scroll_y, "what is new does not scroll away what is read"
        await seat.pilot.press(*["pagedown"] * 3)
        await seat.until(lambda: view.is_following and view.scroll_offset.y == view.max_scroll_y)


async def test_ctrl_c_says_how_to_quit(sit: Sit) -> None:
    async with sit() as seat:
        for key in ("escape", "f6"):
            await seat.pilot.press(key, "ctrl+c")
            await seat.until(lambda: any("Ctrl+Q quits" in note.message for note in seat.app._notifications))
            seat.app.clear_notifications()


async def test_enter_on_the_grey_line_says_how_to_take_it(sit: Sit) -> None:
    async with sit(guided=True) as seat:
        await seat.pilot.press("enter")
        await seat.until(lambda: any("Tab or F3 types it" in note.message for note in seat.app._notifications))
        await seat.send(*LETTER[:5])
        assert "bad syntax" not in "".join(seat.lines("#wire"))
        await seat.send("", "text", ".", "QUIT")
        await seat.until_line("#wire", "221 ")


async def test_enter_in_the_mailbox_pane_sends_a_line_that_waits_and_else_opens_the_mailbox(sit: Sit) -> None:
    async with sit() as seat:
        await seat.send(*LETTER, ".")
        await seat.until_line("#mailbox", "Subject: hello")
        seat.line.value = "NOOP"
        seat.screen.query_one("#mailbox").focus()
        await seat.pilot.press("enter")
        await seat.until_line("#wire", "C: NOOP")
        assert seat.line.value == ""
        seat.screen.query_one("#mailbox").focus()
        await seat.pilot.press("enter")
        await seat.until(lambda: isinstance(seat.app.screen, MailboxScreen))
