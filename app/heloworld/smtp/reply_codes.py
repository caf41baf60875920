"""Reply codes in plain words: what each digit means, and every code that one meets (RFC 5321 §4.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReplyCode:
    """One reply code.

    Attributes:
        meaning: What the server says with it, in a few words without a final dot; goes after the number.
        advice: What to do next, in one or two sentences.
        source: Where it is defined.
        by_rule: The meaning where the enhanced status code says that a rule is the reason (X.7.X, RFC 3463 §3.8); empty
            where it is all one.
    """

    meaning: str
    advice: str
    source: str
    by_rule: str = ""


FIRST: Mapping[str, str] = {"2": "done", "3": "go on", "4": "not now", "5": "refused"}
"""The first digit: how it went. Nothing else may start a reply in SMTP (RFC 5321 §4.2.1)."""

SECOND: Mapping[str, str] = {
    "0": "syntax",
    "1": "information",
    "2": "connection",
    "3": "left open (login uses it)",
    "4": "left open",
    "5": "mail system",
}
"""The second digit: what it is about (RFC 5321 §4.2.1, which leaves 3 and 4 unspecified; RFC 4954 §6 uses 3)."""

THIRD = "the exact case"
"""The third digit: it only tells one case from the next (RFC 5321 §4.2.1)."""

NO_MEANING = "not used in SMTP"
"""What is said of a digit that RFC 5321 §4.2 does not allow in its place."""

ADVICE: Mapping[str, str] = {
    "2": "Send the next command.",
    "3": "Send what the server is waiting for.",
    "4": "It was not done. Send the same again later.",
    "5": "It was not done. Change something before you send it again.",
}
"""What to do about a code that is in no table: its first digit is enough (RFC 5321 §4.3.2)."""

ADVICE_OUT_OF_RANGE = "No SMTP reply starts with this digit. Is this a mail server? Close the connection."
"""What to do about a code whose first digit is not 2, 3, 4 or 5 (RFC 5321 §4.2)."""

THEORY = "RFC 5321 §4.2.1"
"""Where the digits are explained."""

_NUMERIC = "RFC 5321 §4.2.3"
_LOGIN = "RFC 4954 §6"
_LOGIN_OR_TLS = "RFC 4954 §6, RFC 3207 §4"

CODES: Mapping[int, ReplyCode] = {
    211: ReplyCode("status or help follows", "Read the text. Nothing has changed in the session.", _NUMERIC),
    214: ReplyCode(
        "help follows", "Read the text: it is meant for people. Nothing has changed in the session.", _NUMERIC
    ),
    220: ReplyCode("the server is ready", "Say hello: HELO or EHLO, and a name.", _NUMERIC),
    221: ReplyCode(
        "goodbye, the server closes the connection",
        "Nothing more can be sent here. Connect again to send another mail.",
        "RFC 5321 §4.1.1.10",
    ),
    235: ReplyCode("you are logged in", "The server knows who you are. Go on with MAIL.", _LOGIN),
    250: ReplyCode(
        "done as asked",
        "Send the next command. After the lone dot it is a promise: from now on the server looks after the mail.",
        _NUMERIC,
    ),
    251: ReplyCode(
        "not here, but the server will pass it on",
        "The mailbox is on another server, and this one forwards the mail. Go on as after 250.",
        "RFC 5321 §3.4",
    ),
    252: ReplyCode(
        "cannot check the address, but will try it",
        "This is neither yes nor no. Send the mail: RCPT will tell, or the delivery itself.",
        "RFC 5321 §3.5.3",
    ),
    334: ReplyCode(
        "go on, send your part of the login",
        "Send one line of base64 (bytes spelled as letters and digits; not encrypted), or a lone * to give up.",
        "RFC 4954 §4",
    ),
    354: ReplyCode(
        "go on, send the text",
        "Send the header, an empty line and the body. End with a line that holds one dot and nothing else.",
        "RFC 5321 §4.1.1.4",
    ),
    421: ReplyCode(
        "the server has to close the connection",
        "Connect again later. A mail without a 250 after its dot was not taken over: send it again.",
        "RFC 5321 §3.8",
    ),
    432: ReplyCode(
        "this login method needs another login first",
        "Log in once with the method PLAIN, under TLS. After that the method you chose should work.",
        _LOGIN,
    ),
    450: ReplyCode(
        "the mailbox is not available just now",
        "Not now does not mean never. Send the same again later; mail servers wait and do that by themselves.",
        _NUMERIC,
        by_rule="not now, by a rule of the server",
    ),
    451: ReplyCode(
        "the server could not do it just now",
        "Your command was understood. Send the same again later.",
        _NUMERIC,
    ),
    452: ReplyCode(
        "no room for this just now",
        "The disk is full, or the mail has too many recipients. Send it later, or the rest in a second mail.",
        _NUMERIC,
    ),
    454: ReplyCode(
        "login or TLS does not work just now",
        "The trouble is on the server's side. Try again later; send no password without TLS.",
        _LOGIN_OR_TLS,
    ),
    455: ReplyCode(
        "the server cannot handle these options just now",
        "Send the command again later, or without the words after the address.",
        "RFC 5321 §4.1.1.11",
    ),
    500: ReplyCode(
        "the server does not know this command",
        "Check how the first word is spelled. A line that is too long is answered like this, too.",
        _NUMERIC,
    ),
    501: ReplyCode(
        "something after the command word is wrong",
        "Compare what you sent with the form of the command.",
        _NUMERIC,
    ),
    502: ReplyCode(
        "the server knows this command, but does not do it",
        "Do without it: this server does not offer it.",
        "RFC 5321 §4.2.4",
    ),
    503: ReplyCode(
        "not in this order",
        "Something is missing before it, or was said already. The order is EHLO, MAIL, RCPT, DATA; RSET drops a mail.",
        "RFC 5321 §4.1.4",
    ),
    504: ReplyCode(
        "the command is fine, but not with this argument",
        "Choose another argument; after AUTH it is the name of the login method.",
        _NUMERIC,
    ),
    521: ReplyCode(
        "this computer takes no mail at all",
        "Send QUIT. Mail for this address goes to another server, or nowhere.",
        "RFC 7504 §3",
    ),
    523: ReplyCode(
        "encrypt the connection before you log in",
        "Send STARTTLS, then EHLO again, then AUTH.",
        "RFC 5248",
    ),
    525: ReplyCode(
        "this account is switched off",
        "The password was right. Ask whoever runs the server to switch the account on again.",
        "RFC 5248",
    ),
    530: ReplyCode(
        "log in first, or start TLS first",
        "The text says which of the two. AUTH logs in, STARTTLS encrypts the connection.",
        _LOGIN_OR_TLS,
    ),
    534: ReplyCode(
        "this login method is too weak for this server",
        "Choose another method from the AUTH line in the reply to EHLO.",
        _LOGIN,
    ),
    535: ReplyCode(
        "login refused, name or password is wrong",
        "Check both and try again. The server does not say which of the two is wrong, on purpose.",
        _LOGIN,
    ),
    538: ReplyCode(
        "this login method needs TLS first",
        "Send STARTTLS, then EHLO again, then AUTH.",
        _LOGIN,
    ),
    550: ReplyCode(
        "refused, the mailbox is not available",
        "Check the address. If it is right, the text says which rule of the server refused it.",
        _NUMERIC,
        by_rule="refused by a rule of the server",
    ),
    551: ReplyCode(
        "not here, the text says where to send it",
        "Send the mail to the address in the text, if you trust this server to know it.",
        "RFC 5321 §3.4",
    ),
    552: ReplyCode(
        "too big, or the mailbox is full",
        "Send less, or ask the recipient to make room.",
        _NUMERIC,
    ),
    553: ReplyCode(
        "this mailbox name is not allowed",
        "Check how the address is spelled: a name, an @ and a domain between < and >.",
        _NUMERIC,
    ),
    554: ReplyCode(
        "it failed, the text says why",
        "Change something before you try again. As the very first reply it means: no mail service here.",
        _NUMERIC,
    ),
    555: ReplyCode(
        "the server does not know these options",
        "Send the command again without the words after the address.",
        "RFC 5321 §4.1.1.11",
    ),
    556: ReplyCode(
        "that domain takes no mail",
        "Check the domain. If it is right, its owner has said that no mail goes there.",
        "RFC 7504 §4",
    ),
}
"""Every reply code that one meets in SMTP, with login, TLS and the refusals of RFC 7504."""
