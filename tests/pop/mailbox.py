"""Mailboxes in memory, as a POP3 session asks for them; and the letters of the recorded sessions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from heloworld.pop.maildrop import Entry, Maildrop, MaildropBusy, MessageGone, Result


def _wire(text: str) -> bytes:
    return text.encode().replace(b"\n", b"\r\n")


LETTERS = (
    _wire("""\
Return-Path: <dora@island.test>
Delivered-To: ana@harbour.test
Received: from localhost (localhost [127.0.0.1])
\tby mail.harbour.test (HELO World) with SMTP id 1A2B300001
\tfor <ana@harbour.test>; Sat, 28 Nov 2026 09:00:00 +0000 (UTC)
From: Dora <dora@island.test>
To: ana@harbour.test
Subject: hello
Date: Sat, 28 Nov 2026 09:00:00 +0000
Message-ID: <1@island.test>

Hi Ana,
it is just a text.
"""),
    _wire("""\
Return-Path: <emil@island.test>
Delivered-To: ana@harbour.test
Received: from localhost (localhost [127.0.0.1])
\tby mail.harbour.test (HELO World) with ESMTP id 1A2B300002
\tfor <ana@harbour.test>; Sat, 28 Nov 2026 09:05:00 +0000 (UTC)
From: Emil <emil@island.test>
To: ana@harbour.test
Subject: dots and From
Date: Sat, 28 Nov 2026 09:05:00 +0000
Message-ID: <2@island.test>

.a line with a dot
.
>From here to there
>>From twice
"""),
    _wire("""\
Return-Path: <dora@island.test>
Delivered-To: ana@harbour.test
From: =?utf-8?q?D=C3=B6ra?= <dora@island.test>
To: Ana <ana@harbour.test>, ben@harbour.test
Cc: "Cleo, the cat" <cleo@harbour.test>
Subject: a picture
Date: Sat, 28 Nov 2026 10:10:00 +0100
Message-ID: <3@island.test>
In-Reply-To: <1@island.test>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="=-sea"

preamble
--=-sea
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Grüße vom Meer
--=-sea
Content-Type: image/gif; name="dot.gif"
Content-Disposition: attachment; filename="dot.gif"
Content-Transfer-Encoding: base64

R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7
--=-sea--
"""),
    _wire("""\
Return-Path: <>
Delivered-To: ana@harbour.test
From: postmaster@harbour.test
To: ana@harbour.test
Subject: no body
Date: Sat, 28 Nov 2026 09:15:00 +0000
Message-ID: <4@harbour.test>

"""),
)
LATE = _wire("From: dora@island.test\nSubject: late\n\nlate\n")
"""What is delivered while sessions are open."""

PASSWORDS = {"ana": "harbour", "ben": "harbour"}


@dataclass
class Mailbox:
    """One user's mail.

    Attributes:
        letters: UID → text as it crosses.
        validity: The second half of the unique names.
        is_locked: Whether one session at a time has it.
        fails: Raised by whatever is to be read or deleted, if anything.
        deleting: Waited for by a deletion, if anything.
        broken: Called between the chunks of a text, if anything.
        is_served: Whether a server reads it, which has to ask before.
    """

    letters: dict[int, bytes] = field(default_factory=dict)
    validity: int = 0x6B0B188D
    is_locked: bool = True
    fails: Exception | None = None
    deleting: asyncio.Event | None = None
    broken: Callable[[], None] | None = None
    is_served: bool = False
    users: int = 0

    @classmethod
    def of(cls, letters: Iterable[bytes] = LETTERS) -> Mailbox:
        return cls(dict(enumerate(letters, 1)))

    def open(self) -> Maildrop:
        if self.is_locked and self.users:
            raise MaildropBusy
        if self.fails is not None:
            raise self.fails
        self.users += 1
        return MemoryMaildrop(self)


class MemoryMaildrop:
    """A session's view of a mailbox."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        self._is_undisturbed = False
        self._uids = list(mailbox.letters)
        self.entries = [Entry(len(text), f"{uid:08x}{mailbox.validity:08x}") for uid, text in mailbox.letters.items()]

    @property
    def gone(self) -> AbstractSet[int]:
        return {number for number, uid in enumerate(self._uids, 1) if uid not in self._mailbox.letters}

    async def undisturbed(self, read: Callable[[], Result]) -> Result:
        self._is_undisturbed = True
        try:
            return read()
        finally:
            self._is_undisturbed = False

    def text(self, number: int) -> Iterator[bytes]:
        if self._mailbox.fails is not None:
            raise self._mailbox.fails
        try:
            return self._chunks(self._mailbox.letters[self._uids[number - 1]])
        except KeyError:
            raise MessageGone from None

    def _chunks(self, text: bytes) -> Iterator[bytes]:
        for start in range(0, len(text), 4096):
            assert self._is_undisturbed or not self._mailbox.is_served
            if start and self._mailbox.broken is not None:
                self._mailbox.broken()
            yield text[start : start + 4096]

    async def delete(self, numbers: Collection[int]) -> None:
        if self._mailbox.deleting is not None:
            await self._mailbox.deleting.wait()
        if self._mailbox.fails is not None:
            raise self._mailbox.fails
        for number in numbers:
            self._mailbox.letters.pop(self._uids[number - 1], None)

    def release(self) -> None:
        self._mailbox.users -= 1
