"""How to join: the address and what to say, in letters as large as fit."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from heloworld.classroom.server.class_plan import Invitation
from heloworld.ui.widgets.board.large_letters import large
from heloworld.wire.visible import visible_text

ONLY_HERE = "Only this machine: --host 0.0.0.0 lets the room in"
"""What is said where the server listens on loopback alone."""

NC, NC_MAC = "nc -C", "nc -c"
"""A netcat whose Enter sends CR and LF, as SMTP wants it (RFC 5321, 2.3.8): after a bare LF no dot ends a letter."""

GAP, LINES = 4, 3
"""Columns between the address and the word, and lines of each."""


def by_hand(call: Invitation) -> str:
    """The command that connects without the program."""
    return f"{NC} {call.host} {call.port}"


class JoinBanner(Static):
    """A strip above the board: large letters where there is room for them, a line where there is not."""

    DEFAULT_CSS = """
    JoinBanner { height: 5; padding: 0 1; background: $panel; color: $foreground; }
    JoinBanner.-small { height: 2; }
    """

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._invitation: Invitation | None = None
        self._word = ""

    def show(self, invitation: Invitation | None, word: str) -> None:
        """Show how to join a class, or of a class of the past its word."""
        if (invitation, word) != (self._invitation, self._word):
            self._invitation, self._word = invitation, word
            self.refresh(layout=True)

    def render(self) -> Content:
        """Address at the left, word at the right, and the commands below."""
        width, call = self.content_size.width, self._invitation
        if call is None:
            return Content.assemble("The record of the class ", (self._word or "without a word", "bold"))
        says, join = f"HELO yourname.{call.word}", f"helo join {call.server} --name yourname.{call.word}"
        how = Content.assemble((by_hand(call), "bold"), ", then ", (says, "bold"))
        last = Content(join) if call.is_for_all else Content.styled(ONLY_HERE, "$refused")
        if self.has_class("-small"):
            return Content.assemble(("Join: ", "$faint"), how, "\n", last)
        address = large(f"{call.host}:{call.port}", width, LINES)
        left = max(map(len, address))
        for text in (says, call.word):
            word = large(text, width - left - GAP, LINES)
            if len(word) == len(address):
                break
        else:
            word = (says,)
        together = Content("  ·  ").join([how, last])
        large_ones = _beside(address, word, width)
        fits = together.cell_length <= width
        return Content("\n").join([Content(""), *large_ones, together] if fits else [*large_ones, how, last])


class JoinPage(Static):
    """The same on the whole screen, with all that can be done without the program."""

    DEFAULT_CSS = """
    JoinPage { padding: 1 2; background: $background; color: $foreground; }
    """

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._invitation: Invitation | None = None
        self._record = ""

    def show(self, invitation: Invitation | None, record: str) -> None:
        """Show how to join, and where the class is recorded."""
        if (invitation, record) != (self._invitation, self._record):
            self._invitation, self._record = invitation, record
            self.refresh(layout=True)

    def render(self) -> Content:
        """From top to bottom: connect, say who you are, and what to do then."""
        call = self._invitation
        if call is None:
            return Content("This class is over: nobody can join.")
        width = self.content_size.width
        address, greeting = large(f"{call.host} {call.port}", width), large(f"HELO YOURNAME.{call.word}", width)
        lines = [
            Content.assemble(
                "1  Connect, with whatever you have: ", (by_hand(call), "bold"), "  (macOS: ", NC_MAC, ")"
            ),
            Content(""),
            *(Content.styled(each, "bold $client") for each in address),
            Content(""),
            Content("2  Say who you are, with a name that you choose:"),
            Content(""),
            *(Content.styled(each, "bold $separator") for each in greeting),
            Content(""),
            Content.assemble("With HELO World:  ", (f"helo join {call.server} --name yourname.{call.word}", "bold")),
            Content.assemble("A letter to a neighbour:  ", ("ben3@class.test", "bold")),
            Content.assemble("A vote:  ", ("2@vote.class.test", "bold"), "    A hand:  ", ("help@class.test", "bold")),
            *_mailbox(call),
            Content.styled("The teacher sees what you type here." if call.is_for_all else ONLY_HERE, "$faint"),
            Content.styled(f"Recorded in {visible_text(self._record)}", "$faint"),
        ]
        return Content("\n").join(lines)


def _mailbox(call: Invitation) -> list[Content]:
    """How to fetch one's mail, where that can be."""
    if call.pop3 is None:
        return []
    user = Content.assemble(("yourname@class.test", "bold"), ", password ", (call.word, "bold"))
    return [Content.assemble("Your mail: POP3 on port ", (str(call.pop3), "bold"), ", user ", user)]


def _beside(left: tuple[str, ...], right: tuple[str, ...], width: int) -> list[Content]:
    """Large letters at both ends of a line."""
    room = max(map(len, left))
    rows = max(len(left), len(right))
    lefts = [*left, *[""] * (rows - len(left))]
    rights = [*[""] * (rows - len(right)), *right]
    longest = max(map(len, rights))
    gap = max(width - room - longest, 1)
    return [
        Content.assemble((f"{one:<{room}}", "bold $client"), " " * gap, (other, "bold $separator"))
        for one, other in zip(lefts, rights, strict=True)
    ]
