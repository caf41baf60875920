"""A signer: a server puts the signature of its domain on what it sends on, and on what its own people hand in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from heloworld.lab.judging.keys import key_of
from heloworld.lab.plan import Plan
from heloworld.smtp.letter import Letter
from heloworld.trust.dkim.results import DkimError
from heloworld.trust.dkim.sign import Signing, sign


def signer(plan: Plan, now: Callable[[], float]) -> Callable[[Letter], Letter]:
    """What signs the letters of a server, as `lab.judging.judging.Seal`.

    A letter without From cannot be signed and goes as it is.

    Args:
        plan: What the server is like, with the selector of its key.
        now: The world's clock.
    """
    domain = plan.policy.domain
    signing = Signing(domain, plan.sign, key_of(domain, plan.sign, plan.key_type), body_method="simple")

    def seal(letter: Letter) -> Letter:
        if not letter.elsewhere and not letter.user:
            return letter
        try:
            field = sign(letter.addition.replace(b"\n", b"\r\n") + letter.content, signing, now=now())
        except DkimError:
            return letter
        if not letter.client:  # a report of our own: nothing else comes on top of it
            return replace(letter, content=field + letter.content)
        text = field.decode("ascii").replace("\r\n", "\n").removesuffix("\n")
        return replace(letter, fields=(text, *letter.fields))

    return seal
