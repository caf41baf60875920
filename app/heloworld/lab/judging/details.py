"""What a verdict compared, as lines: of SPF the term, of DKIM fields and hashes, of DMARC the three names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from heloworld.trust.dkim.results import DkimVerdict
from heloworld.trust.dmarc.results import DmarcVerdict, VouchedName
from heloworld.trust.spf.results import SpfVerdict
from heloworld.trust.spf.session import MOST_TERMS, MOST_VOIDS
from heloworld.trust.verdict import Extract, Verdict, shown

_MOST_FIELDS: Final = 40
"""Signed fields that are shown one by one."""

_LONGEST_FIELD: Final = 160
_DISPOSITIONS: Final = {
    "none": "it is delivered as any other",
    "quarantine": "it goes to the spam folder",
    "reject": "it is refused",
}


def details(verdict: Verdict) -> Iterator[str]:
    """The lines of a verdict's own method. They hold words of strangers, so they are not safe to show as they are."""
    match verdict:
        case SpfVerdict():
            yield from _spf(verdict)
        case DkimVerdict():
            yield from _dkim(verdict)
        case DmarcVerdict():
            yield from _dmarc(verdict)


def _spf(verdict: SpfVerdict) -> Iterator[str]:
    if not verdict.client:
        return
    yield f"client         {verdict.client}"
    yield f"address        {shown(verdict.sender, 254)}"
    yield f"decided by     {shown(verdict.term) if verdict.term else 'no term'}"
    yield (
        f"look-ups       {verdict.look_ups} of {MOST_TERMS} terms that may ask the DNS, {verdict.void_look_ups} of "
        f"{MOST_VOIDS} questions that may find nothing"
    )
    if verdict.explanation:
        yield f"its owner says {shown(verdict.explanation, 500)}"


def _dkim(verdict: DkimVerdict) -> Iterator[str]:
    if verdict.algorithm:
        bits = f", a key of {verdict.bits:,} bits" if verdict.bits else ""
        yield f"algorithm      {verdict.algorithm}{bits}"
    if verdict.identity:
        yield f"signed for     {verdict.identity}"
    yield from _hash("body hash", verdict.claimed_body_hash, verdict.body_hash, "in bh=")
    if verdict.unsigned_bytes:
        yield f"not signed     the last {verdict.unsigned_bytes:,} bytes of the body (l=)"
    shown_by_rsa = verdict.claimed_header_hash if verdict.algorithm.startswith("rsa") else ""
    yield from _hash("header hash", shown_by_rsa, verdict.header_hash, "in b=")
    yield from _fields(verdict)
    for place in verdict.differs:
        yield f"differs        {_place(place)}: {_one_line(place)}"


def _hash(name: str, claimed: str, found: str, where: str) -> Iterator[str]:
    """Two hashes beneath each other."""
    if not found:
        return
    if not claimed:
        yield f"{name:<14} {found} here; the signature shows none"
        return
    yield f"{name:<14} {claimed} {where}"
    yield f"{'':<14} {found} here, {'the same' if claimed == found else 'different'}"


def _fields(verdict: DkimVerdict) -> Iterator[str]:
    for number, field in enumerate(verdict.signed[:_MOST_FIELDS]):
        yield f"{'signed fields' if not number else '':<14} {_one_line(field)}"
    if len(verdict.signed) > _MOST_FIELDS:
        yield f"{'':<14} and {len(verdict.signed) - _MOST_FIELDS:,} more"
    if verdict.absent:
        names = ", ".join(shown(each.title(), 80) for each in verdict.absent[:_MOST_FIELDS])
        yield f"none further   {names}: none of these may be added"


def _place(place: Extract) -> str:
    """Where in the message, counted in bytes as it was given."""
    if place.start < 0:
        return place.what
    return f"{place.what}, bytes {place.start:,} to {place.end:,} of the message"


def _one_line(extract: Extract) -> str:
    return shown(b" ".join(extract.data.split()), _LONGEST_FIELD)


def _dmarc(verdict: DmarcVerdict) -> Iterator[str]:
    if verdict.policy:
        asked = f"nothing that can be done ({verdict.fault})" if verdict.fault else verdict.policy
        yield f"asked for      {asked}, in the record of {verdict.policy_domain}"
        yield f"for this one   {verdict.disposition}: {_DISPOSITIONS.get(verdict.disposition, '')}"
    if not verdict.domain:
        yield from _no_one_name(verdict)
        return
    rows = [("From", verdict.domain, "", "what people read")]
    rows += [(each.method.upper(), each.domain, each.result, _relation(each)) for each in verdict.names]
    yield from _columns(rows)


def _no_one_name(verdict: DmarcVerdict) -> Iterator[str]:
    """What people read where From does not name one domain."""
    fields = [place for step in verdict.trace for place in step.looked_at]
    for number, field in enumerate(fields):
        yield f"{'people read' if not number else '':<14} {_one_line(field)}"
    if not fields:
        yield "people read    no From at all"


def _relation(name: VouchedName) -> str:
    kind = "strict" if name.is_strict else "relaxed"
    if name.is_aligned is None:
        return "nobody had to find out whose it is"
    if not name.is_aligned:
        return f"not aligned ({kind})"
    return f"aligned ({kind}){'' if name.vouches else ', but it did not pass'}"


def _columns(rows: Sequence[tuple[str, str, str, str]]) -> Iterator[str]:
    """Rows whose names stand beneath each other."""
    cut = [(kind, shown(name, 60), result, why) for kind, name, result, why in rows]
    width = max(len(name) for _, name, _, _ in cut)
    words = max(len(result) for _, _, result, _ in cut)
    for kind, name, result, why in cut:
        yield f"{kind:<14} {name:<{width}}  {result:<{words}}  {why}"
