"""How a letter came in, as far as its own trace tells it: the topmost Received and Return-Path (RFC 5321 §4.4).

Only what the receiver's own servers wrote can be believed, and that is what stands on top. Whoever sent the letter
can have written all the rest.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Final

from heloworld.trust.message import Field, Message
from heloworld.trust.moment import parse_date

_LONGEST: Final = 2_000
"""Bytes of a Received field that are read."""

_COMMENT: Final = re.compile(r"\(([^()]*)\)")
_BY: Final = re.compile(r"(?:^|\s)by\s+([^\s();]+)", re.IGNORECASE)
_LOCAL_HAND_OVER: Final = re.compile(r"\swith\s+LMTP", re.IGNORECASE)
_FROM: Final = re.compile(r"\s*from\s+(\S+)(.*)", re.IGNORECASE | re.DOTALL)
_HELO: Final = re.compile(r"\b(?:helo|ehlo)[ =]([^\s()]+)", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"(?:^|[\s(\[])(?:IPv6:)?([0-9a-f.:]{2,45})(?=\]|\)|\s|$)", re.IGNORECASE)
_PATH: Final = re.compile(r"\s*<?([^<>\s]*)>?\s*")


@dataclass(frozen=True, slots=True)
class Told:
    """Something that was found out.

    Attributes:
        value: What; may be empty, as the null sender is.
        where: Who says so, as ``Return-Path``.
    """

    value: str
    where: str


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was.

    Attributes:
        seconds: Since the epoch.
        where: Who says so.
    """

    seconds: float
    where: str


@dataclass(frozen=True, slots=True)
class Trace:
    """What a letter tells about how it came in; None is what it does not tell.

    Attributes:
        client: The numeric address of whoever handed it over.
        helo: The name that the client gave.
        sender: The envelope's sender, without brackets.
        receiver: The server that took it.
        at: When that was.
    """

    client: Told | None = None
    helo: Told | None = None
    sender: Told | None = None
    receiver: Told | None = None
    at: Moment | None = None


def read_trace(letter: Message, envelope_from: str | None = None) -> Trace:
    """Read the trace.

    Args:
        letter: The letter.
        envelope_from: The sender in the ``From_`` line above it, where it stands in an mbox.
    """
    found = _hand_over(letter)
    sender = _sender(letter, found, envelope_from)
    if found is None:
        return Trace(sender=sender)
    where = (
        "the topmost Received that tells of another host" if found is not _topmost(letter) else "the topmost Received"
    )
    text = found.value[:_LONGEST].decode("latin-1")
    outside = _without_comments(text)
    by = _BY.search(outside)
    clause = _FROM.fullmatch(text[: by.start()] if by else text)
    receiver = Told(by[1], where) if by else None
    at = _date(outside, where)
    if clause is None:
        return Trace(sender=sender, receiver=receiver, at=at)
    client = _client(clause[1], clause[2])
    named = _HELO.search(clause[2])
    helo = named[1] if named else clause[1]
    return Trace(Told(client, where) if client else None, Told(helo, where), sender, receiver, at)


def _date(text: str, where: str) -> Moment | None:
    """The date behind the last semicolon of a Received without its comments (RFC 5321 §4.4)."""
    _, semicolon, date = text.rpartition(";")
    seconds = parse_date(date) if semicolon else None
    return None if seconds is None else Moment(seconds, where)


def _topmost(letter: Message) -> Field | None:
    return next(iter(letter.named("received")), None)


def _hand_over(letter: Message) -> Field | None:
    """The topmost Received of a hand-over between hosts: above it may stand how one host passes mail on within."""
    for each in letter.named("received"):
        text = each.value[:_LONGEST].decode("latin-1")
        if not _LOCAL_HAND_OVER.search(_without_comments(text)):
            return each
    return None


def _sender(letter: Message, received: Field | None, envelope_from: str | None) -> Told | None:
    """The envelope's sender; one below the receiver's own Received may be the writer's own invention."""
    path = next(iter(letter.named("return-path")), None)
    if path is not None and (received is None or path.start < received.start):
        found = _PATH.fullmatch(path.value[:_LONGEST].decode("latin-1"))
        return Told(found[1], "Return-Path") if found else None
    if envelope_from is None:
        return None
    is_null = envelope_from.upper() == "MAILER-DAEMON"
    return Told("" if is_null else envelope_from, "the From_ line of the mbox")


def _client(helo: str, rest: str) -> str:
    """The address that the receiver wrote down: in a comment, where the client cannot write; empty where none is."""
    comments = " ".join(_COMMENT.findall(rest))
    candidates = _ADDRESS.findall(_HELO.sub(" ", comments))
    if not candidates and _HELO.search(rest):  # Exim: from [192.0.2.1] (helo=mail.example)
        candidates = _ADDRESS.findall(helo)
    valid = [each for each in candidates if _is_address(each)]
    return valid[-1] if valid else ""


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _without_comments(text: str) -> str:
    """A text in which comments are blank, everything else at its place."""
    return _COMMENT.sub(lambda found: " " * len(found[0]), _COMMENT.sub(lambda found: " " * len(found[0]), text))
