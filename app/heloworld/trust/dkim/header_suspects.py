"""What may have happened to a signed header whose signature is wrong: the usual suspects, and the copies in ``z=``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from heloworld.trust.dkim.canonicalization import canonical_field
from heloworld.trust.dkim.hashing import select
from heloworld.trust.dkim.signature import Signature
from heloworld.trust.message import Field
from heloworld.trust.verdict import Extract

MOST_TRIES: Final = 60
"""Changes that are undone to see whether the signature is right then."""

LARGEST: Final = 65_536
"""Bytes of a header that is tried; of a larger one nothing is told."""

_TAG: Final = re.compile(rb"(:[ \t]*(?:\r\n[ \t]+)?)(?:(?:Re|Fwd?): *)?\[[^\]\r\n]{1,60}\][ \t]*", re.IGNORECASE)
_EXTERNAL: Final = re.compile(rb"(:[ \t]*)(?:\*+|\[)[A-Za-z _-]{1,30}(?:\*+|\])[:]?[ \t]*")
_HEX: Final = re.compile(rb"=([0-9A-F]{2})")


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A change that explains a wrong signature.

    Attributes:
        clause: What fits, and what follows; without a full stop.
        places: Where.
    """

    clause: str
    places: tuple[Extract, ...] = ()


Verify = Callable[[Sequence[Field]], bool]
"""Whether the signature is right for these fields, in this order."""


def header_suspect(fields: Sequence[Field], signature: Signature, verify: Verify) -> Suspicion | None:
    """Find out what was done to the signed fields; None where no suspect fits.

    Args:
        fields: The fields of the message but for the signature itself.
        signature: The signature.
        verify: Whether it is right for given fields.
    """
    if sum(len(each.data) for each in fields) > LARGEST:
        return None
    for suspicion, tried in islice(_tries(fields, signature), MOST_TRIES):
        chosen, _ = select(tried, signature.names)
        if verify(chosen):
            return suspicion
    return None


def changed_copies(chosen: Sequence[Field], signature: Signature) -> list[tuple[Field, bytes]]:
    """The signed fields that differ from the signer's copies in ``z=``, each with its copy (RFC 6376 §3.5).

    A signature proves nothing about copies: they are the signer's word for what stood there.
    """
    copies = _copies(signature)
    changed = []
    for field in chosen:
        of_name = copies.get(field.name, [])
        if of_name:
            copy = of_name.pop()
            if canonical_field(copy, "relaxed") != canonical_field(field.data, "relaxed"):
                changed.append((field, copy))
    return changed


def _copies(signature: Signature) -> dict[str, list[bytes]]:
    copies: dict[str, list[bytes]] = {}
    if "z" not in signature.tags or len(signature.tags["z"].value) > LARGEST:
        return copies
    for text in signature.tags["z"].flat.split("|"):
        plain = _HEX.sub(lambda found: bytes([int(found[1], 16)]), text.encode("utf-8"))
        name = plain.partition(b":")[0].strip(b" \t").lower().decode("latin-1")
        copies.setdefault(name, []).append(plain + b"\r\n")
    return copies


def _tries(fields: Sequence[Field], signature: Signature) -> Iterator[tuple[Suspicion, list[Field]]]:
    """Each suspicion, and the fields as they were if it is right."""
    signed = set(signature.names)
    for clause, pattern, plain in _SPACING if signature.header_method == "simple" else ():
        yield Suspicion(clause), [replace(each, data=pattern.sub(plain, each.data), start=-1) for each in fields]
    for at, field in enumerate(fields):
        if field.name not in signed:
            continue
        others = [*fields[:at], *fields[at + 1 :]]
        words = f"without one of the {field.name} fields the signature is right, so it was added on the way"
        yield Suspicion(words, (field.extract,)), others
        for pattern in (_TAG, _EXTERNAL):
            plain = pattern.sub(rb"\1", field.data, count=1) if field.name == "subject" else field.data
            if plain != field.data:
                before = [*fields[:at], replace(field, data=plain, start=-1), *fields[at + 1 :]]
                yield (
                    Suspicion(
                        "without the mark in front of the subject the signature is right, so it was added on the way",
                        (field.extract,),
                    ),
                    before,
                )
    for field, copy in changed_copies(select(fields, signature.names)[0], signature):
        before = [replace(each, data=copy, start=-1) if each is field else each for each in fields]
        yield (
            Suspicion(
                f"with the signer's copy of {field.name} (z=) the signature is right, so this field was changed",
                (field.extract,),
            ),
            before,
        )


_SPACING: Final = (
    (
        "with one space behind each name the signature is right, so white space was changed",
        re.compile(rb"\A([^:\r\n]+):[ \t]*"),
        rb"\1: ",
    ),
    (
        "with no space behind each name the signature is right, so white space was added",
        re.compile(rb"\A([^:\r\n]+):[ \t]*"),
        rb"\1:",
    ),
    ("with each field on one line the signature is right, so fields were folded", re.compile(rb"\r\n[ \t]+"), rb" "),
    (
        "with tabs where lines are folded the signature is right, so they were changed",
        re.compile(rb"\r\n[ \t]+"),
        b"\r\n\t",
    ),
)
"""What white space in a simple header may have been, and how it is put back."""
