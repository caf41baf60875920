"""What DMARC comes to: its verdict, with the three names side by side (RFC 9989 §4.4, §5.3)."""

from __future__ import annotations

from dataclasses import dataclass

from heloworld.trust.verdict import Verdict, VerdictRecord


@dataclass(frozen=True, slots=True)
class VouchedName:
    """A name that SPF or DKIM looked at, beside the one in From.

    Attributes:
        method: ``spf`` or ``dkim``.
        domain: The name: of SPF the domain of the envelope's sender, of DKIM ``d=``.
        result: What the method came to for it.
        is_strict: Whether the owner wants the very same name as in From.
        organization: Where its organisation begins; empty where nobody had to find out.
        is_aligned: Whether it belongs to the name in From, whatever the method came to; None where nobody had to find
            out, or could.
    """

    method: str
    domain: str
    result: str
    is_strict: bool = False
    organization: str = ""
    is_aligned: bool | None = None

    @property
    def vouches(self) -> bool:
        """Whether it passed and belongs to the name in From: one such name is enough."""
        return self.result == "pass" and self.is_aligned is True

    @property
    def may_vouch_later(self) -> bool:
        """Whether it might have vouched, had every question been answered (RFC 9989 §5.3.5)."""
        return self.is_aligned is not False and (
            self.result == "temperror" or (self.result == "pass" and self.is_aligned is None)
        )


@dataclass(frozen=True, slots=True)
class DmarcVerdict(Verdict):
    """What DMARC comes to; `domain` is the name in From, `policy` what the owner asks for in general.

    Attributes:
        disposition: What is to become of this letter: ``none``, ``quarantine`` or ``reject``.
        organization: Where the organisation of the name in From begins; empty where nobody had to find out.
        policy_domain: Whose record it is.
        record: The record; empty where there is none.
        is_testing: Whether the owner is still trying the policy out (``t=y``).
        fault: What is wrong with the record's policies, as a clause, so that `policy` is not what it asks for; empty
            where all is well.
        names: What SPF and DKIM looked at.
    """

    disposition: str = "none"
    organization: str = ""
    policy_domain: str = ""
    record: str = ""
    is_testing: bool = False
    names: tuple[VouchedName, ...] = ()
    fault: str = ""

    def as_record(self) -> VerdictRecord:
        """The verdict for ``--json``, with what is to become of the letter where a policy applies."""
        return {**Verdict.as_record(self), "disposition": self.disposition if self.policy else ""}
