"""What screens with a workbench have in common: its place on the screen, and the keys that are for it."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen

from heloworld.ui.actions import ACTIONS, Action
from heloworld.ui.clipboard import copy_line
from heloworld.ui.widgets.common.key_bar import KeyBar
from heloworld.ui.widgets.common.too_small import TooSmall
from heloworld.ui.widgets.wire.prompt import Prompt
from heloworld.ui.widgets.workbench import Workbench
from heloworld.ui.workbench.later import turn_later
from heloworld.ui.workbench.open_here import open_here
from heloworld.ui.workbench.open_mailbox import open_shown_mailbox
from heloworld.ui.workbench.saving import save_transcript

UNNAMED: tuple[Binding, ...] = (
    Binding("escape", "to_prompt", show=False),
    Binding("enter", "enter_line", show=False),
)
"""Keys that every workbench has, and that the help speaks of under moving."""


class WorkbenchScreen(Screen[None]):
    """Abstract: a workbench and a line of keys. Which keys there are, is for each screen to say.

    Args:
        workbench: What is worked at.
    """

    CSS_PATH = "workbench.tcss"
    SCOPES: ClassVar[tuple[str, ...]] = ("app",)
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (100, "-normal"), (150, "-wide")]  # noqa: RUF012 - Textual's
    VERTICAL_BREAKPOINTS = [(0, "-short"), (15, "-low"), (22, "-high")]  # noqa: RUF012 - Textual's form
    AUTO_FOCUS = "CommandLine"

    def __init__(self, workbench: Workbench) -> None:
        super().__init__()
        self.workbench = workbench

    def compose(self) -> ComposeResult:
        """The workbench, and the keys of what can be done here."""
        yield self.workbench
        yield KeyBar(ACTIONS, partial(_is_offered, self))
        yield TooSmall()

    def on_mount(self) -> None:
        """Begin to work."""
        self.workbench.begin()

    @on(Workbench.Failed)
    def _fail(self, message: Workbench.Failed) -> None:
        self.app.exit(message.error, return_code=message.error.exit_status)

    @on(Prompt.Entered)
    def _enter(self, message: Prompt.Entered) -> None:
        if not self.workbench.tools.take(message.lines):
            self.send(message.lines)
        elif self.workbench.tools.is_on:  # what they say of the line is about a prompt that has to be seen
            self.workbench.to_prompt()

    def send(self, lines: tuple[str, ...]) -> None:
        """Lines were entered."""
        self.workbench.send(lines)

    @on(events.Key)
    @on(events.Paste)
    def _type_on(self, event: events.Key | events.Paste) -> None:
        """What is typed or pasted elsewhere goes to the prompt, unless what has the focus has a use for it."""
        line = self.workbench.wire.line
        if self.workbench.wire.has_prompt and line.take_typed(event, self.focused):
            self.workbench.to_prompt()
            self.set_focus(line)

    def may_open(self) -> bool:
        """Whether Enter is meant for what the cursor is on."""
        return not self.workbench.wire.line.value

    async def action_enter_line(self) -> None:
        """Send what stands in the prompt, wherever the focus is; nothing there, open what the cursor is on."""
        if self.may_open() and open_here(self.workbench, self.focused, self.action_open_mailbox):
            return
        self.workbench.to_prompt()
        await self.workbench.wire.line.action_submit()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's form
        """Only a server of our own can be reset, and only it has mailboxes; where it is alone, nothing is ever due."""
        places, needed = self.workbench.places, {"reset", "next_mailbox", "open_mailbox", "tools", "later"}
        return action not in needed or (places is not None and (action != "later" or places.has_several))

    def action_to_prompt(self) -> None:
        """Go to prompt and newest line; first show all panes where one fills the screen, and give back the prompt."""
        self.workbench.tools.leave()
        if not self.workbench.enlargement.end():
            self.workbench.to_prompt()

    def action_enlarge(self) -> None:
        """Let the pane with the focus fill the screen, or show all panes again."""
        self.workbench.enlargement.toggle()

    def action_tools(self) -> None:
        """Turn the prompt to the tools, or back to the server."""
        self.workbench.tools.turn()
        self.workbench.to_prompt()

    async def action_later(self) -> None:
        """Turn the clock to the next thing that is due."""
        self.run_worker(turn_later(self.workbench.bench, partial(self.notify, markup=False)), exit_on_error=False)

    def action_bytes(self) -> None:
        """Show bytes, or text again."""
        self.workbench.toggle_bytes()

    def action_next_pane(self) -> None:
        """Go to the next pane."""
        self.workbench.next_pane()

    def action_next_connection(self) -> None:
        """Show the next connection alone, or all; with several hosts, one kind of talk."""
        self.workbench.wire.show_next_connection(self.workbench.bench.is_ours)

    def action_next_mailbox(self) -> None:
        """Show the next person's mailbox, or the next place of that pane."""
        if self.workbench.places is not None:
            self.workbench.places.go_on(self.workbench)

    action_open_mailbox = open_shown_mailbox
    action_save_transcript = save_transcript

    def action_copy_line(self) -> None:
        """Copy the line under the cursor, as it is shown."""
        copy_line(self.app, self.workbench.current_view)


def _is_offered(screen: WorkbenchScreen, action: Action) -> bool:
    """Whether the line of keys shows something that there is to do.

    Nothing can be shown of a program of the learner's own: F3 only says so, and promises nothing there.
    """
    is_empty = action.id == "show_me" and screen.workbench.has_class("-judged")
    return not is_empty and bool(action.scope & {*screen.SCOPES} and screen.check_action(action.id, ()))
