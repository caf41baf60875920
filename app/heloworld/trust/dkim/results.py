"""What DKIM comes to: its verdict, and what ends a check (RFC 6376 §3.9, §6.1)."""

from __future__ import annotations

from dataclasses import dataclass

from heloworld.trust.verdict import Extract, Verdict


class DkimError(Exception):
    """Ends a check.

    Attributes:
        sentence: Why.
        source: Where that is written.
        result: What the check comes to: ``permerror``, ``temperror`` or ``fail``.
    """

    def __init__(self, sentence: str, source: str = "RFC 6376 §6.1", result: str = "permerror") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.source = source
        self.result = result


@dataclass(frozen=True, slots=True)
class DkimVerdict(Verdict):
    """What a signature comes to.

    Attributes:
        identity: For whom it was made, the tag ``i=`` (RFC 6376 §3.5).
        algorithm: ``rsa-sha256`` or ``ed25519-sha256``; as written where it is another.
        bits: The length of an RSA key; 256 for Ed25519; 0 where there is no key.
        is_testing: Whether the key says that its owner is still trying it out (``t=y``).
        signature: The tag ``b=`` in base64.
        signed: The fields that were signed, as they stand in the message, in the order of ``h=``.
        absent: Names in ``h=`` beyond the fields that are there: none of these may be added.
        claimed_body_hash: The tag ``bh=``, in base64.
        body_hash: What the body comes to here, in base64.
        claimed_header_hash: The hash that was signed, in base64; only an RSA signature shows it.
        header_hash: What the signed fields come to here, in base64.
        unsigned_bytes: How much of the body is beyond ``l=``, and so is signed by nobody.
        differs: Places in the message that are known to be the difference.
    """

    identity: str = ""
    algorithm: str = ""
    bits: int = 0
    is_testing: bool = False
    signature: str = ""
    signed: tuple[Extract, ...] = ()
    absent: tuple[str, ...] = ()
    claimed_body_hash: str = ""
    body_hash: str = ""
    claimed_header_hash: str = ""
    header_hash: str = ""
    unsigned_bytes: int = 0
    differs: tuple[Extract, ...] = ()
