"""What the server says: tagged, untagged or ``+`` (RFC 3501 §7), and codes in brackets (RFC 3501 §7.1, RFC 5530)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from heloworld.wire.rows import Outcome

_LINE: Final = re.compile(rb"([^ ]{1,200}) (?:([0-9]{1,10}) )?([A-Za-z][A-Za-z0-9.-]{0,40})(?![^ ])", re.DOTALL)
_CODE: Final = re.compile(rb" \[([^\]\r\n]{1,2000})\]")

STATUSES: Final = frozenset({"OK", "NO", "BAD", "BYE", "PREAUTH"})
"""Words that say how something went; after any other one there is data."""

_OUTCOMES: Mapping[str, Outcome] = {
    "OK": Outcome.DONE,
    "PREAUTH": Outcome.DONE,
    "NO": Outcome.NEVER,
    "BAD": Outcome.NEVER,
    "BYE": Outcome.NEVER,
}


@dataclass(frozen=True, slots=True)
class Code:
    """A code in brackets.

    Attributes:
        meaning: What it says, in one sentence.
        source: Where it is defined.
        advice: What helps, where it comes with a refusal.
        passes: Whether the same may work later.
    """

    meaning: str
    source: str
    advice: str = ""
    passes: bool = False


_TELLING: Mapping[str, Code] = {
    "ALERT": Code("A person should read this.", "RFC 3501 §7.1"),
    "APPENDUID": Code("UIDVALIDITY of the mailbox, and the UID of the new message.", "RFC 4315 §3"),
    "CAPABILITY": Code("What the server can do; it spares the client a question.", "RFC 3501 §7.1"),
    "CLOSED": Code("The mailbox that was chosen before has been left.", "RFC 7162 §3.2.11"),
    "COPYUID": Code("UIDVALIDITY of the other mailbox, the old UIDs, and the new ones in their order.", "RFC 4315 §3"),
    "EXPUNGEISSUED": Code("Some of the messages are gone: another session removed them.", "RFC 5530 §3"),
    "PERMANENTFLAGS": Code(
        r"The flags that can be changed for good; \* means that you may make up more.", "RFC 3501 §7.1"
    ),
    "READ-ONLY": Code("The mailbox is chosen for reading only.", "RFC 3501 §7.1"),
    "READ-WRITE": Code("The mailbox is chosen, and may be changed.", "RFC 3501 §7.1"),
    "UIDNEXT": Code("The UID that the next message will have, or a higher one.", "RFC 3501 §7.1"),
    "UIDNOTSTICKY": Code("UIDs are not kept from session to session here.", "RFC 4315 §3"),
    "UIDVALIDITY": Code("As long as this number stays the same, so do the UIDs.", "RFC 3501 §7.1"),
    "UNSEEN": Code(r"The number of the first message without \Seen.", "RFC 3501 §7.1"),
}

_REFUSING: Mapping[str, Code] = {
    "ALREADYEXISTS": Code("There is a mailbox of that name already.", "RFC 5530 §3", "Choose another name."),
    "AUTHENTICATIONFAILED": Code("The login is refused.", "RFC 5530 §3", "Give name and password again."),
    "AUTHORIZATIONFAILED": Code("You may not act for that user.", "RFC 5530 §3", "Log in as yourself."),
    "BADCHARSET": Code("The server does not know that charset.", "RFC 3501 §7.1", "Search in UTF-8 or US-ASCII."),
    "CANNOT": Code("It can never be done, whoever asks.", "RFC 5530 §3", "Ask for something else."),
    "CLIENTBUG": Code("The server thinks that the client did something odd.", "RFC 5530 §3", "Look at what was sent."),
    "CONTACTADMIN": Code("Somebody has to look at the server.", "RFC 5530 §3", "Ask whoever runs it."),
    "CORRUPTION": Code("Something in the mailbox is damaged.", "RFC 5530 §3", "Ask whoever runs the server."),
    "EXPIRED": Code("The password is too old.", "RFC 5530 §3", "Ask whoever runs the server for a new one."),
    "INUSE": Code("Somebody else has the mailbox or its lock.", "RFC 5530 §3", "Try again in a moment.", passes=True),
    "LIMIT": Code("It is more than this server can do, now and later.", "RFC 5530 §3", "Ask for less at a time."),
    "NONEXISTENT": Code("There is no such mailbox.", "RFC 5530 §3", 'LIST "" * shows which there are.'),
    "NOPERM": Code("You may not do that.", "RFC 5530 §3", "Ask whoever owns the mailbox."),
    "OVERQUOTA": Code("The mailbox is full.", "RFC 5530 §3", "Remove something first.", passes=True),
    "PARSE": Code("The server cannot make sense of a message's header.", "RFC 3501 §7.1", "Fetch it as it is: BODY[]."),
    "PRIVACYREQUIRED": Code("Not before the connection is encrypted.", "RFC 5530 §3", "Say STARTTLS first."),
    "SERVERBUG": Code("The server has a fault.", "RFC 5530 §3", "Try again; tell whoever runs it."),
    "TOOBIG": Code("The message is larger than the server takes.", "RFC 4469 §4.2", "Send a smaller one."),
    "TRYCREATE": Code("There is no such mailbox, but it could be made.", "RFC 3501 §7.1", "CREATE it, and try again."),
    "UNAVAILABLE": Code("Something is out of order for now.", "RFC 5530 §3", "Try again in a while.", passes=True),
}

CODES: Mapping[str, Code] = {**_TELLING, **_REFUSING}
"""The codes that one meets, in upper case."""


@dataclass(frozen=True, slots=True)
class Response:
    """A line of the server, or the first line of several.

    Attributes:
        tag: Whose answer it is; ``*`` where it answers no command, ``+`` where the client is to go on.
        status: Its name in upper case: ``OK``, ``EXISTS``; ``+``; empty where the line is no response.
        outcome: What that means.
        number: The number before its name; -1 where there is none.
        detail: The code in brackets without these; empty where there is none.
        text: What comes after all that.
    """

    tag: bytes
    status: str
    outcome: Outcome
    number: int = -1
    detail: str = ""
    text: bytes = b""

    @property
    def is_data(self) -> bool:
        """Whether it tells something rather than how a command went."""
        return self.tag == b"*" and self.status not in STATUSES

    @property
    def code(self) -> str:
        """The first word of the code in brackets, in upper case."""
        return self.detail.split(" ")[0].upper()


def parse(line: bytes) -> Response:
    """Take a line apart, given without its end."""
    if line == b"+" or line.startswith(b"+ "):
        return Response(b"+", "+", Outcome.GO_ON, text=line[2:])
    found = _LINE.match(line)
    if found is None:
        return Response(b"", "", Outcome.UNCLEAR, text=line)
    tag, status = found[1], found[3].decode("ascii").upper()
    rest = line[found.end() :]
    if status not in STATUSES:
        outcome = Outcome.DONE if tag == b"*" else Outcome.UNCLEAR
        return Response(tag, status, outcome, int(found[2] or -1), text=rest[1:])
    if found[2] is not None:
        return Response(b"", "", Outcome.UNCLEAR, text=line)
    code = _CODE.match(rest)
    detail = code[1].decode("latin-1") if code is not None else ""
    text = rest[code.end() :] if code is not None else rest
    return Response(tag, status, _outcome(status, detail), detail=detail, text=text[1:])


def _outcome(status: str, detail: str) -> Outcome:
    known = CODES.get(detail.split(" ", maxsplit=1)[0].upper())
    passes = status == "NO" and known is not None and known.passes
    return Outcome.NOT_NOW if passes else _OUTCOMES[status]


@dataclass(frozen=True, slots=True)
class Data:
    """What the server tells unasked, or before it says how a command went.

    Attributes:
        meaning: What it says, in one sentence.
        source: Where it is defined.
    """

    meaning: str
    source: str


DATA: Mapping[str, Data] = {
    "CAPABILITY": Data("What the server can do.", "RFC 3501 §7.2.1"),
    "LIST": Data("A mailbox: its attributes, what parts the levels of its name, and the name.", "RFC 3501 §7.2.2"),
    "LSUB": Data("A mailbox on the list of SUBSCRIBE.", "RFC 3501 §7.2.3"),
    "STATUS": Data("What was asked about a mailbox.", "RFC 3501 §7.2.4"),
    "SEARCH": Data("The messages that fit; none where no number follows.", "RFC 3501 §7.2.5"),
    "FLAGS": Data("The flags that messages can have in this mailbox.", "RFC 3501 §7.2.6"),
    "EXISTS": Data("So many messages are in the mailbox now.", "RFC 3501 §7.3.1"),
    "RECENT": Data(r"So many of them have \Recent: no session was told of them before this one.", "RFC 3501 §7.3.2"),
    "EXPUNGE": Data("The message with this number is gone, and all after it move up by one.", "RFC 3501 §7.4.1"),
    "FETCH": Data("Something about the message with this number.", "RFC 3501 §7.4.2"),
    "NAMESPACE": Data("Where mailboxes are: one's own, other people's, everybody's.", "RFC 2342 §5"),
    "ID": Data("Which program the server is.", "RFC 2971 §3.2"),
    "ENABLED": Data("The extensions that are in use from here on.", "RFC 5161 §3.2"),
    "OK": Data("The server tells something.", "RFC 3501 §7.1.1"),
    "NO": Data("A warning; the command may still succeed.", "RFC 3501 §7.1.2"),
    "BAD": Data("The server cannot make sense of a line.", "RFC 3501 §7.1.3"),
    "PREAUTH": Data("The client is known already: no login is needed.", "RFC 3501 §7.1.4"),
    "BYE": Data("The server is about to close the connection.", "RFC 3501 §7.1.5"),
}
"""The responses without a tag, in upper case."""
