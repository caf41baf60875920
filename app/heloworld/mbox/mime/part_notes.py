"""What is said about a part that is not what it says: in a sentence, with the RFC that asks for more."""

from __future__ import annotations

from typing import Final

from heloworld.mbox.mime.entity import Entity
from heloworld.mbox.mime.flowed import has_stuffed_from
from heloworld.mbox.mime.transfer_encoding import is_known
from heloworld.mbox.reading.charsets import charset_named

NO_BOUNDARY: Final = (
    "The header says {kind} but names no boundary, so the body cannot be divided (RFC 2046 §5.1.1). It is shown whole."
)
NEVER: Final = (
    'The header says {kind}, but the boundary "--{boundary}" is not in the body (RFC 2046 §5.1.1). It is shown whole.'
)
TOO_DEEP: Final = "These parts are nested too deep. What is left of them is shown as it was sent."
NO_CHARSET: Final = 'The character set "{label}" is not known here, so the text is read as UTF-8.'
NO_ENCODING: Final = 'The encoding "{label}" is not known here, so the text is shown as it was sent.'
NO_CODE: Final = 'The header says "{label}", and nothing in the body is that, so the text is shown as it was sent.'
STUFFED: Final = (
    'A space in front of "From " is not shown. Programs that send format=flowed put it there, '
    "so that no mailbox has to quote the line (RFC 3676 §4.4)."
)
ELSEWHERE: Final = "The text itself is not in this letter. It lies elsewhere: {where} (RFC 2046 §5.2.3, RFC 2017)."

_LONGEST: Final = 70
_LONGEST_PLACE: Final = 500
_PLACE: Final = ("access-type", "url", "site", "directory", "name", "server")
"""The parameters of a message/external-body that say where its text is."""


def notes(here: Entity, *, is_deep: bool) -> tuple[str, ...]:
    """What is said about a part that is shown as text.

    Args:
        here: The part.
        is_deep: Whether it lies in so many others that it was not divided.

    Returns:
        Sentences that quote a stranger.
    """
    said = []
    if here.kind.startswith("multipart/"):
        boundary = here.boundary.decode("utf-8", "surrogateescape")[:_LONGEST]
        reason = TOO_DEEP if is_deep else NEVER if boundary else NO_BOUNDARY
        said.append(reason.format(kind=here.kind[:_LONGEST], boundary=boundary))
    charset = here.content.first_word("charset")
    if charset and here.kind.startswith("text/") and charset_named(charset) is None:
        said.append(NO_CHARSET.format(label=charset[:_LONGEST]))
    if not is_known(here.encoding):
        said.append(NO_ENCODING.format(label=here.encoding[:_LONGEST]))
    if here.is_mislabelled:
        said.append(NO_CODE.format(label=here.encoding[:_LONGEST]))
    if here.kind == "message/external-body" and (where := _place(here)):
        said.append(ELSEWHERE.format(where=where))
    return tuple(said)


def _place(here: Entity) -> str:
    """Where the text of a message/external-body lies; empty where it does not say."""
    told = ((name, here.content.parameters.get(name, "")) for name in _PLACE)
    # a URL may be cut into pieces of 40 characters with blanks between them (RFC 2017 §3)
    words = (f"{name} {''.join(value.split()) if name == 'url' else value}" for name, value in told if value)
    return ", ".join(words)[:_LONGEST_PLACE]


def flowed(text: str) -> tuple[str, ...]:
    """What is said about a text in format=flowed, as it was sent (RFC 3676 §4.4)."""
    return (STUFFED,) if has_stuffed_from(text) else ()
