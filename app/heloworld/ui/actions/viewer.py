"""What can be done where a mailbox is looked at: in its list and its file, in a message, through readers' eyes."""

from __future__ import annotations

from typing import Final

from heloworld.ui.actions.action import Action, scope

VIEWER: Final = (
    Action(
        "open_message",
        ("enter",),
        "Read",
        "Open the message as a mail program shows it: decoded, with its parts.",
        scope("mailbox"),
    ),
    Action(
        "filter",
        ("f2", "f"),
        "Filter",
        "List only the messages that hold a word in sender, subject or date; with ~f in the sender alone, with "
        "~s in the subject, ~t in To or Cc, ~b in the text, decoded; several are joined by and, and !~f or !word means "
        "not.",
        scope("mailbox"),
    ),
    Action("find", ("f3", "ctrl+y", "slash"), "Find", "Find text in the file, as you type.", scope("mailbox")),
    Action(
        "bytes",
        ("f4", "ctrl+l"),
        "Bytes",
        "Show the file as text, then with offsets and line ends, then as a hex dump.",
        scope("mailbox"),
    ),
    Action(
        "widen_list",
        ("plus",),
        "Wider list",
        "Move the border between list and file: more room for the list.",
        scope("mailbox"),
        in_footer=False,
    ),
    Action(
        "narrow_list",
        ("minus",),
        "Wider file",
        "Move the border between list and file: more room for the file.",
        scope("mailbox"),
        in_footer=False,
    ),
    Action(
        "jump",
        ("f5", "colon"),
        "Jump",
        "Jump to a message by its number, to a byte by its offset, or by per cent: 12, @4096 or 0x1000, 50%.",
        scope("mailbox"),
    ),
    Action(
        "lenses",
        ("r",),
        "Readers",
        "Show where mail programs see messages start in this file, and why they disagree.",
        scope("mailbox"),
    ),
    Action(
        "verdicts",
        ("v",),
        "Verdicts",
        "Show what a receiver would think of the message: SPF, DKIM and DMARC, step by step. Keys and records "
        "come from the zones of the lesson, or from the files that --zone named.",
        scope("mailbox", "message"),
        in_footer=False,
    ),
    Action(
        "toggle_reader",
        ("space", "enter"),
        "Choose",
        "Choose the reader under the cursor, or leave it out.",
        scope("lenses"),
    ),
    Action(
        "list_as",
        ("f3", "t"),
        "To the list",
        "Take this reader back to the mailbox: the list, reading and saving go by what it sees.",
        scope("lenses"),
    ),
    Action(
        "next_disagreement",
        ("f8", "ctrl+o", "n"),
        "Next ≠",
        "Go to the next place on which the readers disagree.",
        scope("lenses"),
    ),
    Action(
        "previous_disagreement",
        ("f7", "ctrl+t", "N"),
        "≠ before",
        "Go to the place before on which the readers disagree.",
        scope("lenses"),
    ),
    Action(
        "only_disagreements",
        ("f2", "d"),
        "Only ≠",
        "Show only the places on which the readers disagree, or all.",
        scope("lenses"),
    ),
    Action(
        "next_reader",
        ("right",),
        "Whose eyes",
        "Show what the next of the chosen readers would show. In the lines below, scroll sideways.",
        scope("lenses"),
    ),
    Action(
        "previous_reader",
        ("left",),
        "Reader before",
        "Show what the chosen reader before would show. In the lines below, scroll sideways.",
        scope("lenses"),
        in_footer=False,
    ),
    Action(
        "next_pane",
        ("f6", "ctrl+n"),
        "Next pane",
        "Go to the next pane.",
        scope("mailbox", "message", "lenses"),
    ),
    Action(
        "wrap",
        ("f11", "ctrl+f", "w"),
        "Wrap",
        "Wrap the long lines of the file, or let them go on beside the pane.",
        scope("mailbox"),
        in_footer=False,
    ),
    Action(
        "save",
        ("f12", "s"),
        "Save",
        "Save the message as an .eml file, or a range of messages as a new mailbox: 3-7; among the parts of a message, "
        "the part under the cursor.",
        scope("mailbox", "message"),
    ),
    Action(
        "previous_message",
        ("f7", "ctrl+t"),
        "Previous",
        "Go to the message before.",
        scope("mailbox", "message", "verdicts"),
    ),
    Action(
        "next_message", ("f8", "ctrl+o"), "Next", "Go to the next message.", scope("mailbox", "message", "verdicts")
    ),
    Action(
        "copy_line",
        ("f9",),
        "Copy",
        "Copy the line under the cursor to the clipboard.",
        scope("mailbox", "message", "lenses", "verdicts"),
        in_footer=False,
    ),
    Action(
        "copy_message",
        ("c",),
        "Copy all",
        "Copy the whole message to the clipboard.",
        scope("mailbox", "message"),
        in_footer=False,
    ),
    Action(
        "all_fields",
        ("h",),
        "All fields",
        "Show all header fields, or the important ones.",
        scope("message"),
        in_footer=False,
    ),
    Action(
        "back",
        ("q",),
        "Leave",
        "Leave the mailbox, or what was opened from it; where nothing is behind it, leave the program.",
        scope("mailbox", "message", "lenses", "verdicts"),
        in_footer=False,
    ),
    Action("find_next", ("n",), "Next hit", "Go to the next place found.", scope("mailbox"), in_footer=False),
    Action("find_previous", ("N",), "Hit before", "Go to the place found before.", scope("mailbox"), in_footer=False),
    Action(
        "find_pattern",
        ("ctrl+r",),
        "Pattern",
        "Find by regular expression, or plainly again.",
        scope("mailbox"),
        in_footer=False,
    ),
)
"""In the order of footer and help."""
