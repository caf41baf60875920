"""The app: themes, the guard, what happens to the terminal, and the first screen."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on, work
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.events import Event
from textual.filter import LineFilter, Monochrome, NoColor
from textual.message import Message
from textual.notifications import Notification
from textual.screen import Screen
from textual.widgets._toast import Toast, ToastHolder

from heloworld.errors import HeloError
from heloworld.ui import settings, terminal
from heloworld.ui.confirm import EndsForOthers
from heloworld.ui.output_filter import OutputFilter
from heloworld.ui.screens.front import Front
from heloworld.ui.themes import THEMES, VARIABLES
from heloworld.ui.widgets.wire.prompt import Prompt

if TYPE_CHECKING:
    from heloworld.wire.protocol import Protocol


class HeloApp(App[HeloError]):
    """The frame around one screen; its result is what went wrong, if anything did.

    Args:
        first: Makes the first screen.
        front: Makes what is shown until then, if anything.
        load: Loads what ``first`` needs, in a thread, while the front is shown.

    Attributes:
        typed_at: When a key was pressed last, as `time.monotonic` counts.
    """

    TITLE = "HELO World"
    CSS = """
    CommandPalette > .command-palette--help-text { color: $faint; text-style: not bold; }
    CommandInput > .input--placeholder { color: $faint; text-style: none; }
    CommandPalette SearchIcon { display: none; }
    CommandList:nocolor > .option-list--option-highlighted { text-style: underline; }
    ToastRack { dock: bottom; align: left bottom; margin: 0; max-height: 50%; scrollbar-size: 0 0; }
    Toast { width: 1fr; max-width: 100%; margin: 0; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+z", "suspend_process", show=False, priority=True)]

    class Loaded(Message):
        """The screen is there, and the keys may go to it."""

    def __init__(
        self,
        first: Callable[[], Screen[None]],
        front: Callable[[], Front] | None = None,
        load: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__()
        self._first = first
        self._make_front = front
        self._front: Front | None = None
        self._load = load
        self._guard = OutputFilter()
        self._held: list[Event] | None = []
        self.typed_at = 0.0
        for theme in THEMES:
            self.register_theme(theme)
        has_few_colours = self.console.color_system == "standard"
        self._choices = [theme.name for theme in THEMES if theme.ansi or not has_few_colours]
        self._begin_with(settings.theme(self._choices))

    def _begin_with(self, name: str) -> None:
        """Use a theme from the first frame on; changing to it would have all styles parsed twice."""
        theme = self.get_theme(name)
        if theme is None or theme.ansi:
            self.theme = name
            return
        self.set_reactive(App.theme, name)
        self.set_class(theme.dark, "-dark-mode", update=False)
        self.set_class(not theme.dark, "-light-mode", update=False)
        self.stylesheet.set_variables(self.get_css_variables())

    def get_driver_class(self) -> type[Driver]:
        """Our own driver where Textual would use the one that it is made from."""
        usual = super().get_driver_class()
        if usual.__name__ == "LinuxDriver":
            from heloworld.ui.driver import HeloDriver

            return HeloDriver
        if usual.__name__ == "WebDriver":
            from heloworld.ui.web_driver import HeloWebDriver

            return HeloWebDriver
        return usual

    def get_default_screen(self) -> Screen[None]:
        """The front, or the screen that the command asked for."""
        if self._make_front is None:
            return self._made(self._first())
        self._front = self._make_front()
        return self._made(self._front)

    def _made(self, screen: Screen[None]) -> Screen[None]:
        """Give a screen its styles, and the classes of its size before it is laid out for the first time."""
        for path in screen.css_path:
            self.stylesheet.read(path)
        for breakpoints, length in (
            (screen.HORIZONTAL_BREAKPOINTS, self.size.width),
            (screen.VERTICAL_BREAKPOINTS, self.size.height),
        ):
            fitting = [name for least, name in breakpoints or [] if length >= least]
            screen.add_class(*fitting[-1:])
        return screen

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our colour names, for themes that do not know them."""
        return VARIABLES

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters, and the guard behind them."""
        filters = super().get_line_filters()
        if self.current_theme.ansi:  # the greys that Textual takes for the terminal's own colours are all black
            filters = [NoColor() if isinstance(each, Monochrome) else each for each in filters]
        return [*filters, self._guard]

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """What the palette offers: our actions, and of Textual's own the one that this program has a use for."""
        from heloworld.ui.actions import ACTIONS

        scopes = frozenset(scopes_of(screen))
        for action in ACTIONS:
            if action.scope & scopes and screen.check_action(action.id, ()):
                runs = partial(self.run_action, f"{'app' if 'app' in action.scope else 'screen'}.{action.id}")
                yield SystemCommand(action.label, f"{action.description}  {action.keys_at(scopes)}", runs)
        yield SystemCommand("Quit", "Leave the program.  ^q", self.action_quit)

    def on_load(self) -> None:
        """Leave the terminal in order whatever ends the app."""
        terminal.on_signal(self._signalled, self._wake)

    def _signalled(self, number: int) -> None:
        """In any thread: end, and do not wait for a terminal that has stalled."""
        getattr(self._driver, "hurry", lambda: None)()
        self._wake(partial(self.exit, return_code=128 + number))

    def _wake(self, then: Callable[[], object] = lambda: None) -> None:
        """In any thread: have the loop go round, and do something in it; a screen may have nothing else to do."""
        with contextlib.suppress(RuntimeError):  # the loop has ended already
            if self._loop is not None:
                self._loop.call_soon_threadsafe(then)

    def has_said(self, message: str) -> bool:
        """Whether something that was said in passing still stands on the screen."""
        return any(each.message == message for each in self._notifications)

    def unsay(self, beginning: str) -> None:
        """Take away what was said in passing with this beginning."""
        gone = [each for each in self._notifications if each.message.startswith(beginning)]
        self._drop_toasts(gone)
        for each in gone:
            self._unnotify(each)

    def clear_notifications(self) -> None:
        """Take away all that was said in passing."""
        self._drop_toasts(list(self._notifications))
        super().clear_notifications()

    def _drop_toasts(self, gone: Sequence[Notification]) -> None:
        """Take away what is drawn of notifications, and the rows that it takes: Textual itself would keep these."""
        for screen in self.screen_stack:
            for toast in screen.query(Toast):
                shown = toast._notification  # noqa: SLF001 - Textual says nowhere else what a toast shows
                if shown in gone and isinstance(toast.parent, ToastHolder):
                    toast.parent.remove()

    def on_mount(self) -> None:
        """Draw anew after ctrl+z and ``fg``, and in the colours of another theme."""
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))
        self.theme_changed_signal.subscribe(self, lambda _: self._draw_anew())

    def _draw_anew(self) -> None:
        """Draw everything: what draws itself with a theme's colours is not told when only these change."""
        for screen in self.screen_stack:
            for widget in screen.query("*"):
                widget.refresh()

    # Keys

    async def on_event(self, event: Event) -> None:
        """Keep what is typed until there is a prompt that can take it."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self.typed_at = time.monotonic()
            if self._held is not None:
                self._held.append(event)
                return
        await super().on_event(event)

    async def _release(self) -> None:
        """Have the keys that were kept go where they belong, in their order, before any later one."""
        held, self._held = self._held or [], None
        for event in held:
            await self.on_event(event)

    async def on_ready(self) -> None:
        """There is something that can be typed into."""
        await self._release()
        if self._front is None:
            self._settle_down()
        else:
            self._open()

    @work
    async def _open(self) -> None:
        """Load the screen behind the front, then go there."""
        assert self._front is not None
        try:
            await asyncio.to_thread(self._load)
        except HeloError as error:
            self.exit(error, return_code=error.exit_status)
            return
        self._held = []
        await self._front.settle()
        handed = self._front.hand_over()
        screen = self._made(self._first())
        await self.push_screen(screen)
        for prompt in screen.query(Prompt):
            prompt.take_over(handed)
        self.post_message(self.Loaded())

    @on(Loaded)
    async def _loaded(self) -> None:
        await self._release()
        self._settle_down()

    def _settle_down(self) -> None:
        """From now on, look for what can be thrown away; what is there already stays.

        A look at everything takes longer than a key may, once very many lines have crossed; so it is rare.
        """
        gc.freeze()
        gc.set_threshold(1_000, 3, 3_000)
        gc.enable()

    async def action_quit(self) -> None:
        """Leave the program, unless something would end for others and that was asked for once only."""
        if all(each.may_end() for each in self.screen_stack if isinstance(each, EndsForOthers)):
            await super().action_quit()

    def action_help_quit(self) -> None:
        """Ctrl+C was pressed, which ends most programs: say what ends this one."""
        self.notify("Ctrl+Q quits. Ctrl+C does nothing here.", timeout=4, markup=False)

    def action_next_theme(self) -> None:
        """Use the next of our themes, also the next time."""
        at = self._choices.index(self.theme) if self.theme in self._choices else -1
        self.theme = self._choices[(at + 1) % len(self._choices)]
        settings.keep_theme(self.theme)
        self.notify(f"Theme: {self.theme.removeprefix('helo-')}", timeout=2, markup=False)

    def action_command_palette(self) -> None:
        """Offer every action by name."""
        from heloworld.ui.palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(id="--command-palette"))

    def action_help(self) -> None:
        """Say what the screen shows and which keys there are."""
        from heloworld.ui.screens.help import HasFurtherHelp, HelpScreen

        if not isinstance(self.screen, HelpScreen):
            further = self.screen.further_help if isinstance(self.screen, HasFurtherHelp) else ()
            spoken = _spoken_at(self.screen)
            self.push_screen(HelpScreen(*scopes_of(self.screen), further=further, protocol=spoken))


def stands(app: App[Any], message: str) -> bool:
    """Whether something that was said in passing still stands on the screen.

    Args:
        app: Who has said it; only an app of ours knows.
        message: What was said.
    """
    return isinstance(app, HeloApp) and app.has_said(message)


def take_back(app: App[Any], beginning: str) -> None:
    """Take away what was said in passing with this beginning, where an app of ours has said it."""
    if isinstance(app, HeloApp):
        app.unsay(beginning)


def say_instead(app: App[Any], beginning: str, said: str) -> None:
    """Say something in passing, in the place of what was said before with the same beginning.

    Args:
        app: Who says it; only an app of ours takes back what it has said.
        beginning: How the sentence begins.
        said: How it goes on.
    """
    take_back(app, beginning)
    app.notify(f"{beginning}{said}", markup=False)


def scopes_of(screen: Screen[Any]) -> tuple[str, ...]:
    """Where a screen's actions can be done: what it says itself, and everywhere."""
    return (*getattr(screen, "SCOPES", ()), "app")


def _spoken_at(screen: Screen[Any]) -> Protocol | None:
    """What is spoken at a screen's prompt; None where it has none."""
    workbench = getattr(screen, "workbench", None)
    return None if workbench is None else workbench.bench.protocol
