"""What is usually behind a failure, whatever is on trial: a table. Each room of stages has one of its own."""

from __future__ import annotations

from enum import StrEnum


class Cause(StrEnum):
    """A symptom and the sentence that helps with it."""

    NOT_STARTED = "Try the same command by itself in a terminal: it must start there, too."
    ENDED_EARLY = (
        "The program must stay in the foreground until it is told to end: what it printed may say why it did not."
    )
    NO_SUCH_FILE = "It is started in an empty folder: write whole paths, or have it started where you are with --here."
    CRASHED = "The program died in the middle of the conversation: what it printed last says where."
    NEVER_LISTENS = (
        "Listen on 127.0.0.1 and the port that the program is given, as soon as it starts; compile it beforehand."
    )
    OTHER_PORT = (
        "Take the port from the word {port} of the command, or from the variable PORT: it is another every time."
    )
    OTHER_ADDRESS = "Listen on 127.0.0.1: a client that asks for this address reaches no other."
    PRINTS_ENDLESSLY = "A loop prints without waiting for anything: an empty read means that the other side has gone."
    WRITES_ENDLESSLY = "A loop writes without an end: an empty read means that the other side has gone."
    HANGS = "Something waits for what never comes: print each line as it arrives, and see which is the last."
    STAGE_TOO_LONG = "Every step is right, but all of them together took too long: look for a pause in the program."
