"""One signature: its tags, its key, the body's hash, the header's hash (RFC 6376 §6.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from heloworld.trust.dkim.body_suspects import body_suspect
from heloworld.trust.dkim.hashing import Canonical, hash_of, select, signed_header
from heloworld.trust.dkim.header_suspects import changed_copies, header_suspect
from heloworld.trust.dkim.key_record import Key, check_use, load, parse_key
from heloworld.trust.dkim.mathematics import is_valid, signed_hash
from heloworld.trust.dkim.results import DkimError, DkimVerdict
from heloworld.trust.dkim.signature import Signature, parse_signature, signature_tags
from heloworld.trust.dkim.tag_list import Tag
from heloworld.trust.look_up import Answers, Ask, Questions, TempError
from heloworld.trust.message import Field, listed
from heloworld.trust.moment import THIS_CHECK, date_of, span_of
from heloworld.trust.verdict import Extract, Step, one_line, shown

if TYPE_CHECKING:
    from heloworld.trust.dkim.key_record import PublicKey

_KEY: Final = "RFC 6376 §6.1.2"
_COMPUTE: Final = "RFC 6376 §6.1.3"
_TAGS: Final = "RFC 6376 §3.5"
_CLOCKS_DIFFER: Final = 300
"""Seconds by which a signer's clock may be ahead of the receiver's without a word about it."""


def _told(tags: Mapping[str, Tag]) -> DkimVerdict:
    """What the tags say for themselves, whether or not they can be used; nothing is decided yet."""
    told = {name: shown(tags[name].flat, 1_000 if name == "b" else 120) for name in "dsiab" if name in tags}
    return DkimVerdict(
        "dkim",
        "",
        told.get("d", "").lower(),
        told.get("s", "").lower(),
        identity=told.get("i", ""),
        algorithm=told.get("a", "").lower(),
        signature=told.get("b", ""),
    )


class Check:
    """The check of one signature.

    Args:
        ask: Whom to ask for the key.
        canonical: The message.
        field: The signature.
        now: The moment by which it is judged, in seconds since the epoch.
        whence: What moment that is, as a phrase.
    """

    def __init__(self, ask: Ask, canonical: Canonical, field: Field, now: float, whence: str = THIS_CHECK) -> None:
        self._questions = Questions(ask)
        self._canonical = canonical
        self._field = field
        self._now = now
        self._whence = whence
        self._steps: list[Step] = []
        self._facts = _told({})

    async def verdict(self) -> DkimVerdict:
        """What it comes to; never raises."""
        try:
            result, reason = "pass", await self._verify()
        except DkimError as error:
            result, reason = error.result, one_line(error.sentence)
            self._say(f"{error.sentence} This ends the check: {result}.", error.source)
        return replace(self._facts, result=result, reason=reason, trace=tuple(self._steps))

    def _say(self, sentence: str, source: str, part: str = "", looked_at: tuple[Extract, ...] = ()) -> None:
        self._steps.append(Step(one_line(sentence), source, part, self._questions.take(), looked_at))

    async def _verify(self) -> str:
        signature = self._read()
        key, public = await self._key(signature)
        fields = [each for each in self._canonical.message.fields if each is not self._field]
        chosen, absent = select(fields, signature.names)
        self._facts = replace(self._facts, signed=tuple(each.extract for each in chosen), absent=tuple(absent))
        self._body(signature)
        self._header(signature, public, fields, chosen)
        testing = ", and says that it is still being tried out" if key.is_testing else ""
        return (
            f"{signature.domain} has signed this letter{testing}; what it signed is as it was{self._tail(signature)}."
        )

    def _read(self) -> Signature:
        """The signature's own tags."""
        tags = signature_tags(self._field)
        self._facts = _told(tags)
        signature = parse_signature(self._field, tags)
        self._facts = replace(self._facts, identity=shown(signature.identity))
        self._say(
            f"{signature.domain} says that it has signed this letter, with its key “{signature.selector}”.",
            _TAGS,
            looked_at=(self._field.extract,),
        )
        self._times(signature)
        return signature

    def _times(self, signature: Signature) -> None:
        """When it was made, and until when it holds: that counts by the moment of receipt where it is known."""
        moment = f"{self._whence}, {date_of(self._now)}"
        made, ends = signature.signed_at, signature.expires_at
        if made is not None and made - _CLOCKS_DIFFER > self._now:
            self._say(
                f"It was made on {date_of(made)}, it says, {span_of(made - int(self._now))} after {moment}. A receiver "
                "may pass over what comes from the future; here it counts.",
                _TAGS,
                "t=",
            )
        if ends is None:
            return
        if ends < self._now:
            late = span_of(int(self._now) - ends)
            raise DkimError(f"The signature expired on {date_of(ends)} (x=), {late} before {moment}.", _TAGS, "fail")
        self._say(f"It holds until {date_of(ends)}, and is judged by {moment}: it is in time.", _TAGS, "x=")

    async def _key(self, signature: Signature) -> tuple[Key, PublicKey]:
        name = signature.key_name
        said = await self._questions.ask(name, "TXT")
        if isinstance(said, TempError):
            raise DkimError(f"The key at {name} cannot be had at present.", _KEY, "temperror")
        if not isinstance(said, Answers):
            raise DkimError(f"There is no key at {name}.", _KEY)
        if len(said.texts) > 1:
            self._say(
                f"{name} has {len(said.texts)} texts, where one is wanted; the first is taken.", "RFC 6376 §3.6.2.2"
            )
        key = parse_key(said.texts[0])
        check_use(key, signature)
        public = load(key)
        bits = getattr(public, "key_size", 256)
        self._facts = replace(self._facts, bits=bits, is_testing=key.is_testing)
        testing = " Its owner is still trying it out (t=y)." if key.is_testing else ""
        record = (Extract("key record", said.texts[0]),)
        self._say(f"The key is there: {key.kind}, {bits} bits.{testing}", _KEY, looked_at=record)
        return key, public

    def _body(self, signature: Signature) -> None:
        body = self._canonical.body(signature.body_method)
        if signature.length is not None:
            if signature.length > len(body):
                much = f"{signature.length:,} bytes of the body are signed (l=), and it has {len(body):,}."
                raise DkimError(f"{much} Something is missing at its end.", _COMPUTE)
            self._facts = replace(self._facts, unsigned_bytes=len(body) - signature.length)
            self._say(f"Of the body's {len(body):,} bytes the first {signature.length:,} are signed.", _COMPUTE, "l=")
            body = body[: signature.length]
        found = hash_of(body)
        self._facts = replace(self._facts, body_hash=found, claimed_body_hash=shown(signature.body_hash))
        looked_at = (Extract("hashed body", body),)
        if found == signature.body_hash:
            said = f"{self._signed_part(len(body))} hash is {found}, as bh= says ({signature.body_method})."
            self._say(said, _COMPUTE, "bh=", looked_at)
            return
        self._say(
            f"The body has changed: its hash is {found}, and bh= says {shown(signature.body_hash)}.",
            _COMPUTE,
            "bh=",
            looked_at,
        )
        suspect = body_suspect(self._canonical.message, signature) if self._may_search() else None
        if suspect is None:
            raise DkimError(
                "The body is not as it was signed; its hash does not tell where it differs.", _COMPUTE, "fail"
            )
        self._facts = replace(self._facts, differs=(suspect.place,) if suspect.place else ())
        raise DkimError(f"The body is not as it was signed: {suspect.clause}.", _COMPUTE, "fail")

    def _header(self, signature: Signature, public: PublicKey, fields: list[Field], chosen: list[Field]) -> None:
        data = signed_header(self._canonical, chosen, signature)
        fits = is_valid(public, signature.value, data)
        header_hash = hash_of(data)
        self._facts = replace(
            self._facts,
            header_hash=header_hash,
            claimed_header_hash=header_hash if fits else signed_hash(public, signature.value),
        )
        names = listed(each.data.partition(b":")[0].decode("ascii", "replace").strip() for each in chosen)
        absent = listed(shown(name.title()) for name in self._facts.absent)
        gone = f", and that there is no further {absent}" if absent else ""
        self._say(
            f"Signed are the fields {names}{gone} ({signature.header_method}).",
            "RFC 6376 §5.4",
            "h=",
            self._facts.signed[:100],
        )
        looked_at = (Extract("hashed header", data),)
        if fits:
            self._say(
                f"The signature fits these fields: their hash is {self._facts.header_hash}.", _COMPUTE, "b=", looked_at
            )
            return
        self._say(self._misfit(), _COMPUTE, "b=", looked_at)
        self._accuse(signature, public, fields, chosen)

    def _signed_part(self, length: int) -> str:
        """What of the body is as it was where its hash is right; as the beginning of a sentence about that hash."""
        if not self._facts.unsigned_bytes:
            return "The body is as it was: its"
        if not length:
            return "No byte of the body is signed, and all of it may be anybody's: the empty"
        return f"The first {length:,} bytes of the body are as they were, and what follows may be anybody's: their"

    def _tail(self, signature: Signature) -> str:
        """What a reason adds where a signature leaves the end of the body to anybody (RFC 6376 §8.2)."""
        left = self._facts.unsigned_bytes
        if not left:
            return ""
        if not signature.length:
            return ", but nobody has signed the body (l=0)"
        return f", but nobody has signed the last {left:,} byte{'' if left == 1 else 's'} of the body (l=)"

    def _may_search(self) -> bool:
        self._canonical.searches -= 1
        return self._canonical.searches >= 0

    def _misfit(self) -> str:
        computed, claimed = self._facts.header_hash, self._facts.claimed_header_hash
        if claimed == computed:
            return "The signature is not as RFC 8017 wants it, though its hash is right."
        if claimed:
            return f"The signed fields have changed: their hash is {computed}, and {claimed} was signed."
        if self._facts.algorithm == "ed25519-sha256":
            return f"The signature does not fit these fields, whose hash is {computed}; Ed25519 shows no other."
        return f"The signature was not made with this key: no hash comes out of it. That of the fields is {computed}."

    def _accuse(self, signature: Signature, public: PublicKey, fields: list[Field], chosen: list[Field]) -> None:
        """Say what can be told of a header that has changed, and end the check."""

        def fits(tried: Sequence[Field]) -> bool:
            return is_valid(public, signature.value, signed_header(self._canonical, tried, signature))

        if not self._facts.claimed_header_hash and signature.algorithm.startswith("rsa"):
            raise DkimError(
                "The signature was not made with the key that is published, or is damaged.", _COMPUTE, "fail"
            )
        suspicion = header_suspect(fields, signature, fits) if self._may_search() else None
        if suspicion:
            self._facts = replace(self._facts, differs=suspicion.places)
            raise DkimError(f"The signed header is not as it was: {suspicion.clause}.", _COMPUTE, "fail")
        changed = changed_copies(chosen, signature)
        if changed:
            self._facts = replace(self._facts, differs=tuple(field.extract for field, _ in changed))
            names = listed(field.name for field, _ in changed)
            said = f"The signed header is not as it was: {names} differs from the copy in z=."
            raise DkimError(said, _COMPUTE, "fail")
        if not self._facts.claimed_header_hash:
            raise DkimError(
                "The signed header is not as it was, or the key that is published is not the signer's: an Ed25519 "
                "signature does not tell which.",
                _COMPUTE,
                "fail",
            )
        raise DkimError(
            "The signed header is not as it was; a hash does not tell which field differs.", _COMPUTE, "fail"
        )
