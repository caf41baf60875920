"""What is usually behind a failure of a server: a table of symptoms, and the sentences that help."""

from __future__ import annotations

from enum import StrEnum


class SmtpCause(StrEnum):
    """A symptom and the sentence that helps with it."""

    NO_GREETING = (
        "An SMTP server speaks first: send the greeting as soon as a client connects, before you read anything, "
        "and flush it where you write through a buffer."
    )
    NO_EHLO = "EHLO is the newer HELO, and most clients say it first: answer it too."
    NO_REPLY = "Every command gets exactly one reply: check what your program does with this line."
    UNFLUSHED = "The line has no end yet: send CR LF after the text, and flush the output."
    BARE_LF = 'The line ends with LF alone: in SMTP every line ends with CR LF, "\\r\\n".'
    BARE_CR = "There is a CR without its LF: a line ends with both, CR first."
    NO_CODE = (
        "A reply begins with three digits, the first from 2 to 5. Programs read the digits, and people read the text."
    )
    NO_SPACE = "The three digits are followed by a space, or by a hyphen if the same reply has more lines."
    NO_LAST_LINE = "A hyphen after the digits says that more lines follow: the last line needs a space there."
    OTHER_CODE_INSIDE = "All lines of one reply begin with the same three digits."
    CONTROL = "A reply is printable text, without control characters."
    TOO_LONG = "A reply is a line or a few lines: the program may be sending in a loop, or sending the letter back."
    WRONG_CODE = "The digits tell the client how it went: 2xx done, 3xx go on, 4xx not now, 5xx never."
    NOT_KNOWN = "The server does not recognise this command: compare its first word, in capitals or small letters."
    HUNG_UP = "The server closed the connection too soon: it may do that after QUIT, or when the client has gone."
    UNASKED = "One command gets one reply, and then it is the client's turn: the server sent a reply too many."
    NO_GOODBYE = "Send 221 first, flush it, and only then close the connection."
    STAYS = (
        "The server has to close the connection itself after 221. "
        "In Python, whatever makefile() gave holds it open, too."
    )
    ENDS_WITH_CLIENT = (
        "The server ends with its first client: call accept() in a loop, so that the next client is served too."
    )
    REFUSED = "The server refuses something that is right: ana and ben get mail from anybody."
    ANY_CASE = "Commands and domains mean the same in capitals and in small letters: ignore case when you compare them."
    UNKNOWN_WORD = "A command that the server does not know gets a 500, and the conversation goes on."
    NULL_SENDER = "The empty address <> is a sender too: reports about failed mail come from it."
    OUT_OF_ORDER = "The order is MAIL, RCPT, DATA: remember what was said, and answer 503 to anything else."
    FORGETS_NOT = "The server has to forget sender and recipients after RSET, HELO and EHLO, and after each letter."
    NO_354 = "DATA asks whether the text may come: answer 354. The 250 comes after the lone dot."
    TALKS_IN_DATA = "After 354 every line is text, whatever it says: send nothing until the line with the lone dot."
    NO_END = "A line with nothing but a dot ends the letter: look for CR LF, dot, CR LF."
    NO_FILE = "Append the letter to the file named by {mailbox} or MAILBOX, and do it before you send 250."
    FILE_IS_EMPTY = (
        "Write the letter to it; if you did, it is still in a buffer: flush that or close the file "
        "(in Python: with open(…) as box) before you send 250."
    )
    NO_FROM_LINE = "Each message in an mbox file begins with an extra line: From, the sender's address, the date."
    FROM_LINE_FORM = "The date comes after the address, in the form of C's asctime(): Mon Nov 23 23:26:01 2026."
    CRLF_IN_FILE = "CR LF is for the wire: lines in the file end with LF alone."
    NO_EMPTY_LINE = "There is an empty line between header and body, and another one at the end of each message."
    OLD_MAIL_CHANGED = 'Mail that is already there must stay: open the file with mode "a", not "w".'
    NOT_A_LETTER = "Only whole letters go into the file: keep a letter in memory until its dot has come."
    LETTER_MISSING = "A 250 after the dot says that the letter is kept: write it and flush it before you send 250."
    FIELD_LOST = "The header is part of the letter: keep every line of it as it came."
    ANOTHERS = (
        "This letter is not for ana: keep only letters that have her among their recipients, those of this letter."
    )
    TWICE = "The letter is in the file twice: each recipient gets it once."
    BODY_CUT = "The rest of the letter is missing: flush the file, and check where your program stops reading."
    BODY_CHANGED = (
        "The body stays the same byte for byte: only CR LF becomes LF, and a From at the start of a line is quoted."
    )
    NOT_EIGHT_BIT = "Mail is bytes, not text: read, keep and write bytes, and decode nothing."
    DOT_KEPT = "The client adds a dot to each line that begins with one: take the first dot off again."
    DOT_LOST = "Take off one dot only, and only at the start of a line."
    NOT_QUOTED = "A reader takes this line for the start of a new message: write >From instead."
    PIECES = "TCP knows no lines: collect what comes until there is a CR LF, and keep the rest for the next line."
    GLUED = "Two lines can come in one read: answer the first, and then look for the second in what is left."
    HALF_A_DOT = "The end of a letter can come in pieces: look at whole lines, not at the result of one read."
    ONE_AT_A_TIME = "Another client is still in the middle of its letter: serve each client in its own thread or task."
    MIXED_UP = (
        "Two letters got mixed up: keep sender, recipients and text for each connection, not in global variables."
    )
    OPEN_RELAY = (
        "The server takes mail for harbour.test only: if it takes mail for others, strangers send spam through it."
    )
    UNKNOWN_USER = (
        "Only ana and ben live at harbour.test: refuse everybody else with 550, while the client is still there."
    )
    WHOLE_ADDRESS = (
        "Compare the whole address, from bracket to bracket: one that only contains a right one, or ends like one, "
        "is another."
    )
    NO_RECIPIENTS = "All recipients were refused, so there is nobody to write to: answer DATA with 503 or 554."
    TOO_LARGE = "A line may have 998 octets, and a letter a megabyte."
    BARE_LF_ENDS = (
        "Only CR LF, dot, CR LF ends a letter: a server that accepts less lets strangers smuggle in a second one."
    )
    HALF_A_LETTER = (
        "A client that goes away before its dot has sent nothing: forget what came, and serve the next client."
    )
    PROMISE = "250 is a promise: write the letter, flush it and close the file first, and then answer."
    LOCKED = "Another program is writing to the file: use lockf (fcntl) or MAILBOX.lock, and wait or answer 451."
    BUSY_IS_4XX = "The lock will soon be gone: after 451 the client comes back later, after 5xx the letter is lost."
    LEFT_LOCKED = "Lock the mailbox for one letter only, and remove MAILBOX.lock as soon as the letter is written."
    LOCKED_FOR_EVER = "The lock is gone, but the letter still waits: try again after a moment."
    ORDER_OF_REPLIES = "Each command of a group gets its own reply, in order, even if an earlier one was refused."
    SIZE_IGNORED = (
        "SIZE= tells how large the letter is: answer MAIL with 552 if that is over the limit, and with 250 if not."
    )
    TLS_FAILS = "The TLS handshake begins right after 220, on the same connection, with nothing in between."
    TLS_KEEPS = "Under TLS the conversation starts over: forget the sender, the recipients and the client's name."
    INJECTED = "Throw away whatever came before the handshake: otherwise somebody in between can slip commands in."
    OFFERED_AGAIN = "Do not offer STARTTLS again once TLS is on."
    LOGIN = "Only the right name and password get 235: AUTH PLAIN carries base64 of NUL, name, NUL, password."
    LOGIN_SYNTAX = "Answer 501 to what is not base64, and 504 to an unknown mechanism; the conversation goes on."
