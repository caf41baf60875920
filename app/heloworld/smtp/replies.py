"""What the server answers: parse a reply, know when it is complete, say in plain words what it means.

The form of a reply is RFC 5321 §4.2 and §4.2.1, that of the enhanced status code in it RFC 2034 §4. The words come
from the tables in `reply_codes` and `enhanced_codes`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from heloworld.smtp import enhanced_codes as status
from heloworld.smtp.reply_codes import (
    ADVICE,
    ADVICE_OUT_OF_RANGE,
    CODES,
    FIRST,
    NO_MEANING,
    SECOND,
    THEORY,
    THIRD,
    ReplyCode,
)

_LINE = re.compile(rb"([0-9]{3})(?:([ -])(.*))?", re.DOTALL)
_ENHANCED = re.compile(rb"([245])\.([0-9]{1,3})\.([0-9]{1,3})(?: (.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply, of one line or of many.

    Attributes:
        code: The three digits as a number, 0 to 999; SMTP itself uses 200 to 559 only.
        enhanced: Class, subject and detail of the enhanced status code, where there is one.
        lines: The text of each line after the codes. Bytes, because any server may send any: they reach the
            screen through `wire.visible` alone.
    """

    code: int
    enhanced: status.Enhanced | None
    lines: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A reply in plain words, safe to show: nothing in it comes from the server but digits.

    Attributes:
        headline: The code and its meaning: ``354: go on, send the text``.
        digits: Each of the three digits and what it means.
        enhanced: The enhanced status code and its meaning, or empty.
        advice: What to do next, or empty.
        source: The RFC and the section that define the code.
    """

    headline: str
    digits: tuple[tuple[str, str], ...]
    enhanced: str
    advice: str
    source: str


def parse(lines: Sequence[bytes]) -> Reply | None:
    """One complete reply.

    Args:
        lines: The lines of one reply, with or without their line ends. All but the last have a hyphen after the code
            (RFC 5321 §4.2.1).

    Returns:
        The reply, or None if the lines are not one complete reply. Where the lines disagree about the code,
        which RFC 5321 forbids, the last one counts.
    """
    matches = [_LINE.fullmatch(line.rstrip(b"\r\n")) for line in lines]
    found = [match for match in matches if match]
    if not found or len(found) < len(lines):
        return None
    if [match[2] == b"-" for match in found] != [True] * (len(found) - 1) + [False]:
        return None
    texts = tuple(match[3] or b"" for match in found)
    code = int(found[-1][1])
    enhanced = _enhanced(code, texts[0])
    if enhanced is None:
        return Reply(code, None, texts)
    return Reply(code, enhanced, tuple(_without(enhanced, code, text) for text in texts))


def is_complete(data: bytes) -> bool:
    """Whether some bytes from a server end with the last line of a reply, line end included.

    That line has a space after its three digits, or nothing at all (RFC 5321 §4.2.1).
    """
    if not data.endswith(b"\n"):
        return False
    last = data[data.rfind(b"\n", 0, -1) + 1 :].rstrip(b"\r\n")
    match = _LINE.fullmatch(last)
    return match is not None and match[2] != b"-"


def explain(reply: Reply) -> Explanation:
    """A reply in plain words. Of a code that is in no table, the digits say enough (RFC 5321 §4.3.2)."""
    digits = f"{reply.code:03d}"
    first = FIRST.get(digits[0], NO_MEANING)
    code = CODES.get(reply.code)
    detail = reply.enhanced and status.detail(reply.enhanced)
    meaning = _meaning(code, reply.enhanced) if code else f"{first} (a code outside our table)"
    advice = code.advice if code else ADVICE.get(digits[0], ADVICE_OUT_OF_RANGE)
    return Explanation(
        headline=f"{digits}: {meaning}",
        digits=((digits[0], first), (digits[1], SECOND.get(digits[1], NO_MEANING)), (digits[2], THIRD)),
        enhanced=status.words(reply.enhanced) if reply.enhanced else "",
        advice=(detail and detail.advice) or advice,
        source=code.source if code else THEORY,
    )


def _meaning(code: ReplyCode, enhanced: status.Enhanced | None) -> str:
    """What a code means; 450 and 550 are said of mailboxes, and of commands that a rule forbids (RFC 5321 §4.2.3)."""
    is_rule = enhanced is not None and enhanced[1] == status.RULES
    return (code.by_rule if is_rule else "") or code.meaning


def _enhanced(code: int, text: bytes) -> status.Enhanced | None:
    """The enhanced status code at the start of a text; it counts only if its class is the reply's first digit."""
    match = _ENHANCED.fullmatch(text)
    if match is None or int(match[1]) != code // 100:
        return None
    return int(match[1]), int(match[2]), int(match[3])


def _without(enhanced: status.Enhanced, code: int, text: bytes) -> bytes:
    """A line's text without the enhanced status code, which RFC 2034 §4 wants on every line."""
    match = _ENHANCED.fullmatch(text)
    if match is None or _enhanced(code, text) != enhanced:
        return text
    return match[4] or b""
