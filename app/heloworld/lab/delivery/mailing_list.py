"""A mailing list: what is sent to its address goes to all members, a little changed, as list managers do it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.utils import parseaddr
from typing import TYPE_CHECKING, Final

from heloworld.smtp.letter import Letter
from heloworld.smtp.policy import Policy

if TYPE_CHECKING:
    from heloworld.trust.message import Field, Message

_RULE: Final = b"_" * 47
"""What stands between a letter and the footer (Mailman)."""


@dataclass(frozen=True, slots=True)
class MailingList:
    """A list.

    Attributes:
        name: What stands before the ``@`` of its address.
        domain: What stands behind it.
        members: The addresses of its members, without brackets.
        tag: What is put before each subject; empty for nothing.
        footer: The line that is put below each text; empty for none.
        rewrites_from: Whether the list writes itself into From, and the author into Reply-To.
        on_top: A header field that is put on top of each letter; empty for none.
        folds: Whether the value of each subject goes to a line of its own (RFC 5322 §2.2.3).
    """

    name: str
    domain: str
    members: tuple[str, ...]
    tag: str = ""
    footer: str = ""
    rewrites_from: bool = False
    on_top: str = ""
    folds: bool = False

    @property
    def address(self) -> str:
        """Where members write to."""
        return f"{self.name}@{self.domain}"

    @property
    def bounces(self) -> str:
        """Whom the envelope names as the sender of what it sends: reports are no business of the author's."""
        return f"{self.name}-bounces@{self.domain}"

    def post(self, letter: Letter, policy: Policy, queue_id: str) -> Letter:
        """A letter to the list as it goes to the members.

        Args:
            letter: The letter.
            policy: Who lives on the list's own server.
            queue_id: Its new name.
        """
        users = {member: policy.owner(member) for member in self.members}
        fields = (
            f"List-Id: <{self.name}.{self.domain}>",
            f"List-Post: <mailto:{self.address}>",
            "Precedence: list",
        )
        return replace(
            letter,
            queue_id=queue_id,
            sender=self.bounces,
            recipients=tuple((member, user) for member, user in users.items() if user),
            elsewhere=tuple(member for member, user in users.items() if not user),
            content=self.changed(letter.content),
            fields=(*fields, *letter.fields),
        )

    def changed(self, content: bytes) -> bytes:
        """The text of a letter as the members get it: all bytes that the list has no business with stay."""
        from heloworld.trust.message import parse

        message = parse(content)
        text, at = bytearray(), 0
        for field, data in self._changed_fields(message):
            text += content[at : field.start] + data
            at = field.end
        top = f"{self.on_top}\r\n".encode() if self.on_top else b""
        return top + bytes(text + content[at:]) + self._footer(message)

    def _changed_fields(self, message: Message) -> Iterator[tuple[Field, bytes]]:
        """Each field that becomes another one, and what it becomes."""
        for field in message.fields:
            if field.name == "subject" and (self._lacks_tag(field) or self.folds):
                tag = self.tag.encode() + b" " if self._lacks_tag(field) else b""
                yield field, b"Subject:" + (b"\r\n " if self.folds else b" ") + tag + field.value.strip() + b"\r\n"
            elif field.name == "from" and self.rewrites_from:
                yield field, self._author(field, has_reply_to=bool(message.named("reply-to")))

    def _lacks_tag(self, subject: Field) -> bool:
        return bool(self.tag) and self.tag.encode() not in subject.value

    def _author(self, field: Field, *, has_reply_to: bool) -> bytes:
        value = field.value.strip()
        name, address = parseaddr(value.decode("utf-8", "surrogateescape"))
        who = (name or address.partition("@")[0]).encode("utf-8", "surrogateescape").replace(b'"', b"")
        reply_to = b"" if has_reply_to else b"Reply-To: " + value + b"\r\n"
        return b'From: "' + who + f' via {self.name}" <{self.address}>\r\n'.encode() + reply_to

    def _footer(self, message: Message) -> bytes:
        """What comes below the text; nothing where that is not plain: it would be a part of nothing there."""
        kinds = [each.value.lower() for each in message.named("content-type")]
        encodings = [each.value.strip().lower() for each in message.named("content-transfer-encoding")]
        is_plain = all(b"text/plain" in kind for kind in kinds) and b"base64" not in encodings
        if not self.footer or not is_plain:
            return b""
        end = b"" if message.given.endswith(b"\n") else b"\r\n"
        return end + _RULE + b"\r\n" + self.footer.encode() + b"\r\n"
