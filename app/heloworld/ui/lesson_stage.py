"""A lesson on the screen: its page beside the wire, and the prompt in which its lines are played."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Final

from heloworld import paths
from heloworld.course.model.placeholders import JUDGES, Places
from heloworld.course.play.advice.no_hint import no_hint
from heloworld.course.play.asking import Asking
from heloworld.course.play.class_text import for_class
from heloworld.course.play.cue_card import CueFile
from heloworld.course.play.navigator import CUT_OFF
from heloworld.course.play.session import LessonSession, Mode
from heloworld.errors import HeloError
from heloworld.lab.bench import Tell
from heloworld.lab.doors import FRONT
from heloworld.lab.local_bench import LocalBench
from heloworld.lab.protocols import protocol_of
from heloworld.ui.app import stands
from heloworld.ui.clipboard import Commands
from heloworld.ui.confirm import Twice
from heloworld.ui.markdown_text import prose
from heloworld.ui.reset import has_others
from heloworld.ui.widgets.lesson import lesson_text
from heloworld.ui.widgets.lesson.lesson_pane import LessonPane
from heloworld.ui.widgets.lesson.typed_number import TypedNumber
from heloworld.ui.widgets.workbench import Workbench
from heloworld.ui.workbench.first_things import FirstThings
from heloworld.ui.workbench.open_question import OpenQuestion
from heloworld.ui.workbench.program_on_trial import ProgramOnTrial
from heloworld.ui.workbench.shown_line import ShownLine
from heloworld.ui.workbench.teacher_notes import TeacherNotes
from heloworld.wire.visible import visible_text

_ASIDES: Final = {
    Mode.SHOWING: "Watch: these lines are played for you. Enter stops it.",
    Mode.SHOWN: "That is how it goes. F5, or Enter in the prompt: now you.",
    Mode.FREE: "Free play: nothing counts here. ^l brings you back to the step.",
}
"""What is said while the learner is not at work on the step."""

_NOT_YET: Final = "Not yet: Escape shows why"
"""What is said where another pane hides the lesson."""

_FIRST: Final = "First do what the lesson says under its goals. After that, F2 gives a hint."
"""What is said to whoever asks for a hint while something else comes first."""


class StepMailbox:
    """Turns the mailbox pane to the mailbox that a step is about, once when it begins; then it is the user's.

    Args:
        session: The lesson.
        workbench: Where the pane is.
    """

    def __init__(self, session: LessonSession, workbench: Workbench) -> None:
        self._session = session
        self._workbench = workbench
        self._turned_at = ""

    def begin_again(self) -> None:
        """The world is a new one, and the pane shows its first mailbox."""
        self._turned_at = ""

    def turn(self) -> None:
        """Give the pane its room, and where a step has begun whose goals name a mailbox, show that."""
        session, pane = self._session, self._workbench.mailbox
        servers = session.lesson.head.world.servers.values()
        is_about_files = any(each.seed or each.dialects or each.locked for each in servers)
        self._workbench.set_class(is_about_files, "-file")
        if session.is_counting and session.at != self._turned_at:
            self._turned_at = session.at
            if pane is not None and session.runner.step.mailbox:
                pane.show_of(session.runner.step.mailbox)


class LessonStage:
    """Shows a lesson as it stands: what navigator, player and presenter work on.

    Args:
        session: The lesson.
        bench: Its world.
        start: Starts that, where something else has to than the bench itself.
        open_map: Shows all lessons.
        notices: What the learner should know, as sentences.

    Attributes:
        workbench: Where all of it is seen.
        asking: Answers the lesson's questions.
        question: Leads to the question that is open.
        program: The learner's own program, where a step is about one.
        twice: Lets what cannot be taken back be asked for twice.
    """

    def __init__(
        self,
        session: LessonSession,
        bench: LocalBench,
        start: Callable[[Tell], Future[None]] | None,
        open_map: Callable[[], None],
        notices: tuple[str, ...] = (),
    ) -> None:
        self._session, self._bench = session, bench
        self._pane = LessonPane(id="guide", classes="pane")
        self.workbench = Workbench(
            bench,
            place=session.page.lesson,
            beside=self._pane,
            beside_tab="Lesson",
            is_quiet=True,
            start=start,
            on_follow=lambda dissector: session.follow(dissector, bench.is_ours, bench.transcript),
            look=self.look,
        )
        self._mailbox = StepMailbox(session, self.workbench)
        self._first_things = FirstThings(session, self.workbench)
        self.program = ProgramOnTrial(session, bench, self.workbench, self.complain)
        self.question = ask = OpenQuestion(session, self.workbench, self._pane)
        self._trouble = session.progress.trouble
        self.open_map = open_map
        self._notices = notices
        self.twice = Twice(self.warn, lambda said: stands(self.workbench.app, visible_text(said)))
        self._notes = TeacherNotes(session, self.workbench, self._pane)
        self._program = paths.program()
        self._cards = CueFile(paths.presenting())
        self._commands = Commands()
        self._shown = ShownLine(lambda: self.workbench.wire.line)
        self.empty_prompt = self._shown.drop
        self.asking = Asking(session, is_in_text=ask.is_beside_text)
        self._typed = TypedNumber(self.asking, ask.leads_at_once, ask.lead, self.show_page, ask.take_typed, ask.take)

    def leave(self) -> None:
        """The screen goes: nothing is presented any more."""
        self._cards.remove()
        self.program.leave()

    # The page

    def look(self) -> str | None:
        """Take in what happened, and show what it means for the lesson.

        Returns:
            No line to type next: that is for the lesson to say, and for the learner to find.
        """
        news = self._session.look()
        self.show_page()
        if news.is_step_done:
            self.drop_warning() if self._session.is_presenting else self.hush()
        if news.is_lesson_done and not self._session.is_presenting:
            self.workbench.notify("All goals of this lesson are reached.", timeout=4, markup=False)
        return None

    def show_page(self) -> None:
        """Show the page on which the learner is, as it stands; and what keeps their progress from being kept."""
        session, page = self._session, self._session.page
        aside, presents = _ASIDES.get(session.mode), session.is_presenting
        footer = lesson_text.footer(page, aside, is_presenting=presents)
        notes = prose(self._notes.shown, self.fill) if self._notes.shown else None
        fill = for_class(self.fill) if presents else self.fill
        self._pane.show(page, fill, footer, notes, is_aside=aside is not None, is_presenting=presents)
        self.workbench.enlargement.say(_NOT_YET if page.misstep and not page.is_done else "")
        self._cards.follow(session, self.fill)
        self.workbench.title.place = page.lesson
        self._mailbox.turn()
        self._first_things.attend()
        self.program.attend()
        self.workbench.passing.look()
        if session.progress.trouble != self._trouble:
            self._trouble = session.progress.trouble
            self.warn(self._trouble)

    def fill(self, text: str) -> str:
        """Put values in the place of placeholders."""
        doors = self._bench.doors or {FRONT: ("127.0.0.1", protocol_of(FRONT).lab_port)}
        known = (str(self._session.plan.mail), str(paths.letters()), self._program)
        return Places(doors, *known, JUDGES if self._session.lesson.is_judged else frozenset()).fill(text)

    def ask(self) -> None:
        """A step begins: where a prediction is wanted, go there; else to the prompt, or to what there is to read.

        With the first step, say what the learner should know.
        """
        notices, self._notices = self._notices, ()
        for notice in notices:
            self.warn(notice)
        self._typed.watch(self._pane, self.workbench.wire.line)
        if self._session.page.question is not None:
            self.question.enter()
        elif self.workbench.has_tabs:
            self.workbench.show_tab("guide")
            self.workbench.call_after_refresh(self._pane.focus)  # it may have been hidden until now
        else:
            self.to_prompt()

    @property
    def has_more(self) -> bool:
        """Whether there is more of the page below what is in sight."""
        return self.question.has_more_around

    @property
    def is_at_question(self) -> bool:
        """Whether the question that is open has the focus, and is in sight."""
        return self.question.has_keys

    @property
    def shows_question(self) -> bool:
        """Whether all of the question that is open is in sight."""
        return not self.question.is_hidden and self._pane.has_in_sight(self._pane.question)

    def read_on(self) -> None:
        """More of the page is to be seen."""
        if self.question.is_hidden:
            self.question.show_page()
        else:
            self.scroll(1)
        self.workbench.call_after_refresh(self.question.point_at, lambda: self.has_more)

    def go_to_question(self) -> None:
        """Go to the question that is open, and have it in sight."""
        self.question.lead()

    def give_hint(self) -> None:
        """Give a hint; to a class, show the teacher's notes or hide them."""
        if self._session.is_presenting:
            self._notes.turn()
        elif self._session.hint() is not None:
            self.workbench.enlargement.end()
            self.workbench.append.end()  # it takes the hint's place
            if self._session.runner.undo:
                self.say(_FIRST, lambda: bool(self._session.runner.undo))
        else:
            self.workbench.notify(no_hint(self._session.runner, "F3"), timeout=3, markup=False)
        self.show_page()

    def copy_command(self) -> bool:
        """Copy the next of the command lines that the page shows; whether there is any."""
        return self._commands.copy(self.workbench.app, self._session.page.commands, self.fill)

    def turn_presenting(self) -> bool:
        """Present, or end that; returns which of them."""
        self._session.is_presenting = not self._session.is_presenting
        self.show_page()
        self.to_prompt()
        return self._session.is_presenting

    @property
    def has_others(self) -> bool:
        """Whether others are connected, before a class; a fresh world cuts them off."""
        return self._session.is_presenting and has_others(self.workbench, self._bench.is_by_hand)

    def may_cut_off(self, key: str, loss: str = "") -> bool:
        """Whether a fresh world may come: where something is lost with the old one, only when a key asks for it twice.

        Others may be connected; a sentence says what else is lost. The key is named as it is written, for a click too.
        """
        losses = " ".join(filter(None, [CUT_OFF if self.has_others else "", loss]))
        if losses and not self.twice.is_sure(f"{losses} {key} again does it.", f"{key} at {self._session.at}"):
            return False
        self.hush()
        return True

    def hush(self) -> None:
        """What was said in passing is not true any more."""
        self.workbench.app.clear_notifications()

    def drop_warning(self) -> None:
        """Something else is done than what has to be asked for twice: its warning goes."""
        if self.twice.drop():
            self.hush()

    def say(self, sentence: str, holds: Callable[[], bool] = lambda: True) -> None:
        """Say something in passing, as long as it is true."""
        self.workbench.passing.say(sentence, holds, timeout=5)

    def scroll(self, by: int) -> None:
        """Scroll the page by so many screens, wherever the focus is."""
        self._pane.scroll_relative(y=by * self._pane.page_rows, animate=False)

    def reads_on(self) -> bool:
        """Before anything of a step is played, and once it is done: show what is hidden of it; whether anything was."""
        session, pane = self._session, self._pane
        is_done = session.page.is_done
        if is_done and self.question.is_hidden and session.cue >= len(session.runner.step.solution):
            self.drop_warning()
            self.workbench.show_tab("guide")
            self.workbench.call_after_refresh(pane.reveal_response)
            return True
        if self.question.is_hidden or not pane.has_more_below or (session.cue and not is_done):
            return False
        self.drop_warning()
        self.scroll(1)
        return True

    def type(self, line: str) -> None:
        """A line stands in the prompt, and has not gone out."""
        self._shown.put(line)

    def clear(self) -> None:
        """It stands there no longer; what the learner has typed does."""
        self._shown.take_away()

    def to_prompt(self) -> None:
        """The prompt is to be seen."""
        self.workbench.to_prompt()

    def begin_again(self) -> None:
        """The world is a new one: nothing of the old one is shown."""
        self.workbench.begin_again()
        self._mailbox.begin_again()

    def catch_up(self) -> None:
        """What has crossed is taken in now."""
        self.workbench.feed.catch_up()

    def refresh(self) -> None:
        """What is going on has changed."""
        self.workbench.show()

    def warn(self, warning: str, seconds: float = 10) -> None:
        """Say what the learner should know, for a while."""
        passing, said = self.workbench.passing, visible_text(warning)
        passing.say(said, lambda: CUT_OFF not in said or self.has_others, severity="warning", timeout=seconds)

    def complain(self, error: HeloError) -> None:
        """Something could not be done."""
        self.workbench.notify(visible_text(str(error)), severity="error", timeout=10, markup=False)
