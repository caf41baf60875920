"""What usually is behind a failure of a server: a table of symptoms, and the sentences that help."""

from __future__ import annotations

from enum import StrEnum


class SmtpCause(StrEnum):
    """A symptom and the sentence that helps with it."""

    NO_GREETING = "A server of SMTP speaks first: send the greeting as soon as a client connects, before you read."
    NO_REPLY = "Every command gets exactly one reply: look at what your program does with this line."
    UNFLUSHED = "The end of the line has not come: send CR LF behind the text, and flush what is buffered."
    BARE_LF = 'The line ends with LF alone: in SMTP it is CR LF, "\\r\\n", on every line.'
    BARE_CR = "A CR stands without its LF: a line ends with both, in this order."
    NO_CODE = "A reply begins with three digits, the first from 2 to 5: programs read those, people the rest."
    NO_SPACE = "Behind the three digits stands a space, or a hyphen where another line of the same reply follows."
    OTHER_CODE_INSIDE = "All lines of one reply begin with the same three digits."
    CONTROL = "A reply is printable text: no control characters."
    TOO_LONG = "A reply is a line or a few of them: something is sent in a loop, or the letter is sent back."
    WRONG_CODE = "The digits say to the client how it went: 2xx done, 3xx go on, 4xx not now, 5xx never."
    HUNG_UP = "The connection was closed: only QUIT ends it, or a client that goes."
    UNASKED = "One command, one reply: the server has answered twice, or before it was its turn."
    STAYS = "After its 221 the server closes the connection by itself."
