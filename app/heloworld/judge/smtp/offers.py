"""What a server announces with its reply to EHLO (RFC 5321 §4.1.1.1)."""

from __future__ import annotations

from collections.abc import Mapping

from heloworld.judge.smtp.conversation import Conversation
from heloworld.judge.smtp.reply import Reply
from heloworld.judge.verdict import Skipped


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
    announced = await offers(talk)
    if keyword not in announced:
        raise Skipped(f"The server does not announce {keyword}.")
    return announced[keyword]
