"""Is it spam? Ten rules that anybody can read, each with its points, and a sum.

Real filters have thousands of rules, and learn; the idea is this one. No rule alone is enough, and any of them can be
wrong.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.utils import getaddresses
from typing import Final

from heloworld.trust.message import Message, parse, without
from heloworld.trust.verdict import Extract, Step, Verdict, shown

THRESHOLD: Final = 5.0
"""Points from which on a letter counts as spam; SpamAssassin has the same."""

GTUBE: Final = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"
"""A line that every filter takes for spam, so that one can be tried without any."""

GTUBE_POINTS: Final = 1_000.0
LONGEST: Final = 100_000
"""Bytes of a body, and of a field, that are read."""

FLAGS: Final = ("x-spam-flag", "x-spam-status", "x-spam-level")
"""The fields in which it is written down; those that come from outside are taken away."""

_MONEY: Final = re.compile(r"\b(?:millions?|lottery|prize|winner|inheritance|jackpot|refund)\b", re.IGNORECASE)
_HURRY: Final = re.compile(
    r"\b(?:act now|urgent|immediately|last chance|within 24 hours|expires today)\b", re.IGNORECASE
)
_NUMERIC_LINK: Final = re.compile(r"https?://\d{1,3}(?:\.\d{1,3}){3}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Looked:
    """What the rules look at.

    Attributes:
        message: The letter.
        subject: Its subject.
        text: Its body, with a transfer encoding taken off.
        vouched: Whether SPF or DKIM passed; None where nobody looked.
    """

    message: Message
    subject: str
    text: str
    vouched: bool | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule.

    Attributes:
        name: Its name, as it stands in the letter.
        points: What it counts.
        looks_at: What it looks at.
        why: Why this is a sign of spam.
        find: What it found, in a few words; empty where it does not apply.
    """

    name: str
    points: float
    looks_at: str
    why: str
    find: Callable[[Looked], str]


@dataclass(frozen=True, slots=True)
class SpamVerdict(Verdict):
    """A sum. Its result is ``spam`` or ``clean``.

    Attributes:
        score: The points.
        threshold: From how many on it is spam.
        rules: The rules that apply, by name.
    """

    score: float = 0.0
    threshold: float = THRESHOLD
    rules: tuple[str, ...] = ()

    @property
    def is_spam(self) -> bool:
        """Whether it is."""
        return self.score >= self.threshold


def judge(message: bytes | Message, verdicts: Sequence[Verdict] = (), threshold: float = THRESHOLD) -> SpamVerdict:
    """Count the points of a letter.

    Args:
        message: The letter.
        verdicts: What SPF and DKIM came to; empty where nobody looked.
        threshold: From how many points on it is spam.
    """
    letter = message if isinstance(message, Message) else parse(message)
    vouched = any(each.result == "pass" for each in verdicts if each.method in {"spf", "dkim"}) if verdicts else None
    looked = Looked(letter, _field(letter, "subject"), _text(letter), vouched)
    hits = [(rule, found) for rule in (_TEST_LINE, *RULES) if (found := rule.find(looked))]
    steps = [
        Step(f"{_points(rule.points)}: {found}. {rule.why}", part=rule.name, looked_at=_places(rule, letter))
        for rule, found in hits
    ]
    score = round(sum(rule.points for rule, _ in hits), 1)
    is_spam = score >= threshold
    says = f"{_points(score)}{', and' if is_spam else '; only'} from {threshold:g} on a letter counts as spam"
    names = ", ".join(rule.name for rule, _ in hits)
    reason = f"It has {says}{': ' + names if names else ''}."
    return SpamVerdict(
        "spam",
        "spam" if is_spam else "clean",
        "",
        reason=reason,
        trace=tuple(steps),
        score=score,
        threshold=threshold,
        rules=tuple(rule.name for rule, _ in hits),
    )


def _points(number: float) -> str:
    return f"{number:g} point{'' if number == 1 else 's'}"


def fields_of(verdict: SpamVerdict) -> bytes:
    """The fields that are put on top of a letter, as SpamAssassin writes them; with CRLFs."""
    tests = ",\r\n\t".join(verdict.rules) or "none"
    status = f"score={verdict.score:.1f} required={verdict.threshold:.1f}\r\n\ttests={tests}"
    lines = [
        *(["X-Spam-Flag: YES"] if verdict.is_spam else []),
        *([f"X-Spam-Level: {'*' * min(int(verdict.score), 50)}"] if verdict.score >= 1 else []),
        f"X-Spam-Status: {'Yes' if verdict.is_spam else 'No'}, {status}",
    ]
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def without_flags(message: bytes) -> bytes:
    """A letter without such fields of somebody else's: what they say is for the receiver to say."""
    return without(message, (each for each in parse(message).fields if each.name in FLAGS))


def _field(message: Message, name: str) -> str:
    fields = message.named(name)
    return fields[0].value[:LONGEST].decode("utf-8", "replace") if fields else ""


def _text(message: Message) -> str:
    body = message.body[:LONGEST]
    encoding = _field(message, "content-transfer-encoding").lower()
    if encoding == "base64":
        body = _decoded(body)
    elif encoding == "quoted-printable":
        body = quopri.decodestring(body)
    return body.decode("utf-8", "replace")


def _decoded(body: bytes) -> bytes:
    """A body with its base64 taken off; what is none is read as it stands."""
    plain = re.sub(rb"[^A-Za-z0-9+/]", b"", body)
    try:
        return base64.b64decode(plain[: len(plain) // 4 * 4])
    except binascii.Error:
        return body


def _places(rule: Rule, message: Message) -> tuple[Extract, ...]:
    if rule.looks_at == "the body":
        return (Extract("body", message.body[:LONGEST], message.body_start, len(message.given)),)
    return tuple(each.extract for name in rule.looks_at.lower().split(" and ") for each in message.named(name)[:1])


def _shouts(text: str, fewest: int) -> str:
    letters = [each for each in text if each.isalpha()]
    capitals = sum(each.isupper() for each in letters)
    return (
        f"{capitals} of {len(letters)} letters are capitals"
        if len(letters) >= fewest and capitals * 2 > len(letters)
        else ""
    )


def _domain(message: Message, name: str) -> str:
    addresses = [address for _, address in getaddresses([_field(message, name)[:10_000]])]
    return addresses[0].rpartition("@")[2].lower() if addresses else ""


def _reply_elsewhere(looked: Looked) -> str:
    author, reply = _domain(looked.message, "from"), _domain(looked.message, "reply-to")
    return (
        f"answers go to {shown(reply)}, and it is from {shown(author)}" if reply and author and reply != author else ""
    )


def _words(pattern: re.Pattern[str], looked: Looked) -> str:
    found = pattern.search(f"{looked.subject}\n{looked.text}")
    return f"it says “{shown(found[0].lower())}”" if found else ""


_TEST_LINE: Final = Rule(
    "GTUBE", GTUBE_POINTS, "the body", "This is the test line that every filter knows.",
    lambda looked: "the test line is in it" if GTUBE in looked.text else "",
)  # fmt: skip

RULES: Final[tuple[Rule, ...]] = (
    Rule("SUBJECT_SHOUTS", 2.0, "Subject", "Who has something to say need not shout.",
         lambda looked: _shouts(looked.subject, 6)),
    Rule("EXCLAMATION_MARKS", 1.0, "Subject", "One is enough for anything.",
         lambda looked: f"{looked.subject.count('!')} exclamation marks" if looked.subject.count("!") >= 3 else ""),
    Rule("BODY_SHOUTS", 2.0, "the body", "Whole letters in capitals are rarely from friends.",
         lambda looked: _shouts(looked.text, 20)),
    Rule("MONEY", 1.5, "the body", "Money from strangers is what most spam promises.",
         lambda looked: _words(_MONEY, looked)),
    Rule("HURRY", 1.0, "the body", "Who is in a hurry does not think.",
         lambda looked: _words(_HURRY, looked)),
    Rule("NUMERIC_LINK", 2.0, "the body", "A shop that means to stay has a name.",
         lambda looked: _words(_NUMERIC_LINK, looked)),
    Rule("REPLY_ELSEWHERE", 1.0, "From and Reply-To", "The name is borrowed, and the answers are wanted elsewhere.",
         _reply_elsewhere),
    Rule("NO_DATE", 1.0, "Date", "Every mail program writes a Date.",
         lambda looked: "" if looked.message.named("date") else "there is no Date"),
    Rule("NO_RECIPIENT", 0.5, "To and Cc", "It was sent to so many that nobody is named.",
         lambda looked: "" if looked.message.named("to") or looked.message.named("cc") else "there is no To and no Cc"),
    Rule("NOBODY_VOUCHES", 1.5, "From", "Neither SPF nor DKIM passed, so no domain answers for it.",
         lambda looked: "nobody vouches for it" if looked.vouched is False else ""),
)  # fmt: skip
"""The ten rules."""
