"""Enhanced status codes in plain words: class, subject, detail (RFC 3463 and the IANA registry of RFC 5248)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

Enhanced: TypeAlias = tuple[int, int, int]
"""Class, subject and detail: 5.1.1 is ``(5, 1, 1)``."""


@dataclass(frozen=True, slots=True)
class Detail:
    """What one pair of subject and detail means.

    Attributes:
        words: The meaning in a few words without a final dot.
        advice: What to do next, where it can be said better than from the reply code alone; else empty.
        source: Where it is defined, where that is not the subject's section of RFC 3463; else empty.
    """

    words: str
    advice: str = ""
    source: str = ""


CLASSES: Mapping[int, str] = {2: "done", 4: "not now", 5: "refused for good"}
"""The first number: how it went (RFC 3463 §2). It is also the first digit of the reply code (RFC 2034 §4)."""

SUBJECTS: Mapping[int, str] = {
    0: "nothing in particular",
    1: "an address",
    2: "the mailbox",
    3: "the mail system",
    4: "the network or the way to the next server",
    5: "the commands",
    6: "the content of the message",
    7: "security or the server's rules",
}
"""The second number: what it is about (RFC 3463 §2)."""

RULES = 7
"""The subject of what a server's rules forbid (RFC 3463 §3.8)."""

DONE: Mapping[tuple[int, int], Detail] = {
    (0, 0): Detail("done, nothing to add"),
    (1, 0): Detail("an address is fine, usually the sender's"),
    (1, 5): Detail("the recipient's address is good"),
    (5, 0): Detail("the command went well"),
    (6, 0): Detail("the content of the message is fine"),
    (6, 4): Detail("done, but something was lost when the content was converted"),
    (7, 0): Detail("about security; after a login: it went well"),
}
"""Subject and detail after a 2."""

_LOGIN, _DKIM_SPF, _UTF8, _NULL_MX = "RFC 4954 §6", "RFC 7372 §3", "RFC 6531 §4", "RFC 7505 §4"
_TLS_FIRST = "Send STARTTLS, then EHLO again, then AUTH."

PROBLEMS: Mapping[tuple[int, int], Detail] = {
    (0, 0): Detail("no details given"),
    (1, 0): Detail("something about an address"),
    (1, 1): Detail("no such mailbox", "Check the name before the @: nobody here has it."),
    (1, 2): Detail("no mail can go to that domain", "Check the domain, after the @."),
    (1, 3): Detail("the recipient's address is malformed", "An address is name@domain between < and >."),
    (1, 4): Detail("the address fits more than one mailbox", "Write the address in full."),
    (1, 6): Detail("the mailbox has moved, and left no new address"),
    (1, 7): Detail("the sender's address is malformed", "An address is name@domain between < and >."),
    (1, 8): Detail("no mail can go back to the sender's domain", "Check the domain in MAIL FROM, after the @."),
    (1, 10): Detail("that domain says that it takes no mail", source=_NULL_MX),
    (2, 0): Detail("something about the mailbox"),
    (2, 1): Detail("the mailbox is switched off"),
    (2, 2): Detail("the mailbox is full", "Only its owner can make room. Try again later."),
    (2, 3): Detail("the message is too big for this mailbox", "Send less."),
    (2, 4): Detail("the mailing list did not work"),
    (3, 0): Detail("something about the mail system"),
    (3, 1): Detail("the server's disk is full", "Send the same again later: the server needs room first."),
    (3, 2): Detail("the server takes no mail: for now (4) or at all (5)"),
    (3, 3): Detail("the server cannot do something the message needs"),
    (3, 4): Detail("the message is too big for this server", "Send less. The SIZE line after EHLO names the limit."),
    (3, 5): Detail("the server is not set up correctly"),
    (4, 0): Detail("something about the network"),
    (4, 1): Detail("the next server did not answer"),
    (4, 2): Detail("the connection broke or took too long"),
    (4, 3): Detail("a name could not be looked up"),
    (4, 4): Detail("there is no known way to that domain"),
    (4, 5): Detail("too much mail at once"),
    (4, 6): Detail("the message is going round in a circle"),
    (4, 7): Detail("the message waited too long"),
    (5, 0): Detail("something about the commands"),
    (5, 1): Detail("unknown command, or not allowed just now"),
    (5, 2): Detail("the line was not understood"),
    (5, 3): Detail("too many recipients", "Send the mail to those accepted, then a second one to the rest."),
    (5, 4): Detail("the argument of the command is wrong"),
    (5, 5): Detail("the two sides speak different versions"),
    (5, 6): Detail("a line of the login is too long", source=_LOGIN),
    (6, 0): Detail("something about the content of the message"),
    (6, 1): Detail("this kind of content is not taken"),
    (6, 3): Detail("the content would have to be converted, and cannot be"),
    (6, 7): Detail("only ASCII letters are allowed in this address", "Use an address in ASCII letters.", _UTF8),
    (6, 9): Detail("a recipient's server takes ASCII headers only", source=_UTF8),
    (7, 0): Detail("a security rule; the text says which"),
    (7, 1): Detail("not allowed", "A rule of the server refuses this; the text says which. Perhaps you must log in."),
    (7, 2): Detail("you may not send to this mailing list"),
    (7, 8): Detail("name or password is wrong", source=_LOGIN),
    (7, 9): Detail("this login method is too weak here", source=_LOGIN),
    (7, 10): Detail("encryption is needed first", _TLS_FIRST, "RFC 5248"),
    (7, 11): Detail("this login method needs encryption", _TLS_FIRST, _LOGIN),
    (7, 12): Detail("this login method needs another login first", source=_LOGIN),
    (7, 13): Detail("the account is switched off", source="RFC 5248"),
    (7, 20): Detail("no valid signature of a domain (DKIM)", source=_DKIM_SPF),
    (7, 23): Detail("the sender's domain does not let this server send (SPF)", source=_DKIM_SPF),
    (7, 25): Detail("the client's address has no name that leads back to it", source=_DKIM_SPF),
    (7, 26): Detail("more than one check of the sender failed", source=_DKIM_SPF),
    (7, 27): Detail("the sender's domain says that it takes no mail", source=_NULL_MX),
}
"""Subject and detail after a 4 or a 5."""


def detail(code: Enhanced) -> Detail | None:
    """What is known about an enhanced status code; None where its details are in no table."""
    klass, subject, fine = code
    return (DONE if klass == 2 else PROBLEMS).get((subject, fine))


def dotted(code: Enhanced) -> str:
    """The code as it stands in a reply: ``5.1.1``."""
    return ".".join(map(str, code))


def words(code: Enhanced) -> str:
    """The code and its meaning in plain words; where the detail is unknown, its class and subject must do."""
    known = detail(code)
    if known:
        return f"{dotted(code)}: {known.words}"
    klass, subject, _ = code
    about = SUBJECTS.get(subject, "a subject outside our table")
    return f"{dotted(code)}: {CLASSES.get(klass, 'a class outside our table')}, about {about}"


def source(code: Enhanced) -> str:
    """Where the code is defined; the general section of RFC 3463 where its details are in no table."""
    known = detail(code)
    if known:
        return known.source or f"RFC 3463 §3.{code[1] + 1}"
    return "RFC 3463 §2"
