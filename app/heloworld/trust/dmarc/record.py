"""The record in which a domain's owner says what is to become of forgeries (RFC 9989 §4.7)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from heloworld.trust.verdict import shown

POLICIES: Final = ("none", "quarantine", "reject")
MILDER: Final = {"reject": "quarantine", "quarantine": "none", "none": "none"}
"""What becomes of a policy that its owner is still testing (RFC 9989 §4.7, t)."""

LONGEST: Final = 10_000
"""Bytes of a record that are read."""

_VERSION: Final = re.compile(rb"v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|\Z)")
_NEARLY: Final = re.compile(rb"dmarc|(?:^|;)[ \t]*p[ \t]*=[ \t]*(?:none|quarantine|reject)", re.IGNORECASE)
_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s,!]+(?:![0-9]+[kmgt]?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Record:
    """A record.

    Attributes:
        text: As it is published.
        policy: What is to become of letters from the domain itself (``p=``); empty where no policy can be read from the
            record, so that DMARC does not apply.
        subdomain_policy: The same for names below it (``sp=``); as `policy` where it is not given.
        missing_policy: The same for names below it that there are not (``np=``); empty where it is not given.
        is_dkim_strict: Whether DKIM's name has to be the very same (``adkim=s``).
        is_spf_strict: Whether SPF's has to be (``aspf=s``).
        suffix: ``y``: names below this one belong to others. ``n``: they do not, whatever stands above. ``u``: nothing
            is said (``psd=``).
        is_testing: Whether the owner wants the next milder policy for now (``t=y``).
        failure_options: When reports of single failures are wanted (``fo=``).
        reports_to: Where daily reports go (``rua=``).
        failures_to: Where reports of single failures go (``ruf=``).
        subdomain_tag: Where `subdomain_policy` is from: ``sp`` or ``p``.
        fault: What is wrong with the policies, as a clause; the record then asks for none of them. Empty where all is
            well.
        remarks: What is said of tags that count for nothing, as sentences.
        odd: Tags whose values could not be read, and were left out.
    """

    text: str
    policy: str
    subdomain_policy: str
    missing_policy: str = ""
    is_dkim_strict: bool = False
    is_spf_strict: bool = False
    suffix: str = "u"
    is_testing: bool = False
    failure_options: tuple[str, ...] = ("0",)
    reports_to: tuple[str, ...] = ()
    failures_to: tuple[str, ...] = ()
    subdomain_tag: str = "p"
    odd: tuple[str, ...] = ()
    fault: str = ""
    remarks: tuple[str, ...] = ()


def select(texts: Sequence[bytes]) -> list[bytes]:
    """Those of a name's texts that are records of DMARC: case counts in the version (RFC 9989 §4.7, v)."""
    return [text for text in texts if _VERSION.match(text)]


def near_misses(texts: Sequence[bytes]) -> list[str]:
    """Why texts that look like records of DMARC are none, a sentence for each."""
    return [
        f"“{shown(text)}” is no record of DMARC: it does not begin with “v=DMARC1;”, in these letters."
        for text in texts
        if not _VERSION.match(text) and _NEARLY.search(text)
    ]


def parse_record(data: bytes) -> Record:
    """Read a record; a tag that cannot be read is left out (RFC 9989 §4.7)."""
    text = data[:LONGEST].decode("ascii", "backslashreplace")
    tags: dict[str, str] = {}
    for part in text.split(";")[1:]:
        name, equals, value = part.partition("=")
        if equals:
            tags.setdefault(name.strip(" \t").lower(), value.strip(" \t"))
    reports_to = _uris(tags.get("rua", ""))
    policy, below, missing = _policies(tags, has_reports=bool(reports_to))
    return Record(
        text,
        policy,
        below,
        missing,
        _choice(tags, "adkim") == "s",
        _choice(tags, "aspf") == "s",
        _choice(tags, "psd"),
        _choice(tags, "t") == "y",
        tuple(word for word in tags.get("fo", "0").lower().split(":") if word in {"0", "1", "d", "s"}) or ("0",),
        reports_to,
        _uris(tags.get("ruf", "")),
        "sp" if "sp" in tags else "p",
        tuple(name for name, values in _CHOICES.items() if name in tags and tags[name].lower() not in values),
        _fault(tags),
        tuple(_remarks(tags)),
    )


def _remarks(tags: Mapping[str, str]) -> Iterator[str]:
    """What tags that count for nothing say, as sentences."""
    for name, values in _CHOICES.items():
        if name in tags and values is not POLICIES and tags[name].lower() not in values:
            yield f"{name}={shown(tags[name])} is neither {' nor '.join(values)}, so “{values[0]}” counts."
    if "pct" in tags:
        yield f"pct={shown(tags['pct'])} counts for nothing: RFC 9989 has no pct=. RFC 7489 has."
    for name in [each for each in tags if each not in _KNOWN and each != "pct"][:10]:
        yield f"“{shown(name)}=” is a tag that nobody knows, and counts for nothing."


def _fault(tags: Mapping[str, str]) -> str:
    """What is wrong with the policies, as a clause."""
    wrong = [f"{name}={tags[name]}" for name in ("p", "sp", "np") if tags.get(name, "none").lower() not in POLICIES]
    if wrong:
        return f"{shown(', '.join(wrong))} is no policy"
    return "" if "p" in tags else "p= is missing"


def _policies(tags: Mapping[str, str], *, has_reports: bool) -> tuple[str, str, str]:
    """The three policies. If one is wrong, the record only asks for reports, or for nothing (RFC 9989 §4.10.1)."""
    given = {name: tags[name].lower() for name in ("p", "sp", "np") if name in tags}
    if "p" not in given or not all(value in POLICIES for value in given.values()):
        return ("none", "none", "") if has_reports else ("", "", "")
    return given["p"], given.get("sp", given["p"]), given.get("np", "")


def _choice(tags: Mapping[str, str], name: str) -> str:
    value = tags.get(name, "").lower()
    return value if value in _CHOICES[name] else _CHOICES[name][0]


def _uris(text: str) -> tuple[str, ...]:
    return tuple(each for each in (part.strip(" \t") for part in text.split(",")) if _URI.fullmatch(each))


_KNOWN: Final = frozenset({"p", "sp", "np", "adkim", "aspf", "psd", "t", "fo", "rua", "ruf", "rf", "ri"})
"""Tags of RFC 9989, and those of RFC 7489 that only its reports went by."""

_CHOICES: Final = {
    "p": POLICIES,
    "sp": POLICIES,
    "np": POLICIES,
    "adkim": ("r", "s"),
    "aspf": ("r", "s"),
    "psd": ("u", "y", "n"),
    "t": ("n", "y"),
}
"""What a tag may say; what it says where it is not there comes first."""
