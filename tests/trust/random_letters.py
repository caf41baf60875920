"""Letters at random, with everything that canonicalisation has to deal with; the same for the same seed."""

from __future__ import annotations

from random import Random
from typing import Final

NAMES: Final = ("To", "Subject", "SUBJECT", "Date", "Message-ID", "Reply-To", "X-Odd", "cc", "Received")
WORDS: Final = (b"ferry", b"nine", b"  ", b" ", b"\t", b"From ", b".", b"\xc3\xbc", b"\xff", b";", b"b=", b"a" * 80)
FOLDS: Final = (b"", b"", b"", b"\r\n ", b"\r\n\t", b"\r\n  \t")


def letter(random: Random) -> bytes:
    """A letter with CRLFs; From is there, other fields may be, once or more often."""
    fields = [
        b"From: Ana <ana@harbour.test>",
        *(field(random, random.choice(NAMES)) for _ in range(random.randrange(6))),
    ]
    random.shuffle(fields)
    lines = [b"".join(random.choices(WORDS, k=random.randrange(5))) for _ in range(random.randrange(7))]
    body = b"".join(line + b"\r\n" * random.choice((1, 1, 1, 2, 3)) for line in lines)
    return b"\r\n".join(fields) + b"\r\n\r\n" + body


def field(random: Random, name: str) -> bytes:
    """A header field, with odd white space and folds in it."""
    pieces = [random.choice(WORDS) + random.choice(FOLDS) for _ in range(random.randrange(5))]
    value = b"".join([*pieces, b"end"]) + random.choice((b"", b"", b" "))
    return name.encode() + b":" + random.choice((b"", b" ", b"  ", b"\t")) + value


def names(random: Random) -> list[str]:
    """Names to sign: From, some that are there, some that are not, some more than once."""
    chosen = ["From", *random.choices([*NAMES, "Sender"], k=random.randrange(5))]
    random.shuffle(chosen)
    return chosen
