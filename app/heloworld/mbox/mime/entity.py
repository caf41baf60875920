"""A message or one part of it: its header fields, what they say of its content, where its body lies (RFC 2045 §2.4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from heloworld.mbox.mime.multipart import Span
from heloworld.mbox.mime.parameters import Typed, first_word, typed
from heloworld.mbox.mime.transfer_encoding import decoded
from heloworld.mbox.reading.message import header_bounds, header_extent, header_fields

LONGEST_HEADER: Final = 1024 * 1024
"""Bytes of a header that are looked at."""

_TYPE: Final = re.compile(r"[^/]+/[^/]+")


@dataclass(frozen=True, slots=True)
class Entity:
    """A message or a part.

    Attributes:
        source: The bytes that it is in.
        fields: Its header fields: names as written, values unfolded.
        body: Where its body lies.
        kind: Its media type in lower case, such as ``text/plain``.
        content: What its Content-Type field says.
        disposition: What its Content-Disposition field says.
        encoding: Its Content-Transfer-Encoding in lower case; empty where it says none.
    """

    source: bytes
    fields: tuple[tuple[bytes, bytes], ...]
    body: Span
    kind: str
    content: Typed
    disposition: Typed
    encoding: str

    @property
    def boundary(self) -> bytes:
        """What stands behind the hyphens of its delimiter lines; empty where it names nothing."""
        return self.content.parameters.get("boundary", "").encode("utf-8", "surrogateescape").rstrip()

    @property
    def name(self) -> str:
        """The file name that it asks for; empty where it asks for none (RFC 2183 §2.3)."""
        return self.disposition.parameters.get("filename") or self.content.parameters.get("name", "")

    @property
    def is_attached(self) -> bool:
        """Whether it says that it is a file of its own rather than something to read (RFC 2183 §2.2)."""
        return self.disposition.word == "attachment"

    def decoded_body(self) -> bytes:
        """Its content: the body without its transfer encoding; where nothing in it is so encoded, as it was sent."""
        raw = self.source[self.body.start : self.body.stop]
        data = decoded(self.encoding, raw)
        return data if data or not raw.strip() else raw

    @property
    def is_mislabelled(self) -> bool:
        """Whether there is a body, and nothing in it is encoded as the header says."""
        raw = self.source[self.body.start : self.body.stop]
        return bool(raw.strip()) and not decoded(self.encoding, raw)


def entity(source: bytes, span: Span, default: str, most_fields: int) -> Entity:
    """Find header and body of a message or a part.

    The header ends at the first empty line; lines in it that are no field are passed over. Where no empty line is
    there, it ends before the first such line; where it holds no field, all is body.

    Args:
        source: The bytes that it is in.
        span: Where it lies in them.
        default: Its media type where it names none.
        most_fields: How many of its fields are looked at.
    """
    stop, body_start = header_bounds(source, *span)
    if body_start == stop:
        header = source[span.start : min(stop, span.start + LONGEST_HEADER)]
        stop = body_start = span.start + header_extent(header)[1]
    fields = header_fields(source[span.start : min(stop, span.start + LONGEST_HEADER)], most_fields)
    if not fields and stop > span.start:
        body_start = span.start
    said = {name.lower(): value for name, value in reversed(fields)}
    content = typed(said.get(b"content-type", b""))
    return Entity(
        source,
        tuple(fields),
        Span(body_start, span.stop),
        content.word if _TYPE.fullmatch(content.word) else default if b"content-type" not in said else "text/plain",
        content,
        typed(said.get(b"content-disposition", b"")),
        first_word(said.get(b"content-transfer-encoding", b"")),
    )
