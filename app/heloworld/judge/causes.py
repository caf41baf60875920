"""What is usually behind a failure, whatever is on trial: a table. Each room of stages has one of its own."""

from __future__ import annotations

from enum import StrEnum


class Cause(StrEnum):
    """A symptom and the sentence that helps with it."""

    NOT_STARTED = "Try the same command in a terminal: it has to start there too."
    ENDED_EARLY = (
        "The program has to stay in the foreground until it is told to end: what it printed may say why it did not."
    )
    NO_SUCH_FILE = (
        "The program starts in an empty folder, so let it name its files by whole paths; "
        "with --here, helo judge starts it where you are."
    )
    MISSPELT = "Check the name in the command: it is looked for in the folder in which you typed it."
    CRASHED = "The program died in the middle of the conversation: what it printed last may say where."
    EXCEPTION = "An exception ended what the program was doing: what it printed last says where."
    NEVER_LISTENS = (
        "Listen on 127.0.0.1 and the port that the program is given, as soon as it starts; compile it beforehand."
    )
    OTHER_PORT = "Take the port from {port} in the command or from the variable PORT: it is a different one every time."
    OTHER_ADDRESS = "Listen on 127.0.0.1: a client that connects there reaches no other address."
    PRINTS_ENDLESSLY = "A loop prints and never stops: an empty read means that the other side has gone."
    WRITES_ENDLESSLY = "A loop writes and never stops: an empty read means that the other side has gone."
    OUTSIDE = "Something outside the program went wrong: is there room on the disk, and may its files be read?"
    STAGE_TOO_LONG = "Each step may be right, but all of them together took too long: look for a pause in the program."
