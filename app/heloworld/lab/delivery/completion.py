"""What a submission server puts into a letter that one of its own people hands in without it (RFC 6409 §8.2, §8.3).

A server that takes a letter from another server adds nothing but its trace: what a stranger has left out may be left
out on purpose, and may be signed.
"""

from __future__ import annotations

import time
from dataclasses import replace

from heloworld.lab.delivery.deliver import date
from heloworld.mbox.reading.message import header_extent, header_fields
from heloworld.smtp.letter import Letter


def completed(letter: Letter, hostname: str) -> Letter:
    """A letter with the Date and the Message-Id that it lacks, as Postfix writes them (cleanup(8)).

    Args:
        letter: The letter; one that nobody has logged in to send stays as it is.
        hostname: The server's name.
    """
    if not letter.user:
        return letter
    start, end = header_extent(letter.content)
    there = {name.lower() for name, _ in header_fields(letter.content[start:end])}
    stamp = time.strftime("%Y%m%d%H%M%S", time.gmtime(letter.at))
    wanted = {
        b"message-id": f"Message-Id: <{stamp}.{letter.queue_id}@{hostname}>",
        b"date": f"Date: {date(int(letter.at))}",
    }
    return replace(letter, added=tuple(field for name, field in wanted.items() if name not in there))
