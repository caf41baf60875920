"""The zone in its file: written in place or in an editor of one's own, and taken as soon as it has no fault."""

from __future__ import annotations

from typing import Final

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import TextArea

from heloworld.errors import HeloError
from heloworld.lab.names.zone_folder import ZoneCheck, ZoneFile
from heloworld.lab.plan import Plan
from heloworld.ui.widgets.places.zone_text import FAULT, WARNING, Remark, ZoneText
from heloworld.wire.visible import visible_text

POLL: Final = 0.25
"""Seconds between two looks at the file, which another editor may save."""

OLD_STAYS: Final = (
    "{origin} is saved, and not in use: line {line} has a fault. Until it is mended, the old zone answers."
)


class ZoneEditor(Vertical):
    """A text that says what is wrong with it.

    Args:
        file: The zone.
        plan: Its world.
    """

    DEFAULT_CSS = """
    ZoneEditor { height: 1fr; }
    """

    class Changed(Message):
        """There is something else to be said in the title."""

    def __init__(self, file: ZoneFile, plan: Plan) -> None:
        super().__init__(id="zone-editor")
        self._file, self._plan = file, plan
        self._saved: str | None = None
        self._checks: dict[str, ZoneCheck] = {}

    def compose(self) -> ComposeResult:
        """The text; what is wrong with a line stands under it."""
        yield ZoneText()

    def on_mount(self) -> None:
        """Read the file, and look at it from time to time."""
        self.look()
        self.set_interval(POLL, self.look)

    @property
    def text(self) -> ZoneText:
        """What is written in."""
        return self.query_one(ZoneText)

    @property
    def is_edited(self) -> bool:
        """Whether something has not been saved."""
        return self._saved is not None and self.text.text != self._saved

    @property
    def origin(self) -> str:
        """The name of the zone, without the final dot."""
        return self._file.origin

    @property
    def title(self) -> str:
        """Which zone it is, and whether what is shown is in use."""
        if self.is_edited:
            state = "edited, not saved: Esc saves"
        elif self._check.faults:
            state = f"{FAULT} line {self._check.faults[0].line}: not in use, the old zone answers"
        else:
            state = "in use"
        way_in = "" if self.has_focus_within or self.is_edited else " · F6 edits it"
        return f"Zone: {self._file.origin} · {state}{way_in}"

    @property
    def _check(self) -> ZoneCheck:
        """What is to be said of the zone that is shown."""
        return self._checks.get(self._file.origin, ZoneCheck())

    @property
    def is_faulty(self) -> bool:
        """Whether there is a fault in one of the zones that were looked at."""
        return any(each.faults for each in self._checks.values())

    @property
    def place(self) -> str:
        """Where the file lies, safe to show."""
        return visible_text(str(self._file.path))

    def open(self, file: ZoneFile, plan: Plan) -> None:
        """Show another zone, or one of another world, or the same again."""
        if plan is not self._plan:
            self._checks.clear()
        self._file, self._plan, self._saved = file, plan, None
        self.text.load_text("")
        self.look()

    def look(self) -> None:
        """Show what another editor has saved, unless there is something here that was not."""
        if self.is_edited:
            return
        text = self._file.read()
        if text is not None and text != self._saved:
            self._saved = text
            where = self.text.cursor_location
            self.text.load_text(text)
            self.text.move_cursor(where)
            self._judge()

    def save(self) -> None:
        """Save what was written, if anything was; the name server takes it unless there is a fault in it."""
        if not self.is_edited:
            return
        text = self.text.text
        try:
            self._file.save(text)
        except HeloError as error:
            self.notify(visible_text(str(error)), severity="error", timeout=10, markup=False)
            return
        self._saved = text
        self._judge()
        self.app.clear_notifications()  # what was said of an earlier text
        if self._check.faults:
            self.notify(
                OLD_STAYS.format(origin=self._file.origin, line=self._check.faults[0].line),
                severity="warning",
                timeout=8,
                markup=False,
            )

    @on(events.DescendantFocus)
    def _come(self) -> None:
        self.post_message(self.Changed())

    @on(events.DescendantBlur)
    def _leave(self) -> None:
        """What was written is saved when one goes elsewhere; not when another window of the terminal is looked at."""
        if self.app.app_focus:
            self.save()
        self.post_message(self.Changed())

    @on(TextArea.Changed)
    def _judge(self) -> None:
        """Say what is wrong with what is written now."""
        self._checks[self._file.origin] = check = self._file.check(self.text.text, self._plan)
        remarks: dict[int, tuple[Remark, ...]] = {}
        for sign, each in [*((FAULT, it) for it in check.faults), *((WARNING, it) for it in check.warnings)]:
            remarks[each.line] = (*remarks.get(each.line, ()), Remark(sign, visible_text(each.says)))
        self.text.mark(remarks)
        self.post_message(self.Changed())
