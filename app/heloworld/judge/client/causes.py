"""What usually is behind a failure of a client: a table of symptoms, and the sentences that help."""

from __future__ import annotations

from enum import StrEnum


class ClientCause(StrEnum):
    """A symptom and the sentence that helps with it."""

    PORT_TAKEN = "Another program listens there: end it, or choose another port with --port."
    NO_CALL = "Connect to the host and port that the program is given, as soon as it starts."
    ENDED_WITHOUT_A_CALL = "The program ended before it connected: what it printed may say why."
    NO_PLACES = (
        "The command names neither {host} nor {port}, so the program may call elsewhere: name them, or say with "
        "--port N where it calls."
    )
    OTHER_PORT = "The program has to call the port that --port names: what it printed may say why it did not."
    HUNG_UP = "The connection was closed too early: after each command read the whole reply, then go on."
    SILENT = (
        "The program may be waiting for more than there is: a reply ends with the line that has a space after its code."
    )
    UNFLUSHED = "The end of the line is missing: send CR LF after the command, and flush what is buffered."
    TOO_LONG = "A command is one short line: was the letter sent before the server said 354?"
    BEFORE_GREETING = "The server speaks first: read its 220 to the end before you send anything."
    WRONG_COMMAND = "The order is EHLO or HELO, MAIL, RCPT, DATA, the letter, QUIT."
    NO_NAME = "Write the client's name after HELO or EHLO, or its address in brackets: EHLO [127.0.0.1]."
    HALF_A_REPLY = "A hyphen after the code means that more lines follow: read on until a line has a space there."
    NO_BRACKETS = "Put angle brackets around an address of the envelope: MAIL FROM:<dora@island.test>."
    SPACE = "There is no space between the colon and the bracket, even if many servers forgive it."
    OTHER_ADDRESS = "The envelope has the addresses that the program was given, whatever the header says."
    NOT_OFFERED = "Send a parameter such as SIZE= or BODY= only if the server named it in its reply to EHLO."
    BARE_LF = 'A line ends with CR LF, "\\r\\n": send both behind each command.'
    BARE_LF_IN_LETTER = (
        'A line ends with CR LF, "\\r\\n": turn every line end of the message into that before you send it.'
    )
    BARE_CR = "A CR stands without its LF: every line ends with both, in this order."
    DOTS = "If a line of the letter begins with a dot, send one more in front of it, so that it cannot end the letter."
    ALTERED = "The letter must arrive byte for byte: only line ends and dots at the start of a line may change."
    HEADER = "Send the header as it is: lines may be added, but none may be left out."
    NO_END = "A lone dot ends the letter: CR LF, the dot, CR LF, even if the message does not end with a line end."
    ENDS_TWICE = "The letter is over with the first lone dot: whatever comes after it is a command again."
    NO_QUIT = "The last word is QUIT: send it, and wait for its 221."
    TOO_SOON = "One command, one reply: read the reply before you send the next command."
    LETTER_TOO_SOON = "Send the letter only after 354: until then the server may still refuse it."
    STATUS_TAKEN = "The server said 250 to the letter, so the exit status is 0."
    STATUS_LATER = "A 4xx means that the letter may be tried again later: exit with status 75."
    STATUS_NEVER = "A 5xx is final: exit with a status that is neither 0 nor 75."
    GOES_ON = "After a 4xx or 5xx nothing more can come of the letter: say QUIT, and end."
    KEEPS_RUNNING = "Nobody is there any more: an empty read means that the server has hung up."
    STATUS_HUNG_UP = "The server has not said 250 to the letter, so it was not sent: exit with a status that is not 0."
    PIECES = "TCP keeps no boundaries: collect bytes until you have a whole line, however many reads that takes."
    NO_STARTTLS = "The program was given a certificate authority, so it must ask for TLS: STARTTLS, after EHLO."
    NO_HANDSHAKE = (
        "After the 220 to STARTTLS, wrap the socket in TLS, and trust the authority that the program was given."
    )
    NO_HELLO_AGAIN = "Under TLS everything starts over, with EHLO: what was said before may have been forged."
    IN_THE_CLEAR = "TLS was asked for, so send nothing without it: somebody in between may have cut out STARTTLS."
    SLIPPED_IN = "Throw away whatever you read before the handshake: a forger may have put it after the 220."
