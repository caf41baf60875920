"""What a server announces with its reply to EHLO (RFC 5321 §4.1.1.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from heloworld.judge.failure import Skipped
from heloworld.judge.smtp.conversation import Conversation
from heloworld.judge.smtp.reply import Reply

_IN_FIRST_LINE: Final = "the first line of the reply to EHLO is its name, and the keywords begin with the second."
"""What is said where a keyword stands in place of the server's name (RFC 5321 §4.1.1.1)."""


async def offers(talk: Conversation) -> Mapping[str, str]:
    """Say EHLO; keywords in upper case, each with what stands behind it."""
    return keywords(await talk.hello())


def keywords(reply: Reply) -> Mapping[str, str]:
    """What a reply to EHLO announces."""
    words = [line.decode("latin-1").partition(" ") for line in reply.lines[1:]]
    return {keyword.upper(): parameters for keyword, _, parameters in words}


async def offer(talk: Conversation, keyword: str) -> str:
    """Say EHLO; what stands behind a keyword that is announced.

    Raises:
        Skipped: It is not announced.
    """
    reply = await talk.hello()
    announced = keywords(reply)
    if keyword in announced:
        return announced[keyword]
    first = reply.lines[0].decode("latin-1").partition(" ")[0].upper()
    why = f": {_IN_FIRST_LINE}" if first == keyword else "."
    raise Skipped(f"The server does not announce {keyword}{why}")
