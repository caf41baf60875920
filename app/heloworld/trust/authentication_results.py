"""Authentication-Results: what a receiver found, written into the letter (RFC 8601).

Only the lines of one's own server can be believed: it takes away what others wrote in its name (§5).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from heloworld.trust.dkim.results import DkimVerdict
from heloworld.trust.dmarc.results import DmarcVerdict
from heloworld.trust.message import Field, parse, without
from heloworld.trust.spf.results import SpfVerdict
from heloworld.trust.verdict import Verdict

NAME: Final = "Authentication-Results"
LONGEST_FIELD: Final = 20_000
"""Bytes of a field that are read to see whose it is; a longer one is taken away, whosever it is."""

_TOKEN: Final = re.compile(r"[A-Za-z0-9!#$&'*+.^_`{|}~-]*@?[A-Za-z0-9!#$&'*+.^_`{|}~-]+")
_NO_COMMENT: Final = re.compile(r"[^\x20-\x7e]|[()\\]")
_PLAIN: Final = str.maketrans({"“": "'", "”": "'", "‘": "'", "’": "'", "…": "...", "→": "->"})
"""What our sentences have and ASCII has not."""

_LONGEST_COMMENT: Final = 200
_LINE: Final = 70


@dataclass(frozen=True, slots=True)
class Property:
    """Something that a result is about.

    Attributes:
        kind: ``smtp``, ``header`` or ``policy``.
        name: ``mailfrom``, ``helo``, ``d``, ``i``, ``s``, ``a``, ``b``, ``from``, …
        value: What it is.
    """

    kind: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Result:
    """One result in the field.

    Attributes:
        method: The method.
        result: Its word.
        comment: What people may read, in brackets; may be empty.
        reason: Why; may be empty.
        properties: What it is about.
    """

    method: str
    result: str
    comment: str = ""
    reason: str = ""
    properties: tuple[Property, ...] = ()

    @property
    def text(self) -> str:
        """The result as it is written, folded where it is long (RFC 8601 §2.2)."""
        parts = [
            f"{self.method}={self.result}",
            *([f"({_NO_COMMENT.sub('?', self.comment.translate(_PLAIN))[:_LONGEST_COMMENT]})"] if self.comment else []),
            *([f"reason={_value(self.reason, always_quoted=True)}"] if self.reason else []),
            *(f"{each.kind}.{each.name}={_value(each.value)}" for each in self.properties if each.value),
        ]
        lines = [parts[0]]
        for part in parts[1:]:
            if len(lines[-1]) + len(part) < _LINE:
                lines[-1] += f" {part}"
            else:
                lines.append(part)
        return "\r\n\t ".join(lines)


def field_of(verdicts: Sequence[Verdict], server: str) -> bytes:
    """Write a field for what was found.

    Args:
        verdicts: What each method came to.
        server: Our own name, the authserv-id.

    Returns:
        The field, folded, with CRLFs; to be put on top of the letter.
    """
    lines = [f"{NAME}: {_value(server)}", *([result_of(each).text for each in verdicts] or ["none"])]
    return (";\r\n\t".join(lines) + "\r\n").encode("ascii")


def result_of(verdict: Verdict) -> Result:
    """A verdict as the field has it, with what its method tells there (RFC 8601 §2.7)."""
    if isinstance(verdict, SpfVerdict):
        return _spf(verdict)
    if isinstance(verdict, DkimVerdict):
        return _dkim(verdict)
    if isinstance(verdict, DmarcVerdict):
        disposition = f"p={verdict.policy} dis={verdict.disposition}" if verdict.policy else ""
        reason = verdict.reason if verdict.result.endswith("error") else ""
        return Result("dmarc", verdict.result, disposition, reason, _about(("header", "from", verdict.domain)))
    return Result(verdict.method, verdict.result, reason=verdict.reason)


def without_forged(message: bytes, server: str) -> bytes:
    """Take the fields away that claim to be ours (RFC 8601 §5).

    Args:
        message: The letter as it came, before our own field is put on top.
        server: Our own name; case does not count. Names below it are ours, too.

    Returns:
        The letter; all other bytes are as they were.
    """
    return without(message, (field for field in parse(message).named(NAME) if claims(field, server)))


def claims(field: Field, server: str) -> bool:
    """Whether a field says that it was written by a server; one that cannot be read might be taken for that."""
    if len(field.data) > LONGEST_FIELD:
        return True
    name = author_of(field)
    return name is None or f".{name.rstrip('.')}".lower().endswith(f".{server.rstrip('.')}".lower())


def author_of(field: Field) -> str | None:
    """The name of the server that a field says it is from; None where there is none to be read."""
    text = _without_comments(field.value.decode("utf-8", "replace")).strip()
    if text.startswith('"'):
        quoted = re.match(r'"((?:[^"\\]|\\.)*)"', text)
        return re.sub(r"\\(.)", r"\1", quoted[1]).strip() if quoted else None
    word = re.match(r"[^\s;]+", text)
    return word[0] if word else None


def _spf(verdict: SpfVerdict) -> Result:
    if verdict.identity == "helo":
        about = _about(("smtp", "helo", verdict.domain))
    else:
        about = _about(("smtp", "mailfrom", verdict.sender or verdict.domain))
    comment = f"client {verdict.client}" if verdict.client else ""
    return Result("spf", verdict.result, comment, "" if verdict.result == "pass" else verdict.reason, about)


def _dkim(verdict: DkimVerdict) -> Result:
    about = _about(
        ("header", "d", verdict.domain),
        ("header", "i", verdict.identity),
        ("header", "s", verdict.selector),
        ("header", "a", verdict.algorithm),
        ("header", "b", verdict.signature[:8]),
    )
    testing = ", testing" if verdict.is_testing else ""
    comment = f"{verdict.bits}-bit key{testing}" if verdict.bits else ""
    return Result("dkim", verdict.result, comment, "" if verdict.result == "pass" else verdict.reason, about)


def _about(*properties: tuple[str, str, str]) -> tuple[Property, ...]:
    return tuple(Property(*each) for each in properties)


def _value(text: str, *, always_quoted: bool = False) -> str:
    """A value as RFC 8601 §2.2 wants it: as it is where it is a word, else quoted; never with a line end in it."""
    plain = "".join(each if " " <= each <= "~" else "?" for each in text.translate(_PLAIN))[:500]
    if not always_quoted and _TOKEN.fullmatch(plain):
        return plain
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _without_comments(text: str) -> str:
    """A text without what stands in brackets, which may be nested (RFC 5322 §3.2.2)."""
    kept: list[str] = []
    depth = 0
    characters: Iterable[str] = iter(text)
    for each in characters:
        if each == "\\" and depth:
            next(iter(characters), "")
        elif each == "(":
            depth += 1
        elif each == ")" and depth:
            depth -= 1
        elif not depth:
            kept.append(each)
    return "".join(kept)
