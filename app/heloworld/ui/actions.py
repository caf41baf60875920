"""Everything the user can do, one record an action: key bindings, footer, palette, help and README come from here."""

from __future__ import annotations

from dataclasses import replace

from textual.binding import Binding

from heloworld.ui.action import Action, is_plain


def _scope(*names: str) -> frozenset[str]:
    return frozenset(names)


ACTIONS = (
    Action(
        "help",
        ("f1", "ctrl+g", "question_mark"),
        "Help",
        "Show what the screen shows and which keys there are.",
        _scope("app"),
    ),
    Action(
        "hint",
        ("f2",),
        "Hint",
        "Give a hint for the goal that is open; while presenting, show the teacher's notes, or hide them.",
        _scope("lesson"),
    ),
    Action(
        "show_me",
        ("f3",),
        "Show me",
        "Show how the step goes, line by line; then it is your turn. While presenting: play a mistake that it expects.",
        _scope("lesson"),
    ),
    Action(
        "type_known",
        ("shift+tab",),
        "Beginning",
        "Begin the step again, and type at once its first lines that you know from earlier lessons.",
        _scope("lesson"),
        in_footer=False,
    ),
    Action("next_step", ("f8",), "Go on", "Go to the next step, or to the question that is open.", _scope("lesson")),
    Action(
        "course_map",
        ("f9",),
        "Lessons",
        "Show all lessons and how far they are done, and open one.",
        _scope("lesson", "guided"),
    ),
    Action("previous_step", ("f7",), "Back", "Turn back to the step before.", _scope("lesson")),
    Action(
        "open_message",
        ("enter",),
        "Read",
        "Open the message as a mail program shows it: decoded, with its parts.",
        _scope("mailbox"),
    ),
    Action(
        "filter",
        ("f2", "f"),
        "Filter",
        "List only the messages that hold a word in sender, subject or date; with ~t in To or Cc, with ~b in the text, "
        "decoded.",
        _scope("mailbox"),
    ),
    Action(
        "show_me",
        ("f3",),
        "Show me",
        "Put the line that comes next into the prompt.",
        _scope("lab", "connect"),
    ),
    Action("find", ("f3", "ctrl+y", "slash"), "Find", "Find text in the file, as you type.", _scope("mailbox")),
    Action(
        "bytes",
        ("f4", "ctrl+l"),
        "Bytes",
        "Show line ends, offsets and the bytes of the line under the cursor.",
        _scope("lab", "connect"),
    ),
    Action(
        "bytes",
        ("f4",),
        "Bytes",
        "Show line ends, offsets and the bytes of the line under the cursor.",
        _scope("lesson"),
    ),
    Action(
        "bytes",
        ("f4", "ctrl+l"),
        "Bytes",
        "Show the file as text, then with offsets and line ends, then as a hex dump.",
        _scope("mailbox"),
    ),
    Action(
        "reset",
        ("f5", "ctrl+r"),
        "Reset",
        "Start afresh: a new server, an empty transcript, empty mailboxes. Old mail is set aside.",
        _scope("lab"),
    ),
    Action(
        "reset_step",
        ("f5",),
        "Reset",
        "Begin the step again, with a server and mailboxes as they were then.",
        _scope("lesson"),
    ),
    Action(
        "reset_lesson",
        ("ctrl+r",),
        "Begin anew",
        "Begin the lesson again, and forget what was reached and answered in it; asks for the key twice.",
        _scope("lesson"),
        in_footer=False,
    ),
    Action(
        "free_play",
        ("ctrl+l",),
        "Free play",
        "Leave the lesson alone and try what you like; once more brings you back to the step.",
        _scope("lesson"),
        in_footer=False,
    ),
    Action(
        "present",
        ("f11",),
        "Present",
        "Present the lesson to a class, or end that: more room, and page down and page up play its lines.",
        _scope("lesson"),
        in_footer=False,
    ),
    Action(
        "next_line",
        ("pagedown",),
        "Next line",
        "Scroll the lesson. While presenting: play the next line of the solution; after the last one, the next step.",
        _scope("lesson"),
        in_footer=False,
    ),
    Action(
        "previous_line",
        ("pageup",),
        "Line before",
        "Scroll the lesson. While presenting: go back by one line, as if it had not been played.",
        _scope("lesson"),
        in_footer=False,
    ),
    Action(
        "jump",
        ("f5", "colon"),
        "Jump",
        "Jump to a message by its number, to a byte by its offset, or by per cent: 12, @4096 or 0x1000, 50%.",
        _scope("mailbox"),
    ),
    Action(
        "lenses",
        ("r",),
        "Readers",
        "Show where mail programs see messages start in this file, and why they disagree.",
        _scope("mailbox"),
    ),
    Action(
        "toggle_reader",
        ("space", "enter"),
        "Choose",
        "Choose the reader under the cursor, or leave it out.",
        _scope("lenses"),
    ),
    Action(
        "list_as",
        ("f3", "t"),
        "To the list",
        "Take this reader back to the mailbox: the list, reading and saving go by what it sees.",
        _scope("lenses"),
    ),
    Action(
        "next_disagreement",
        ("f8", "ctrl+o", "n"),
        "Next ≠",
        "Go to the next place on which the readers disagree.",
        _scope("lenses"),
    ),
    Action(
        "previous_disagreement",
        ("f7", "ctrl+t", "N"),
        "≠ before",
        "Go to the place before on which the readers disagree.",
        _scope("lenses"),
    ),
    Action(
        "only_disagreements",
        ("f2", "d"),
        "Only ≠",
        "Show only the places on which the readers disagree, or all.",
        _scope("lenses"),
    ),
    Action(
        "next_reader",
        ("right",),
        "Whose eyes",
        "Show what the next of the chosen readers would show. In the lines below, scroll sideways.",
        _scope("lenses"),
    ),
    Action(
        "previous_reader",
        ("left",),
        "Reader before",
        "Show what the chosen reader before would show. In the lines below, scroll sideways.",
        _scope("lenses"),
        in_footer=False,
    ),
    Action(
        "next_pane",
        ("f6", "ctrl+n"),
        "Next pane",
        "Go to the next pane.",
        _scope("lesson", "lab", "connect", "mailbox", "message", "lenses"),
    ),
    Action(
        "next_connection",
        ("f7", "ctrl+t"),
        "Connection",
        "Show one connection alone: the next one, and after the last one all.",
        _scope("lab", "connect"),
    ),
    Action(
        "next_connection",
        ("ctrl+t",),
        "Connection",
        "Show one connection alone: the next one, and after the last one all.",
        _scope("lesson"),
        in_footer=False,
    ),
    Action(
        "next_mailbox",
        ("f8", "ctrl+o"),
        "Whose mail",
        "Show the mailbox of the next person.",
        _scope("lab"),
        in_footer=False,
    ),
    Action(
        "next_mailbox",
        ("ctrl+o",),
        "Whose mail",
        "Show the mailbox of the next person.",
        _scope("lesson"),
        in_footer=False,
    ),
    Action(
        "open_mailbox",
        ("f2",),
        "Mailbox",
        "Open the mailbox on a screen of its own, with all its messages. Enter in its pane does the same.",
        _scope("lab"),
    ),
    Action(
        "open_mailbox",
        ("f12",),
        "Mailbox",
        "Open the mailbox on a screen of its own, with all its messages. Enter in its pane does the same.",
        _scope("lesson"),
        in_footer=False,
    ),
    Action(
        "save",
        ("f12", "s"),
        "Save",
        "Save the message as an .eml file, or a range of messages as a new mailbox: 3-7; among the parts of a message, "
        "the part under the cursor.",
        _scope("mailbox", "message"),
    ),
    Action(
        "previous_message",
        ("f7", "ctrl+t"),
        "Previous",
        "Go to the message before.",
        _scope("mailbox", "message"),
    ),
    Action("next_message", ("f8", "ctrl+o"), "Next", "Go to the next message.", _scope("mailbox", "message")),
    Action(
        "copy_line",
        ("ctrl+y", "f11"),
        "Copy",
        "Copy the line under the cursor to the clipboard.",
        _scope("lab", "connect"),
        in_footer=False,
    ),
    Action(
        "copy_line",
        ("ctrl+y",),
        "Copy",
        "Copy the command line that the step shows, each time the next one; or else the line under the cursor.",
        _scope("lesson"),
        in_footer=False,
    ),
    Action(
        "copy_line",
        ("f9",),
        "Copy",
        "Copy the line under the cursor to the clipboard.",
        _scope("mailbox", "message", "lenses"),
        in_footer=False,
    ),
    Action(
        "copy_message",
        ("c",),
        "Copy all",
        "Copy the whole message to the clipboard.",
        _scope("mailbox", "message"),
        in_footer=False,
    ),
    Action(
        "all_fields",
        ("h",),
        "All fields",
        "Show all header fields, or the important ones.",
        _scope("message"),
        in_footer=False,
    ),
    Action(
        "next_theme",
        ("f10",),
        "Theme",
        "Use the next colour theme: dark, light, high contrast, or the terminal's own colours.",
        _scope("app"),
        in_footer=False,
    ),
    Action(
        "disconnect",
        ("f12",),
        "Hang up",
        "Close the connection from our side, without saying QUIT.",
        _scope("lab", "connect"),
        in_footer=False,
    ),
    Action(
        "back",
        ("q",),
        "Leave",
        "Leave the mailbox, or what was opened from it; where nothing is behind it, leave the program.",
        _scope("mailbox", "message", "lenses"),
        in_footer=False,
    ),
    Action("find_next", ("n",), "Next hit", "Go to the next place found.", _scope("mailbox"), in_footer=False),
    Action("find_previous", ("N",), "Hit before", "Go to the place found before.", _scope("mailbox"), in_footer=False),
    Action(
        "find_pattern",
        ("ctrl+r",),
        "Pattern",
        "Find by regular expression, or plainly again.",
        _scope("mailbox"),
        in_footer=False,
    ),
)
"""All actions, in the order of footer and help."""


def bindings(*scopes: str) -> list[Binding]:
    """The bindings of the actions that can be done somewhere."""
    return [binding for action in ACTIONS if action.scope & set(scopes) for binding in action.bindings]


def at_once(binding: Binding) -> Binding:
    """A key that is obeyed before the next one is looked at, which may be meant for a line that this one opens.

    The screen has an action ``plain`` that runs the one given to it, and that it allows where nothing is typed.
    """
    return binding if binding.priority else replace(binding, action=f"plain('{binding.action}')", priority=True)


__all__ = ["ACTIONS", "Action", "at_once", "bindings", "is_plain"]
