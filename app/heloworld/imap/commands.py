"""What the client says, in plain words: a record for each command (RFC 3501 §6, and its extensions)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from heloworld.wire.protocol import Command

_TAG: Final = re.compile(rb'[^(){%*"\\+\x00-\x20\x7f-\xff]{1,200}')
_VERB: Final = re.compile(rb"([A-Za-z]{1,40})(?![^ \r\n])")
_OF_UID: Final = re.compile(rb" ([A-Za-z]{1,40})(?![^ \r\n])")

_NOTHING = "Nothing changes, on the server or in the file."
_LOGGED_IN = "You are logged in. No mailbox is chosen yet."
_MARK = r"Flags that begin with \ are the server's own; any other word is one of yours."


@dataclass(frozen=True, slots=True)
class Line:
    """A command line, or what stands of it before the first literal.

    Attributes:
        tag: What the client calls the command; empty where the line does not begin with a tag.
        verb: The command in upper case, ``UID FETCH`` in two words; empty where none follows the tag.
        argument: What comes after it, from the space on.
    """

    tag: bytes
    verb: str
    argument: bytes


def parse(line: bytes) -> Line:
    """Take a command line apart, given without its end (RFC 3501 §2.2.1)."""
    tag = _TAG.match(line)
    if tag is None or line[tag.end() : tag.end() + 1] not in {b" ", b""}:
        return Line(b"", "", line)
    verb = _VERB.match(line, tag.end() + 1)
    if verb is None:
        return Line(tag[0], "", line[tag.end() :])
    name, end = verb[1].decode("ascii").upper(), verb.end()
    if name == "UID" and (of := _OF_UID.match(line, end)):
        name, end = f"UID {of[1].decode('ascii').upper()}", of.end()
    return Line(tag[0], name, line[end:])


_UID_EFFECTS = {
    "FETCH": r"As with FETCH; each answer names the UID, too. BODY[...] also sets \Seen, but not after EXAMINE.",
    "STORE": "The flags are as asked for, and stand in the file; what is answered names the UID, too.",
    "SEARCH": "Nothing changes. The numbers in the answer are UIDs.",
    "COPY": "The messages are in both mailboxes; the copies have UIDs of their own.",
    "MOVE": "The messages are in the other mailbox alone; the EXPUNGE answers count by number, not by UID.",
    "EXPUNGE": r"What was marked \Deleted and is not among these UIDs is still there. The answers count by number.",
}


def _uid(verb: str, arguments: str, summary: str, example: str, source: str = "RFC 3501 §6.4.8") -> Command:
    """A command that names messages by their UIDs."""
    name, announced = f"UID {verb}", {"EXPUNGE": "UIDPLUS", "MOVE": "MOVE"}.get(verb, "")
    return Command(
        name, f"tag {name} {arguments}", summary, _UID_EFFECTS[verb], f"a1 {name} {example}", source, announced
    )


def _foreign(verb: str, summary: str, example: str, source: str, instead: str) -> Command:
    """A word of another protocol that people try."""
    return Command(verb, example, summary, "None in IMAP.", example, source, instead=instead)


_OF_SESSION = (
    Command(
        "CAPABILITY",
        "tag CAPABILITY",
        "Asks what the server can do.",
        _NOTHING,
        "a1 CAPABILITY",
        "RFC 3501 §6.1.1",
    ),
    Command(
        "NOOP",
        "tag NOOP",
        "Asks for nothing, and gives the server a chance to tell what is new.",
        "Nothing changes; what others did meanwhile has been told.",
        "a1 NOOP",
        "RFC 3501 §6.1.2",
    ),
    Command(
        "LOGOUT",
        "tag LOGOUT",
        "Says goodbye.",
        "The server says BYE and closes the connection. Nothing is deleted by it.",
        "a1 LOGOUT",
        "RFC 3501 §6.1.3",
    ),
    Command(
        "ID",
        'tag ID NIL | tag ID ("field" "value" ...)',
        "Tells the server which program this is, and asks the same.",
        _NOTHING,
        'a1 ID ("name" "helo")',
        "RFC 2971 §3.1",
        "ID",
    ),
    Command(
        "STARTTLS",
        "tag STARTTLS",
        "Asks: shall we encrypt from here on?",
        "The TLS handshake follows. After it the server has forgotten everything, also what it announced.",
        "a1 STARTTLS",
        "RFC 3501 §6.2.1",
        "STARTTLS",
    ),
    Command(
        "AUTHENTICATE",
        "tag AUTHENTICATE method [first-answer]",
        "Logs in by a method that many protocols share.",
        _LOGGED_IN,
        "a1 AUTHENTICATE PLAIN",
        "RFC 3501 §6.2.2",
    ),
    Command(
        "LOGIN",
        "tag LOGIN name password",
        "Logs in with name and password, in the clear.",
        _LOGGED_IN,
        "a1 LOGIN ana sesame",
        "RFC 3501 §6.2.3",
    ),
    Command(
        "ENABLE",
        "tag ENABLE capability ...",
        "Says which extensions the client is ready for.",
        "The server may use those that it names in its answer.",
        "a1 ENABLE UTF8=ACCEPT",
        "RFC 5161 §3.1",
        "ENABLE",
    ),
    Command(
        "IDLE",
        "tag IDLE",
        "Asks the server to tell at once what happens in the mailbox.",
        "The server tells what is new, until the client says DONE and nothing else.",
        "a1 IDLE",
        "RFC 2177 §3",
        "IDLE",
    ),
    Command(
        "DONE",
        "DONE",
        "Ends the waiting of IDLE. It has no tag of its own: it belongs to the IDLE.",
        "The server answers the IDLE, and takes commands again.",
        "DONE",
        "RFC 2177 §3",
    ),
)

_OF_MAILBOXES = (
    Command(
        "SELECT",
        "tag SELECT mailbox",
        "Chooses a mailbox to work in.",
        "The mailbox is chosen: its messages have numbers from 1 on.",
        "a1 SELECT INBOX",
        "RFC 3501 §6.3.1",
    ),
    Command(
        "EXAMINE",
        "tag EXAMINE mailbox",
        "Chooses a mailbox to look at; nothing can be changed in it.",
        "The mailbox is chosen for reading only: not even a flag will change.",
        "a1 EXAMINE INBOX",
        "RFC 3501 §6.3.2",
    ),
    Command(
        "CREATE",
        "tag CREATE mailbox",
        "Makes a new mailbox.",
        "There is one more mailbox, and it is empty.",
        "a1 CREATE Archive",
        "RFC 3501 §6.3.3",
    ),
    Command(
        "DELETE",
        "tag DELETE mailbox",
        "Removes a whole mailbox with everything in it. It deletes no single message.",
        "The mailbox is gone, and so are its messages.",
        "a1 DELETE Archive",
        "RFC 3501 §6.3.4",
    ),
    Command(
        "RENAME",
        "tag RENAME mailbox new-name",
        "Gives a mailbox another name.",
        "The mailbox has its new name. Of INBOX, the messages move and INBOX is empty.",
        "a1 RENAME Archive Old",
        "RFC 3501 §6.3.5",
    ),
    Command(
        "SUBSCRIBE",
        "tag SUBSCRIBE mailbox",
        "Puts a mailbox on the list of those that mail programs show.",
        "The name is on the list that LSUB gives.",
        "a1 SUBSCRIBE Archive",
        "RFC 3501 §6.3.6",
    ),
    Command(
        "UNSUBSCRIBE",
        "tag UNSUBSCRIBE mailbox",
        "Takes a mailbox from that list.",
        "The name is off the list. The mailbox itself stays.",
        "a1 UNSUBSCRIBE Archive",
        "RFC 3501 §6.3.7",
    ),
    Command(
        "LIST",
        'tag LIST "where" pattern',
        "Asks which mailboxes there are. In the pattern * stands for anything, % for one level.",
        _NOTHING,
        'a1 LIST "" *',
        "RFC 3501 §6.3.8",
    ),
    Command(
        "LSUB",
        'tag LSUB "where" pattern',
        "Asks which mailboxes are on the list of SUBSCRIBE.",
        _NOTHING,
        'a1 LSUB "" *',
        "RFC 3501 §6.3.9",
    ),
    Command(
        "STATUS",
        "tag STATUS mailbox (item ...)",
        "Asks about a mailbox without choosing it.",
        _NOTHING,
        "a1 STATUS INBOX (MESSAGES UNSEEN)",
        "RFC 3501 §6.3.10",
    ),
    Command(
        "APPEND",
        'tag APPEND mailbox [(flag ...)] ["date"] {octets}',
        "Puts a message into a mailbox, as mail programs do with a copy of what they sent.",
        "The message is the last one in the mailbox. Nobody was sent anything.",
        "a1 APPEND INBOX {38}",
        "RFC 3501 §6.3.11",
    ),
    Command(
        "NAMESPACE",
        "tag NAMESPACE",
        "Asks where mailboxes of one's own, of others and of all are to be found.",
        _NOTHING,
        "a1 NAMESPACE",
        "RFC 2342 §5",
        "NAMESPACE",
    ),
)

_OF_MESSAGES = (
    Command(
        "CHECK",
        "tag CHECK",
        "Asks the server to put its house in order.",
        "Nothing that you could see; what others did meanwhile has been told.",
        "a1 CHECK",
        "RFC 3501 §6.4.1",
    ),
    Command(
        "CLOSE",
        "tag CLOSE",
        r"Leaves the mailbox, and removes what is marked \Deleted without telling.",
        r"No mailbox is chosen. What was marked \Deleted is gone, unless the mailbox was chosen by EXAMINE.",
        "a1 CLOSE",
        "RFC 3501 §6.4.2",
    ),
    Command(
        "UNSELECT",
        "tag UNSELECT",
        "Leaves the mailbox, and removes nothing.",
        r"No mailbox is chosen. What was marked \Deleted is still there.",
        "a1 UNSELECT",
        "RFC 3691 §2",
        "UNSELECT",
    ),
    Command(
        "EXPUNGE",
        "tag EXPUNGE",
        r"Removes all messages that are marked \Deleted.",
        "They are gone from the file, and the messages behind them have new numbers.",
        "a1 EXPUNGE",
        "RFC 3501 §6.4.3",
    ),
    Command(
        "SEARCH",
        "tag SEARCH criterion ...",
        "Asks which messages fit all of the criteria.",
        _NOTHING,
        "a1 SEARCH UNSEEN",
        "RFC 3501 §6.4.4",
    ),
    Command(
        "FETCH",
        "tag FETCH numbers item | tag FETCH numbers (item ...)",
        "Asks for messages, or for something about them.",
        r"What was asked for has crossed. BODY[...] without .PEEK also sets \Seen, but not after EXAMINE.",
        "a1 FETCH 1 BODY[]",
        "RFC 3501 §6.4.5",
    ),
    Command(
        "STORE",
        "tag STORE numbers +FLAGS | -FLAGS | FLAGS (flag ...)",
        "Sets flags (+FLAGS), takes them away (-FLAGS), or puts these in the place of all others (FLAGS).",
        f"The flags are as asked for, and stand in the file. {_MARK}",
        r"a1 STORE 1 +FLAGS (\Flagged)",
        "RFC 3501 §6.4.6",
    ),
    Command(
        "COPY",
        "tag COPY numbers mailbox",
        "Puts copies of messages into another mailbox.",
        "The messages are in both mailboxes.",
        "a1 COPY 1 Archive",
        "RFC 3501 §6.4.7",
    ),
    Command(
        "MOVE",
        "tag MOVE numbers mailbox",
        "Moves messages into another mailbox.",
        "The messages are in the other mailbox alone, and those behind them have new numbers.",
        "a1 MOVE 1 Archive",
        "RFC 6851 §3.1",
        "MOVE",
    ),
    _uid("FETCH", "uids item", "Asks for messages by their UIDs, which stay the same.", "1 FLAGS"),
    _uid("STORE", "uids +FLAGS (flag ...)", "Changes flags of messages by their UIDs.", r"1 +FLAGS (\Seen)"),
    _uid("SEARCH", "criterion ...", "Asks which messages fit, and wants their UIDs.", "UNSEEN"),
    _uid("COPY", "uids mailbox", "Copies messages by their UIDs.", "1 Archive"),
    _uid("MOVE", "uids mailbox", "Moves messages by their UIDs.", "1 Archive", "RFC 6851 §3.2"),
    _uid("EXPUNGE", "uids", r"Removes those of these messages that are marked \Deleted.", "1", "RFC 4315 §2.1"),
)

_SMTP_SENDS = "IMAP only keeps and gives out mail; to send one, go to the SMTP server."

_OF_OTHERS = (
    _foreign(
        "USER", "Says the name, in POP3.", "USER ana", "RFC 1939 §7", "Here LOGIN takes name and password at once."
    ),
    _foreign("PASS", "Gives the password, in POP3.", "PASS harbour", "RFC 1939 §7", "Here LOGIN takes both at once."),
    _foreign("RETR", "Fetches a message, in POP3.", "RETR 1", "RFC 1939 §5", "Here it is FETCH: a1 FETCH 1 BODY[]."),
    _foreign("DELE", "Marks a message, in POP3.", "DELE 1", "RFC 1939 §5", r"Here it is a1 STORE 1 +FLAGS (\Deleted)."),
    _foreign("STAT", "Counts the messages, in POP3.", "STAT", "RFC 1939 §5", "Here SELECT and STATUS tell how many."),
    _foreign("QUIT", "Says goodbye, in SMTP and POP3.", "QUIT", "RFC 1939 §6", "Here it is LOGOUT: a1 LOGOUT."),
    _foreign("HELO", "Says hello, in SMTP.", "HELO localhost", "RFC 5321 §4.1.1.1", "IMAP begins with LOGIN."),
    _foreign("EHLO", "Says hello, in SMTP.", "EHLO localhost", "RFC 5321 §4.1.1.1", "IMAP begins with LOGIN."),
    _foreign("MAIL", "Starts a mail, in SMTP.", "MAIL FROM:<dora@island.test>", "RFC 5321 §4.1.1.2", _SMTP_SENDS),
    _foreign("GET", "Asks a web server for a page.", "GET / HTTP/1.1", "RFC 9110 §9.3.1", "Here FETCH gets a message."),
)

COMMANDS: Mapping[str, Command] = {
    record.verb: record for record in (*_OF_SESSION, *_OF_MAILBOXES, *_OF_MESSAGES, *_OF_OTHERS)
}
"""Every command that one meets, by its verb."""
