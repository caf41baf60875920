"""What usually is behind a failure of a reader or writer of mailboxes: a table of symptoms, and sentences that help."""

from __future__ import annotations

from enum import StrEnum


class MboxCause(StrEnum):
    """A symptom and the sentence that helps with it."""

    STATUS = "The program says that something went wrong: what it printed may say what."
    KEEPS_RUNNING = "The program waits for something, or takes a way that grows with the square of the file."
    NO_NUMBER = "Print the number alone, in digits, on a line of its own."
    EMPTY = "A file of no bytes has no messages: do not look at a first byte or line that is not there."
    FIRST = "The first message begins at the first byte of the file: no line end stands before it."
    COUNT = "Every line that begins with the word From and a space begins a message."
    LOOK_ALIKE = "Five bytes at the start of a line make a separator, F, r, o, m and a space, and nothing else does."
    SEPARATOR_SHOWN = "The From line is the envelope of the file: the message begins behind it."
    WRONG_MESSAGE = "The first message is number 1."
    HEADER = "A message is its header, an empty line, and its body: show all of it."
    ALTERED = "The message is shown byte for byte: nothing but the quoting of From changes."
    SHOWN_ANYWAY = "There is no message of this number: print nothing, and end with a status that is not 0."
    STILL_QUOTED = "Whoever wrote the file put > before lines that begin with From: take it off again."
    ONE_DEPTH = "However many > stand before From at the start of a line, one of them is taken off."
    UNQUOTED_TOO_MUCH = "One > is taken off, and only at the start of a line, before From and a space."
    LAST_LINE = "The last line may have no line end: the end of the file ends it, too."
    CRLF = "Lines may end with CR LF, as a file from another system has it: a line that is CR LF is empty as well."
    BYTES = "Mail is bytes, not text: read and print it as bytes, and decode nothing."
    CUT = "A line may be long, and a buffer ends anywhere: a line begins only behind a line end."
    LARGE = "Read the file piece by piece, to its very end, however large it is."
    TOO_SLOW = "Look at each byte once: what reads the rest again for every message takes for ever here."
    NOTHING_WRITTEN = "Append the message to the file, and flush it, before the program ends."
    OVERWRITTEN = 'Mail that is there stays: open the file to append, mode "a", never "w".'
    NO_FROM_LINE = "Each message in an mbox begins with a line of its own: From, the sender's address, the date."
    FROM_LINE_FORM = "Behind From and the address stands the date as C's asctime() writes it: Mon Nov 23 23:26:01 2026."
    GLUED = "The file ends with no empty line: write the line ends that are missing first, then the separator."
    NO_EMPTY_LINE = "An empty line ends each message in the file."
    NOT_QUOTED = "To a reader this line begins a new message: write > before it."
    NOT_QUOTED_AGAIN = "What has a > already gets one more, or the reader takes off one that belongs to the message."
    CRLF_IN_FILE = "CR LF is for the wire: in the file lines end with LF alone."
    LOCKED = "Another program writes to the file: lock it with fcntl (lockf), or FILE.lock, and wait, or end with 75."
    LOCKED_FOR_EVER = "The lock is gone, and the message waits still: try again after a moment."
    HALF_DONE = "A program that gives up leaves the file as it was."
    LOST = "A message is gone that others wrote meanwhile: lock first, then find the end of the file, and only append."
