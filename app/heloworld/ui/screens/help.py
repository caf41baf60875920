"""The help: what the screen shows, and every key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Protocol, runtime_checkable

from rich.style import Style
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from heloworld.lab.doors import FRONT
from heloworld.lab.protocols import protocol_of
from heloworld.ui.actions import ACTIONS
from heloworld.ui.actions.action import PROMPTED
from heloworld.ui.cheat_sheet import cheat_sheet
from heloworld.wire import protocol as protocols

_FILE = "The file itself, as text. A coloured sign such as ␉ stands for a byte that is no letter, here a tab."

_LAB = (
    (
        "Wire",
        "Every line that crossed the connection: C: is the client, S: the server. The bar below explains the line "
        "under the cursor, or the newest one.",
    ),
    (
        "Prompt",
        "What you type goes to the server when you press Enter, exactly as typed. Arrow keys bring back earlier lines, "
        "Tab completes, a pasted block is sent line by line. What you type elsewhere goes here, too. "
        "Enter on a closed connection opens a new one.",
    ),
    ("Strip", "Where the session stands on the way of a mail, and under it the commands that make sense next."),
    (
        "Mailbox",
        f"{_FILE} Lines with a bar in front are the newest. Put the cursor on a line, here or in the wire, and its "
        "other half is marked with ◂: where it came from, or what became of it; with F4 byte by byte.",
    ),
    (
        "Verdicts",
        "Where letters are judged, a tab beside the mailboxes (Ctrl+O): each letter with every step, what is signed in "
        "its text, and what the host then did. Enter on a verdict in the wire leads there.",
    ),
)

_LESSON = (
    (
        "Lesson",
        "What to read, and the goals of the step, which tick off as they are met: [>] is the next. It does not matter "
        "who types: any program that connects to the lesson's server counts. The title says where the prompt is, and "
        "where SMTP is, if the prompt is at another door. Where a question is asked, up and down and Enter answer; "
        "Escape leaves it open.",
    ),
    *_LAB,
)

_MAILBOX = (
    (
        "Messages",
        "One line a message: when it was delivered, from whom, about what, how large. Enter opens it to be read. What "
        "a message is, programs do not agree on: the title says through whose eyes they are counted, and who counts "
        "otherwise; in the readers' view (r), t takes another reader back here.",
    ),
    (
        "File",
        f"{_FILE} Separators, header, quoted lines, the lines between MIME parts and body have their own colours. "
        "As a hex dump, the arrow keys go from byte to byte.",
    ),
    (
        "Find",
        "Small letters find capitals too. Up and down, and later n and N, go from place to place; Enter leaves the "
        "line and keeps what was found marked; Escape goes back to where you were.",
    ),
    ("Save", "A file that exists is never written to: the line asks for another name."),
)

_MESSAGE = (
    (
        "Message",
        "What a mail program would show: header fields decoded, and the text of one part. Nothing is fetched or run.",
    ),
    ("Parts", "What the message is made of: type, name and size of each. The cursor chooses the one that is read."),
)

_LENSES = (
    (
        "Readers",
        "The programs whose eyes you can use, and how many messages each sees in this file; … while it counts, ✗ where "
        "it refuses the file. Space chooses one or leaves it out.",
    ),
    (
        "Ruler",
        "Every line that may start a message. ● under a reader: it sees one start there; · it does not; ○ one that it "
        "shows to nobody. ≠ in front: the readers disagree. Below stands why.",
    ),
    (
        "What the file holds",
        "The file around that line. The bar marks the message that the reader sees there, ▶ the line.",
    ),
    (
        "Would show",
        "That message as the reader shows it: without its quoting, and ended where it ends for this reader.",
    ),
)

_VERDICTS = (
    (
        "Heading",
        "A method, its result, whom it is about, and why: SPF asks whether the client may send for that name, DKIM "
        "whether a signature fits, DMARC whether one of them vouches for the name in From.",
    ),
    ("Below it", "What was compared: the term, the hashes and the signed fields, the names beside each other."),
    ("Step by step", "All that was done and asked, each step with the place where it is written."),
)

_REPLAY = (
    ("Wire", "Every line that had crossed by then: C: is the client, S: the server. The bar explains the newest one."),
    ("Strip", "Where the session of the prompt stood."),
    (
        "Mailbox",
        "The file as it was at that moment. Question marks stand for bytes that the transcript does not have.",
    ),
    ("Title", "How many lines have been played, whether it plays and how fast, and when the newest line crossed."),
)

_BOARD = (
    (
        "Join",
        "The address of the class and its word. Everybody says HELO with a name and that word, and is on the board.",
    ),
    (
        "Participants",
        "Those who need help first: ? a hand is up, ! three mistakes at one goal, … nothing heard for two minutes. "
        "Then the lesson, a # for each goal that is reached, and what they did last. ✓ has reached all goals.",
    ),
    (
        "Vote",
        "How many chose each answer: by mail to 2@vote.class.test, or in the lesson itself. The right one is marked "
        "when you ask for it. Before the first vote: how many have reached each goal.",
    ),
    (
        "What the class believes",
        "What mistakes and wrong answers show, counted by people; whoever reaches the goal after all counts no more.",
    ),
)

_PARTICIPANT = (
    (
        "Wire",
        "What the participant has said on the class server, all connections in one. What is done in a lesson on a "
        "machine of their own does not cross here: only that it was reached.",
    ),
)

_SHOWS = {
    "lesson": _LESSON,
    "lab": _LAB,
    "guided": _LAB,
    "connect": _LAB[:3],
    "replay": _REPLAY,
    "mailbox": _MAILBOX,
    "message": _MESSAGE,
    "lenses": _LENSES,
    "verdicts": _VERDICTS,
    "board": _BOARD,
    "participant": _PARTICIPANT,
}
"""What there is to see, by the first scope of the screen."""

_MOVING = (
    ("↑ ↓", "In a list or a file: the cursor. In the prompt: earlier and later lines."),
    ("PgUp PgDn", "Move the cursor by a page; from the prompt, scroll what there is to read."),
    ("Home End", "The first line; the last line, and follow what comes."),
    ("← →", "Scroll sideways; in wire and mailbox after F4, from byte to byte."),
    ("Esc", "Back: to where you type, out of a search or a filter, to the list, to the screen before."),
    ("^p", "The palette: every action by name."),
    ("^q", "Quit."),
)

_BROWSER = (
    ("alt+n, t, w, q", "Keys that a browser keeps for itself: the same as ^n, ^t, ^w and ^q."),
    ("shift, mouse", "Mark text, to be copied as in any page."),
    ("saving", "What you save, your browser is given as a download."),
    ("load anew", "You come back to where you were; your mailboxes and lessons are kept for the day."),
)
"""What is different there."""


@runtime_checkable
class HasFurtherHelp(Protocol):
    """A screen of which something is to be said that only it knows."""

    @property
    def further_help(self) -> Sequence[tuple[str, str]]:
        """A title and words for each; safe to show."""


class HelpScreen(ModalScreen[None]):
    """What there is to see and to press.

    Args:
        scopes: Where the user was when asking.
        further: What is to be said of that screen besides: a title and words for each; safe to show.
        protocol: What is spoken at the prompt there; SMTP, unless something else is said.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f1,q,enter,ctrl+g,question_mark", "dismiss", "Close")]

    COMPONENT_CLASSES: ClassVar[set[str]] = {"help--title", "help--name"}

    DEFAULT_CSS = """
    HelpScreen { align: center middle; background: $background 60%; }
    HelpScreen > VerticalScroll {
        width: 90%; max-width: 96; height: auto; max-height: 92%;
        border: round $pane-border-focus; border-title-style: bold; background: $surface; padding: 0 2;
        scrollbar-size: 1 1;
    }
    HelpScreen Static { height: auto; }
    HelpScreen > .help--title { color: $separator; text-style: bold; }
    HelpScreen > .help--name { color: $client; text-style: bold; }
    """

    def __init__(
        self, *scopes: str, further: Sequence[tuple[str, str]] = (), protocol: protocols.Protocol | None = None
    ) -> None:
        super().__init__()
        self._further, self._protocol = further, protocol or protocol_of(FRONT)
        self._scopes = frozenset(scopes)

    def on_mount(self) -> None:
        """In another theme the page is written anew: its colours are part of its text."""
        self.app.theme_changed_signal.subscribe(self, lambda _: self.refresh(recompose=True))

    def compose(self) -> ComposeResult:
        """One page."""
        with VerticalScroll() as page:
            page.border_title = "Help · Escape closes"
            actions = [action for action in ACTIONS if action.scope & self._scopes]
            if self._scopes & PROMPTED:
                spared = [(each.keys_at(self._scopes), each.description) for each in actions if each.id == "type_known"]
                rows = (*cheat_sheet(self._protocol), *spared)
                yield Static(self._table("A session, line by line", rows))
            yield Static(self._table("What you see", (*self._shows(), *self._further)))
            yield Static(
                self._table("Keys (^ is Ctrl)", [(each.keys_at(self._scopes), each.description) for each in actions])
            )
            yield Static(self._table("Moving", _MOVING))
            if self.app.is_web:
                yield Static(self._table("In a browser", _BROWSER))

    def _shows(self) -> Iterable[tuple[str, str]]:
        return next((rows for scope, rows in _SHOWS.items() if scope in self._scopes), ())

    def _table(self, title: str, rows: Iterable[tuple[str, str]]) -> Table:
        table = Table.grid(padding=(0, 2))
        table.add_column(no_wrap=True, min_width=13)
        table.add_column()
        table.add_row(Text(title, self._style("title")), "")
        for name, words in rows:
            table.add_row(Text(name, self._style("name")), Text(words))
        table.add_row("", "")
        return table

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"help--{name}", partial=True)
