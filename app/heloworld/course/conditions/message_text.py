"""A message's text, as conditions ask about it: header fields, body lines, MIME parts."""

from __future__ import annotations

import email
import email.parser
import email.policy
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.utils import parseaddr

from heloworld.course.conditions.patterns import text
from heloworld.mbox.reading.encoded_words import decode_words, fault


@dataclass(frozen=True, slots=True)
class Text:
    """A message, taken apart as RFC 5322 §2.1 says.

    Attributes:
        fields: Name, as written, and unfolded value of each header field.
        body: The lines after the first empty line; None where there is no empty line.
        message: The same, for MIME.
    """

    fields: tuple[tuple[str, str], ...]
    body: tuple[str, ...] | None
    message: Message

    def values(self, name: str) -> tuple[str, ...]:
        """The values of all fields of a name, whatever its case."""
        return tuple(value for known, value in self.fields if known.lower() == name.lower())

    def has_encoded_word(self, name: str) -> bool:
        """Whether a field of a name holds an encoded word that means something and is as RFC 2047 wants it."""
        raw = [value.encode("utf-8", "surrogateescape") for value in self.values(name)]
        return any(decode_words(each) != text(each) and not fault(each) for each in raw)

    def address(self, name: str) -> str:
        """The address in the first field of a name, in lower case; empty where there is none."""
        values = self.values(name)
        return parseaddr(values[0])[1].lower() if values else ""

    def parts(self) -> Iterator[Message]:
        """The message and, where it is one of many parts, each of them."""
        yield from self.message.walk()


@functools.lru_cache(maxsize=256)
def read(content: bytes) -> Text:
    """Take a message apart; never fails."""
    lines = content.replace(b"\r\n", b"\n").decode("utf-8", "surrogateescape").split("\n")
    if lines and not lines[-1]:
        lines.pop()
    header = lines[: lines.index("")] if "" in lines else lines
    body = tuple(lines[len(header) + 1 :]) if "" in lines else None
    fields: list[tuple[str, str]] = []
    for line in header:
        name, colon, value = line.partition(":")
        if line[:1] in {" ", "\t"} and fields:
            fields[-1] = (fields[-1][0], f"{fields[-1][1]} {line.strip()}")
        elif colon and name and not any(char <= " " for char in name.rstrip()):
            fields.append((name.rstrip(), value.strip()))
        else:
            break
    return Text(tuple(fields), body, parsed(content))


def decoded(part: Message) -> str:
    """The text of a part, its encoding undone; empty for what is no text."""
    if part.get_content_maintype() != "text":
        return ""
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    try:
        return data.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return data.decode("utf-8", "replace")


def parsed(content: bytes) -> Message:
    """A message with its parts; with none, where they are nested so deeply that no program would take it apart."""
    try:
        return email.message_from_bytes(content, policy=email.policy.compat32)
    except RecursionError:
        return email.parser.BytesHeaderParser(policy=email.policy.compat32).parsebytes(content)
