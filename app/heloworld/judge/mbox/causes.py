"""What usually is behind a failure of a reader or writer of mailboxes: a table of symptoms, and sentences that help."""

from __future__ import annotations

from enum import StrEnum


class MboxCause(StrEnum):
    """A symptom and the sentence that helps with it."""

    STATUS = "The program says that something went wrong: what it printed may say what."
    KEEPS_RUNNING = "The program waits for something, or its work grows with the square of the file."
    NO_NUMBER = "Print only the number, in digits, on a line of its own."
    EMPTY = "A file of no bytes has no messages: do not look at a first byte or line that is not there."
    FIRST = "The first message begins at the first byte of the file: there is no line end before it."
    COUNT = "Every line that begins with the word From and a space begins a message."
    LOOK_ALIKE = "Only these five bytes at the start of a line are a separator: F, r, o, m and a space."
    SEPARATOR_SHOWN = "The From line belongs to the file, not to the message: the message begins after it."
    WRONG_MESSAGE = (
        "The first message is number 1. If it is the right one, look at its line ends: nothing may be added to them."
    )
    HEADER = "A message is its header, an empty line, and its body: show all of it."
    ALTERED = "Show the message byte for byte: only the quoting of From changes."
    SHOWN_ANYWAY = "There is no message with this number: print nothing, and exit with a status that is not 0."
    STILL_QUOTED = "Whoever wrote the file put > before lines that begin with From: take it off again."
    ONE_DEPTH = "However many > there are before From at the start of a line, take one of them off."
    UNQUOTED_TOO_MUCH = "Take one > off, and only at the start of a line, before From and a space."
    LAST_LINE = "The last line may have no line end: the end of the file ends it too."
    CRLF = "Lines may end with CR LF, as in a file from another system: a line that is only CR LF is empty too."
    BYTES = "Mail is bytes, not text: read and print it as bytes, and decode nothing."
    CUT = "A line may be long, and a buffer ends anywhere: a new line begins only after a line end."
    LARGE = "Read the file piece by piece, to its very end, however large it is."
    TOO_SLOW = "Look at each byte once: a program that reads the rest again for every message takes for ever here."
    NOTHING_WRITTEN = "Append the message to the file, and flush it, before the program ends."
    OVERWRITTEN = 'Mail that is there stays: open the file to append, mode "a", never "w".'
    NO_FROM_LINE = "Each message in an mbox begins with a line of its own: From, the sender's address, the date."
    FROM_LINE_FORM = "After From and the address comes the date as C's asctime() writes it: Mon Nov 23 23:26:01 2026."
    GLUED = "The file does not end with an empty line: write the missing line ends first, then the separator."
    NO_EMPTY_LINE = "An empty line ends each message in the file."
    NOT_QUOTED = "To a reader this line begins a new message: write > before it."
    NOT_QUOTED_AGAIN = (
        "A line that already has a > gets one more: otherwise the reader takes off one that belongs to the message."
    )
    CRLF_IN_FILE = "CR LF is for the wire: in the file lines end with LF alone."
    LOCKED = (
        "Another program is writing to the file: lock it with fcntl (lockf) or FILE.lock, and wait, or exit with 75."
    )
    LOCKED_FOR_EVER = "The lock is gone, and the message is still waiting: try again after a moment."
    HALF_DONE = "A program that gives up leaves the file as it was."
    LOST = "A message that others wrote meanwhile is gone: lock first, then find the end of the file, and only append."
