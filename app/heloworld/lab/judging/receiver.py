"""A receiver: what a server of a world finds out about letters that come to it, and what it does about that.

SPF is looked at before the first recipient is taken, because it needs no more than the envelope (RFC 7208 §2.3);
everything else when the text is there, before the reply to the lone dot. Whoever has logged in is not judged.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from heloworld.dns.patient_resolver import PatientResolver
from heloworld.dns.resolver import LooksUp
from heloworld.lab.judging.asking import ask_by
from heloworld.lab.judging.question_numbers import Noting, QuestionNumbers
from heloworld.lab.judging.record import record_of
from heloworld.lab.plan import Plan
from heloworld.smtp import wording
from heloworld.smtp.letter import Letter
from heloworld.smtp.screening import Caller
from heloworld.trust import spam
from heloworld.trust.authentication_results import field_of, without_forged
from heloworld.trust.dkim.results import DkimVerdict
from heloworld.trust.dkim.verify import verify
from heloworld.trust.dmarc.evaluate import evaluate
from heloworld.trust.dmarc.results import DmarcVerdict
from heloworld.trust.look_up import Ask
from heloworld.trust.message import Message, parse
from heloworld.trust.spf.check import check_helo, check_mail_from
from heloworld.trust.spf.results import SpfVerdict
from heloworld.trust.verdict import Verdict
from heloworld.wire.events import Event

PATIENCE: Final = 20.0
"""Seconds that the answers of a silent name server are waited for: before the first recipient of a letter is taken, and
once more when its text is there (RFC 7208 §4.6.4). What is not known by then comes to ``temperror``."""

KEPT: Final = 1_000
"""Callers whose verdicts of SPF are remembered until their text comes."""


class Receiver:
    """Judges what comes to one server.

    Args:
        plan: What the server is like: what it checks, and upon what it acts.
        resolver: Whom it asks.
        now: The world's clock.
        record: Takes the record of each verdict.
        numbers: Knows the connections of its questions.
        patience: Seconds that the answers to all of them may take, for one letter.
    """

    def __init__(
        self,
        plan: Plan,
        resolver: LooksUp,
        now: Callable[[], float],
        record: Callable[[Event], None],
        numbers: QuestionNumbers,
        patience: float = PATIENCE,
    ) -> None:
        self._checks, self._enforces, self._has_spam_judge = set(plan.checks), set(plan.enforce), plan.spam
        self._name = plan.policy.hostname
        self._resolver, self._now, self._record, self._numbers = resolver, now, record, numbers
        self._patience = patience
        self._spf: OrderedDict[Caller, tuple[SpfVerdict, ...]] = OrderedDict()

    @property
    def asks_early(self) -> bool:
        """Whether it has something to find out before a text has come."""
        return "spf" in self._checks

    async def inquire(self, caller: Caller) -> str:
        """Find out whether a caller may send; as `smtp.screening.Inquire`."""
        verdicts = self._spf[caller] = await self._spf_of(caller, self._patient())
        if len(self._spf) > KEPT:
            self._spf.popitem(last=False)
        fails = "spf" in self._enforces and any(each.result == "fail" for each in verdicts)
        return wording.SPF_FAILED if fails else ""

    async def examine(self, letter: Letter) -> Letter | str:
        """Judge a letter.

        Returns:
            The letter with what was found on top of it, or the reply that refuses it.
        """
        message, names = parse(letter.content), self._patient()
        spf = await self._early(letter, names)
        dkim = await self._dkim(letter, message, names)
        dmarc = await self._dmarc(letter, message, names, spf, dkim)
        if dmarc is not None and "dmarc" in self._enforces and dmarc.disposition == "reject":
            return wording.DMARC_REJECTED.format(domain=dmarc.domain)
        if dmarc is not None and "dmarc" in self._enforces and dmarc.disposition == "quarantine":
            letter = replace(letter, is_spam=True)
        found = (*spf, *dkim, *(() if dmarc is None else (dmarc,)))
        return self._with_spam_fields(self._with_results(letter, found), found)

    def _with_results(self, letter: Letter, found: tuple[Verdict, ...]) -> Letter:
        """The letter with Authentication-Results on top, and without those that others wrote in our name."""
        if not self._checks:
            return letter
        told = [each for each in found if not _is_idle(each)] or found
        field = _lines(field_of(told, self._name))
        return replace(letter, content=without_forged(letter.content, self._name), fields=(*field, *letter.fields))

    def _with_spam_fields(self, letter: Letter, found: tuple[Verdict, ...]) -> Letter:
        """The letter with the points that it has got."""
        if not self._has_spam_judge:
            return letter
        content = spam.without_flags(letter.content)
        verdict = spam.judge(content, found)
        self._tell(letter, verdict, ())
        fields = (*_lines(spam.fields_of(verdict)), *letter.fields)
        return replace(letter, content=content, fields=fields, is_spam=letter.is_spam or verdict.is_spam)

    async def _early(self, letter: Letter, names: LooksUp) -> tuple[SpfVerdict, ...]:
        """What SPF came to before the text came; found out now where that is forgotten."""
        if "spf" not in self._checks:
            return ()
        caller = Caller(letter.conn, letter.client, letter.helo, letter.sender, letter.queue_id)
        verdicts = self._spf.get(caller)
        return verdicts if verdicts is not None else await self._spf_of(caller, names)

    async def _spf_of(self, caller: Caller, names: LooksUp) -> tuple[SpfVerdict, ...]:
        common = {"client": caller.client, "helo": caller.helo, "receiver": self._name}
        found: list[SpfVerdict] = []
        for check, sender in ((check_helo, {}), (check_mail_from, {"sender": caller.sender})):
            if check is check_helo and not caller.helo:
                continue
            ask, noting = self._ask(names)
            verdict = await check(ask, **common, **sender)
            self._record(record_of(verdict, conn=caller.conn, queue_id=caller.queue_id, asked=noting.asked))
            found.append(verdict)
        return tuple(found)

    async def _dkim(self, letter: Letter, message: Message, names: LooksUp) -> tuple[DkimVerdict, ...]:
        if "dkim" not in self._checks:
            return ()
        ask, noting = self._ask(names)
        verdicts = await verify(ask, message, now=self._now())
        for each in verdicts:
            self._tell(letter, each, noting.asked, message)
        return verdicts

    async def _dmarc(
        self,
        letter: Letter,
        message: Message,
        names: LooksUp,
        spf: tuple[SpfVerdict, ...],
        dkim: tuple[DkimVerdict, ...],
    ) -> DmarcVerdict | None:
        if "dmarc" not in self._checks:
            return None
        ask, noting = self._ask(names)
        mail_from = next((each for each in spf if each.identity == "mailfrom"), None)
        verdict = await evaluate(ask, message, mail_from, dkim)
        self._tell(letter, verdict, noting.asked)
        return verdict

    def _patient(self) -> PatientResolver:
        """Whom to ask about one letter: where the name server is silent, the answers are waited for so long in all."""
        return PatientResolver([self._resolver], self._patience)

    def _ask(self, names: LooksUp) -> tuple[Ask, Noting]:
        noting = Noting(names, self._numbers)
        return ask_by(noting), noting

    def _tell(self, letter: Letter, verdict: Verdict, asked: tuple[int, ...], message: Message | None = None) -> None:
        self._record(record_of(verdict, message, conn=letter.conn, queue_id=letter.queue_id, asked=asked))


def _is_idle(verdict: Verdict) -> bool:
    """Whether it says that a name in HELO has no record, as most have none: nothing that a letter has to carry."""
    return isinstance(verdict, SpfVerdict) and verdict.identity == "helo" and verdict.result == "none"


def _lines(fields: bytes) -> tuple[str, ...]:
    """Fields as a letter carries them: without the last line end, line ends LF."""
    text = fields.decode("ascii").replace("\r\n", "\n").removesuffix("\n")
    return (text,) if text else ()
