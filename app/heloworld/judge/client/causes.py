"""What usually is behind a failure of a client: a table of symptoms, and the sentences that help."""

from __future__ import annotations

from enum import StrEnum


class ClientCause(StrEnum):
    """A symptom and the sentence that helps with it."""

    PORT_TAKEN = "Another program listens there: end it, or choose another port with --port."
    NO_CALL = "Connect to the host and the port that the program is given, as soon as it starts."
    ENDED_WITHOUT_A_CALL = "The program ended before it connected: what it printed may say why."
    HUNG_UP = "The connection was closed in the middle: after each command read the whole reply, then go on."
    SILENT = (
        "The program may wait for more than there is: a reply is over with the line that has a space after its code."
    )
    UNFLUSHED = "The end of the line has not come: send CR LF behind the command, and flush what is buffered."
    TOO_LONG = "A command is one short line: is the letter sent before the server has said 354?"
    BEFORE_GREETING = "The server speaks first: read its 220 to the end before you send anything."
    WRONG_COMMAND = "The order is EHLO or HELO, MAIL, RCPT, DATA, the letter, QUIT."
    NO_NAME = "Behind HELO or EHLO stands the client's name, or its address in brackets: EHLO [127.0.0.1]."
    HALF_A_REPLY = "A hyphen after the code says that more lines follow: read on until a line has a space there."
    NO_BRACKETS = "An address of the envelope stands in angle brackets: MAIL FROM:<dora@island.test>."
    SPACE = "No space stands between the colon and the bracket, even if many servers forgive it."
    OTHER_ADDRESS = "The envelope has the addresses that the program was given, whatever the header says."
    NOT_OFFERED = (
        "A parameter such as SIZE= or BODY= may stand there only if the server has named it in its reply to EHLO."
    )
    BARE_LF = 'A line ends with CR LF, "\\r\\n": turn every line end of the message into that before you send it.'
    BARE_CR = "A CR stands without its LF: a line ends with both, in this order."
    DOTS = (
        "A line of the letter that begins with a dot is sent with one more in front, so that it cannot end the letter."
    )
    ALTERED = "The letter arrives byte for byte: nothing but line ends and dots at the beginning of a line may change."
    HEADER = "The header of the message is sent as it is; lines may be added, none may go."
    NO_END = "A lone dot ends the letter: CR LF, the dot, CR LF, also where the message has no line end at its end."
    ENDS_TWICE = "The letter is over with the first lone dot: what comes behind it is a command again."
    NO_QUIT = "The last word is QUIT, and its 221 is waited for."
    TOO_SOON = "One command, one reply: read the reply before you send the next command."
    LETTER_TOO_SOON = "The letter is sent only after 354: until then the server may still refuse it."
    STATUS_TAKEN = "The server said 250 to the letter, so the exit status is 0."
    STATUS_LATER = "A reply of 4xx means that the letter may be tried again later: exit status 75."
    STATUS_NEVER = "A reply of 5xx is final: an exit status that is neither 0 nor 75."
    GOES_ON = "After 4xx or 5xx nothing more can come of the letter: say QUIT, and end."
    KEEPS_RUNNING = "Nobody is there any more: an empty read means that the server has hung up."
    STATUS_HUNG_UP = "The server has not said 250 to the letter, so it was not sent: an exit status that is not 0."
    PIECES = "TCP keeps no borders: collect bytes until a whole line is there, however many reads that takes."
    NO_STARTTLS = "The program was given a certificate authority, so it asks for TLS with STARTTLS, after EHLO."
    NO_HANDSHAKE = (
        "After the 220 to STARTTLS, wrap the socket in TLS, and trust the authority that the program was given."
    )
    NO_HELLO_AGAIN = "Under TLS everything begins anew, with EHLO: what was said before may have been forged."
    IN_THE_CLEAR = (
        "TLS was asked for, so without it nothing is sent: whoever is in between could have cut out STARTTLS."
    )
    SLIPPED_IN = "Throw away what was read before the handshake: a forger may have put it behind the 220."
