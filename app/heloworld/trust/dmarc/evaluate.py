"""A verdict of DMARC: the name in From, the record that counts for it, and who vouches for it (RFC 9989 §5.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from heloworld.trust.dmarc.author import Author, author_of
from heloworld.trust.dmarc.record import MILDER, Record, near_misses
from heloworld.trust.dmarc.results import DmarcVerdict, VouchedName
from heloworld.trust.dmarc.tree_walk import Walk, Walker
from heloworld.trust.look_up import Answers, Ask, NXDomain, Questions, TempError
from heloworld.trust.message import Message, listed, parse
from heloworld.trust.verdict import Extract, Step, Verdict, one_line, shown

MOST_WALKS: Final = 10
"""Names of SPF and DKIM whose organisation is looked for."""

_DISCOVERY: Final = "RFC 9989 §4.10.1"
_ORGANIZATION: Final = "RFC 9989 §4.10.2"
_ALIGNMENT: Final = "RFC 9989 §4.4"
_POLICY: Final = "RFC 9989 §4.7"
_DECISION: Final = "RFC 9989 §5.3.5"
_HANDLING: Final = "RFC 9989 §5.3.6"


async def evaluate(ask: Ask, message: bytes | Message, spf: Verdict | None, dkim: Sequence[Verdict]) -> DmarcVerdict:
    """Judge a letter.

    Args:
        ask: Whom to ask.
        message: The letter.
        spf: What SPF came to for the sender of the envelope; None where it was not looked at.
        dkim: What DKIM came to, for each signature.
    """
    author = author_of(message if isinstance(message, Message) else parse(message))
    return await Evaluation(ask).verdict(author, spf, dkim)


class Evaluation:
    """A verdict under way.

    Args:
        ask: Whom to ask.
    """

    def __init__(self, ask: Ask) -> None:
        self._questions = Questions(ask)
        self._walker = Walker(self._questions)
        self._steps: list[Step] = []
        self._walks = 0

    async def verdict(self, author: Author, spf: Verdict | None, dkim: Sequence[Verdict]) -> DmarcVerdict:
        """What it comes to; never raises."""
        if author.result:
            self._say(author.sentence, "RFC 9989 §5.3.1", author.looked_at)
            return self._end(DmarcVerdict("dmarc", author.result, "", reason=one_line(author.sentence)))
        domain = author.domain
        self._say(
            f"The name that people read is {shown(domain)}: the domain in From.", "RFC 9989 §5.3.1", author.looked_at
        )
        so_far = DmarcVerdict("dmarc", "none", shown(domain, 253))
        own = await self._walker.look(domain)
        if own.record is not None:
            walk = Walk(domain, ((domain, own.record),), is_whole=own.record.suffix == "n")
        else:
            walk = await self._walker.walk(domain)
        if walk.unanswered:
            return self._unanswered(so_far, f"_dmarc.{walk.unanswered}")
        for name, count in walk.several:
            self._say(_too_many(name, count), _DISCOVERY)
        policy_domain = walk.policy_domain
        record = walk.record(policy_domain)
        if record is None or not record.policy:
            return self._not_applied(so_far, walk)
        self._say(
            f"The record that counts is that of {policy_domain}: “{shown(record.text, 1_000)}”.",
            _DISCOVERY,
            (Extract("record", record.text.encode("ascii", "replace")),),
        )
        so_far = replace(
            so_far, policy_domain=policy_domain, record=record.text, is_testing=record.is_testing, fault=record.fault
        )
        for remark in record.remarks:
            self._say(remark, _POLICY)
        policy = await self._policy(record, domain, policy_domain)
        if policy is None:
            return self._unanswered(so_far, domain)
        return await self._judge(replace(so_far, policy=policy), walk, record, spf, dkim)

    async def _judge(
        self, so_far: DmarcVerdict, walk: Walk, record: Record, spf: Verdict | None, dkim: Sequence[Verdict]
    ) -> DmarcVerdict:
        candidates = [VouchedName("spf", spf.domain, spf.result, record.is_spf_strict)] if spf and spf.domain else []
        candidates += [
            VouchedName("dkim", each.domain, each.result, record.is_dkim_strict) for each in dkim if each.domain
        ]
        names: list[VouchedName] = []
        for each in candidates:
            name, walk = await self._align(each, walk)
            names.append(name)
        so_far = replace(so_far, names=tuple(names), organization=walk.organization if walk.is_whole else "")
        vouching = [name for name in names if name.vouches]
        if vouching:
            first = vouching[0]
            method = "SPF" if first.method == "spf" else "DKIM"
            same = "the very name" if first.domain.lower() == walk.start else "which belongs to the name"
            reason = f"{method} vouches for {first.domain}, {same} in From{_so_do(vouching)}."
            self._say(f"{reason} One is enough: pass.", _DECISION)
            return self._end(replace(so_far, result="pass", reason=one_line(reason)))
        open_ones = [name.domain for name in names if name.may_vouch_later]
        if open_ones:
            return self._unanswered(so_far, open_ones[0])
        return self._fail(so_far, walk.start)

    async def _align(self, name: VouchedName, walk: Walk) -> tuple[VouchedName, Walk]:
        """Whether a name belongs to that in From; with the walk of that one, where it had to be walked now."""
        domain, author = name.domain.lower().removesuffix("."), walk.start
        label = f"{'SPF' if name.method == 'spf' else 'DKIM'} {name.result} for {shown(domain)}"
        if domain == author:
            self._say(f"{label}: this is the name in From.", _ALIGNMENT)
            return replace(name, is_aligned=True), walk
        if name.is_strict:
            self._say(f"{label}: this is not {author}, and the owner wants the very same name.", _ALIGNMENT)
            return replace(name, is_aligned=False), walk
        if domain.rpartition(".")[2] != author.rpartition(".")[2]:
            self._say(f"{label}: this has nothing in common with {author}.", _ALIGNMENT)
            return replace(name, is_aligned=False), walk
        if name.result not in {"pass", "temperror"}:
            self._say(f"{label}: it does not vouch for anything.", _ALIGNMENT)
            return name, walk
        if self._walks >= MOST_WALKS:
            self._say(f"{label}: no more than {MOST_WALKS} names are looked into.", _ALIGNMENT)
            return replace(name, is_aligned=False), walk
        self._walks += 1
        return await self._relate(name, domain, walk, label)

    async def _relate(self, name: VouchedName, domain: str, walk: Walk, label: str) -> tuple[VouchedName, Walk]:
        """Whether two names belong to one organisation, by walking up from both (RFC 9989 §4.10.2)."""
        whole = await self._walker.walk(walk.start)
        if whole.unanswered:
            self._say(f"_dmarc.{whole.unanswered} has no answer at present.", _ORGANIZATION)
            return name, walk
        organization = whole.organization
        self._say(f"The organisation of {walk.start} begins at {organization}.", _ORGANIZATION)
        if not f".{domain}".endswith(f".{organization}"):
            self._say(f"{label}: this is not within {organization}.", _ALIGNMENT)
            return replace(name, is_aligned=False), whole
        other = await self._walker.walk(domain)
        if other.unanswered:
            self._say(f"_dmarc.{other.unanswered} has no answer at present.", _ORGANIZATION)
            return name, whole
        is_same = other.organization == organization
        whose = "the same organisation" if is_same else f"another organisation, which begins at {other.organization}"
        self._say(f"{label}: this belongs to {whose}.", _ALIGNMENT)
        return replace(name, organization=other.organization, is_aligned=is_same), whole

    async def _policy(self, record: Record, domain: str, policy_domain: str) -> str | None:
        """What the owner asks for (RFC 9989 §4.10.1); None where nobody could be asked."""
        if record.fault:
            self._say(
                f"It asks for nothing that can be done: {record.fault}. As it wants reports (rua=), it is treated as "
                f"if it said “{record.policy}”.",
                _DISCOVERY,
            )
            return record.policy
        if domain == policy_domain:
            self._say(f"It is about {domain} itself, and asks for “{record.policy}” (p=).", _POLICY)
            return record.policy
        if record.missing_policy:
            said = await self._questions.ask(domain, "A")
            if isinstance(said, TempError):
                return None
            if isinstance(said, NXDomain):
                self._say(
                    f"There is no {domain}, and for such names it asks for “{record.missing_policy}” (np=).", _POLICY
                )
                return record.missing_policy
        self._say(
            f"For names below {policy_domain} it asks for “{record.subdomain_policy}” ({record.subdomain_tag}=).",
            _POLICY,
        )
        return record.subdomain_policy

    def _fail(self, so_far: DmarcVerdict, author: str) -> DmarcVerdict:
        passed = [name for name in so_far.names if name.result == "pass"]
        if passed:
            others = listed(f"{'SPF' if each.method == 'spf' else 'DKIM'} for {each.domain}" for each in passed)
            reason = f"{others} passed, but nothing that passed belongs to {author}, the name in From."
        else:
            reason = f"Neither SPF nor DKIM vouches for {author}, the name in From."
        self._say(f"{reason} This decides: fail.", _DECISION)
        disposition = so_far.policy
        if so_far.is_testing:
            disposition = MILDER[disposition]
            self._say(f"The owner is still testing (t=y), so “{disposition}” is what becomes of the letter.", _HANDLING)
        else:
            wanted = "" if so_far.fault else ", as its owner wants"
            self._say(f"What becomes of the letter{wanted}: “{disposition}”.", _HANDLING)
        return self._end(replace(so_far, result="fail", reason=one_line(reason), disposition=disposition))

    def _not_applied(self, so_far: DmarcVerdict, walk: Walk) -> DmarcVerdict:
        if walk.policy_domain:
            record = walk.record(walk.policy_domain)
            fault = record.fault if record is not None else ""
            reason = f"The record of {walk.policy_domain} does not count: {fault}, and it has no rua= that can be read."
        elif walk.several:
            reason = _too_many(*walk.several[0])
        else:
            reason = f"Nobody has published a record of DMARC for {shown(walk.start)}."
        is_said = bool(walk.several) and not walk.policy_domain
        for sentence in self._near_misses()[:10]:
            self._say(sentence, _DISCOVERY)
        self._say("DMARC does not apply." if is_said else f"{reason} DMARC does not apply.", _DISCOVERY)
        return self._end(replace(so_far, reason=one_line(reason)))

    def _near_misses(self) -> list[str]:
        """Why texts that were found on the way are no records, though they look like some."""
        said = [each.said for each in self._questions.asked if each.name.startswith("_dmarc.")]
        return [each for answer in said if isinstance(answer, Answers) for each in near_misses(answer.texts)]

    def _unanswered(self, so_far: DmarcVerdict, name: str) -> DmarcVerdict:
        reason = f"What has to be known about {shown(name)} cannot be had at present."
        self._say(f"{reason} This ends the check: temperror.", _DISCOVERY)
        return self._end(replace(so_far, result="temperror", reason=one_line(reason)))

    def _end(self, verdict: DmarcVerdict) -> DmarcVerdict:
        return replace(verdict, trace=tuple(self._steps))

    def _say(self, sentence: str, source: str, looked_at: tuple[Extract, ...] = ()) -> None:
        self._steps.append(Step(one_line(sentence), source, "", self._questions.take(), looked_at))


def _so_do(vouching: Sequence[VouchedName]) -> str:
    """Who else vouches besides the first, as a clause; each name once."""
    first, *others = vouching
    rest = dict.fromkeys(each.domain.lower() for each in others if each.method != first.method)
    words = [f"DKIM{'' if domain == first.domain.lower() else f' for {domain}'}" for domain in rest]
    return f"; so does {listed(words)}" if words else ""


def _too_many(name: str, count: int) -> str:
    """Why the records of a name do not count."""
    return f"_dmarc.{shown(name)} has {count:,} records of DMARC, where there may be one, so none of them counts."
