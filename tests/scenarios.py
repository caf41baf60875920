"""Named states of the screen, made from recorded sessions: what snapshots, screenshots and a few tests show.

Nothing in them depends on a clock, a port or a machine: the session is written down here, event by event, and the
mailbox is a file of known bytes.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from heloworld import paths
from heloworld.errors import HeloError
from heloworld.lab.bench import Tell
from heloworld.lab.world import Plan
from heloworld.ui.app import HeloApp
from heloworld.ui.screens.guided import GuidedScreen
from heloworld.ui.screens.lab import LabScreen
from heloworld.ui.screens.mailbox import MailboxScreen
from heloworld.ui.widgets.prompt import CommandLine
from heloworld.wire.events import Address, Bytes, Closed, Delivered, Event, Opened, Side, TlsStarted
from heloworld.wire.transcript import Transcript

AT = 1_767_402_334.0
"""Sat Jan  3 01:05:34 2026, UTC."""

SERVER: Address = ("127.0.0.1", 2525)
OURS: Address = ("127.0.0.1", 51514)
OTHER: Address = ("127.0.0.1", 51720)

STORED = b"""From dora@island.test Sat Jan  3 01:05:34 2026
Return-Path: <dora@island.test>
Delivered-To: ana@harbour.test
Received: from localhost (localhost [127.0.0.1])
\tby mail.harbour.test (HELO World) with SMTP id 7DCB64A55D
\tfor <ana@harbour.test>; Sat, 03 Jan 2026 01:05:34 +0000 (UTC)
Subject: hello

.. and this is our actual email text!

"""

MIME = b"""From dora@island.test Mon Nov 23 09:14:02 2026
Return-Path: <dora@island.test>
Received: from mail.island.test by mail.harbour.test (HELO World)
\tfor <ana@harbour.test>; Mon, 23 Nov 2026 09:14:02 +0000 (UTC)
From: =?utf-8?Q?Dora_M=C3=BCller?= <dora@island.test>
To: Ana <ana@harbour.test>
Cc: Emil <emil@island.test>
Date: Mon, 23 Nov 2026 09:13:40 +0000
Subject: =?utf-8?Q?Timetable_for_the_ferry_=E2=80=93_winter?=
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="=-outer"

--=-outer
Content-Type: multipart/alternative; boundary="=-inner"

--=-inner
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Hello Ana,

the new timetable is attached. On Mondays the ferry leaves at 7:15 =E2=80=93 that is=
 ten minutes earlier than before, so do not be late.

> Did you find my umbrella?
>From the look of it, yes: it stands in the office.

Dora
--=-inner
Content-Type: text/html; charset=utf-8

<p>Hello Ana,</p><p>the new timetable is attached.</p>
--=-inner--
--=-outer
Content-Type: text/csv; charset=us-ascii
Content-Disposition: attachment; filename="timetable.csv"

day,leaves
Monday,7:15
Tuesday,7:25
--=-outer
Content-Type: message/rfc822

From: Emil <emil@island.test>
Subject: umbrella

I left it on the ferry.
--=-outer
Content-Type: image/png
Content-Disposition: attachment; filename="harbour.png"
Content-Transfer-Encoding: base64

iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8A
AAAASUVORK5CYII=
--=-outer--

From emil@island.test Mon Nov 23 11:02:57 2026
From: Emil <emil@island.test>
To: Ana <ana@harbour.test>
Subject: Thank you

It is the right umbrella.

"""

FIRST_MAIL = (
    "S 220 mail.harbour.test ESMTP",
    "C HELO localhost",
    "S 250 mail.harbour.test",
    "C MAIL FROM:<dora@island.test>",
    "S 250 2.1.0 Ok",
    "C RCPT TO:<ana@harbour.test>",
    "S 250 2.1.5 Ok",
    "C DATA",
    "S 354 End data with <CR><LF>.<CR><LF>",
    "C Subject: hello",
    "C ",
    "C ... and this is our actual email text!",
    "C .",
    "D ana@harbour.test",
    "S 250 2.0.0 Ok: queued as 7DCB64A55D",
)

WALK = STORED[: STORED.index(b"Subject")] + (
    b"From: Dora <dora@island.test>\nSubject: a walk\n\n>From here the path goes down\n... and up again.\n\n"
)

WALKING = (
    *FIRST_MAIL[:9],
    "C From: Dora <dora@island.test>",
    "C Subject: a walk",
    "C Status: RO",
    "C ",
    "C From here the path goes down",
    "C .... and up again.",
    "C .",
    f"D ana@harbour.test {len(WALK)}",
    FIRST_MAIL[-1],
)
"""A line that is quoted, one with a dot in front, and a field that a mailbox does not take from a stranger."""

REFUSED = (
    *FIRST_MAIL[:3],
    "C DATA",
    "S 503 5.5.1 Error: need MAIL command",
    "C MIAL FROM:<dora@island.test>",
    "S 500 5.5.2 Error: command not recognized",
    *FIRST_MAIL[3:5],
    "C RCPT TO:<emil@island.test>",
    "S 554 5.7.1 <emil@island.test>: Relay access denied",
)

SWAKS = (
    "S 220 mail.harbour.test ESMTP",
    "C EHLO island.test",
    "S 250-mail.harbour.test",
    "S 250-PIPELINING",
    "S 250-SIZE 10240000",
    "S 250-STARTTLS",
    "S 250-ENHANCEDSTATUSCODES",
    "S 250-8BITMIME",
    "S 250 SMTPUTF8",
    "C STARTTLS",
    "S 220 2.0.0 Ready to start TLS",
    "T TLSv1.3 TLS_AES_256_GCM_SHA384",
    "C EHLO island.test",
    "S 250 mail.harbour.test",
    "C MAIL FROM:<emil@island.test>",
    "S 250 2.1.0 Ok",
    "C RCPT TO:<nobody@harbour.test>",
    "S 550 5.1.1 <nobody@harbour.test>: Recipient address rejected: User unknown in local recipient table",
    "C QUIT",
    "S 221 2.0.0 Bye",
    "X ",
)


def events(conn: int, client: Address, script: tuple[str, ...]) -> Iterator[Event]:
    """A session from its script: C and S lines, D for a delivery (and its length), T for TLS, X for the end."""
    yield Opened(conn, AT, "smtp", client, SERVER)
    sides: dict[str, Side] = {"C": "client", "S": "server"}
    tls = False
    for line in script:
        letter, _, text = line.partition(" ")
        if letter in sides:
            yield Bytes(conn, AT, sides[letter], text.encode() + b"\r\n", tls)
        elif letter == "D":
            recipient, _, length = text.partition(" ")
            yield Delivered(conn, AT, recipient, "mail/ana.mbox", 0, int(length or len(STORED)), "7DCB64A55D")
        elif letter == "T":
            tls = True
            yield TlsStarted(conn, AT, *text.split(" "))
        else:
            yield Closed(conn, AT)


class Replay:
    """A bench on which everything has already happened."""

    def __init__(self, mail: Path, scripts: tuple[tuple[str, ...], ...]) -> None:
        self.plan: Plan | None = Plan(mail)
        self.address: Address | None = SERVER
        self.tls_address: Address | None = None
        self.transcript = Transcript()
        for conn, (client, script) in enumerate(zip((OURS, OTHER), scripts, strict=False), 1):
            for event in events(conn, client, script):
                self.transcript.record(event)

    def start(self, _tell: Tell) -> Future[None]:
        """Nothing is left to be started."""
        done: Future[None] = Future()
        done.set_result(None)
        return done

    def reset(self, plan: Plan | None = None, *, keep: bool = True) -> Future[Path | None]:
        """There is nothing that could be reset."""
        raise NotImplementedError

    def enter(self, line: bytes | None) -> None:
        """Nobody listens."""

    def open(self) -> None:
        """Nobody listens."""

    def hang_up(self) -> None:
        """Nobody listens."""

    def is_ours(self, opened: Opened) -> bool:
        """Whether this is the first connection."""
        return opened.client == OURS

    def stop(self) -> None:
        """Nothing runs."""


@dataclass(frozen=True)
class Scenario:
    """One state of the screen."""

    scripts: tuple[tuple[str, ...], ...]
    size: tuple[int, int] = (120, 36)
    guided: bool = False
    theme: str = "helo-dark"
    keys: tuple[str, ...] = ()
    """What is pressed; ``until:TEXT`` waits for what a thread finds out before the next key."""
    typed: str = ""
    stored: bytes = field(default=b"", repr=False)
    sample: str = ""
    """A sample mailbox, shown on the mailbox screen instead of the lab; or a name for what is `stored`."""

    def app(self, folder: Path) -> HeloApp:
        """The app in this state, but for the keys."""
        app = HeloApp(lambda: self._screen(folder))
        app.theme = self.theme
        return app

    def _screen(self, folder: Path) -> Screen[None]:
        if self.sample and self.stored:
            (folder / self.sample).write_bytes(self.stored)
            return MailboxScreen(Path(self.sample))
        if self.sample:
            shutil.copy(paths.samples() / self.sample, folder)
            return MailboxScreen(Path(self.sample))
        mail = folder / "mail"
        mail.mkdir(parents=True, exist_ok=True)
        if self.stored:
            (mail / "ana.mbox").write_bytes(self.stored)
        bench = Replay(Path("mail") if Path.cwd() == folder else mail, self.scripts)
        return GuidedScreen(bench, place="Your first mail") if self.guided else LabScreen(bench, place="Lab")

    @property
    def act(self) -> Callable[[Pilot[HeloError]], Awaitable[None]]:
        """What brings the app into the state."""

        async def act(pilot: Pilot[HeloError]) -> None:
            await pilot.pause(0.2)
            for line in pilot.app.screen.query(Input):
                line.cursor_blink = False
            for line in pilot.app.screen.query(CommandLine):
                line.value = self.typed
            for key in self.keys:
                if key.startswith(UNTIL):
                    await _until_shown(pilot, key.removeprefix(UNTIL))
                else:
                    await pilot.press(key)
            await pilot.pause(0.3)

        return act


UNTIL = "until:"


async def _until_shown(pilot: Pilot[HeloError], text: str) -> None:
    """Wait until the screen shows a text, 30 seconds at most."""
    for _ in range(600):
        await pilot.pause(0.05)
        if text.replace(" ", "&#160;") in _draw(pilot.app):
            return
    raise AssertionError(f"the screen never showed {text!r}")


_WEB_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


async def picture(scenario: Scenario, folder: Path) -> str:
    """The screen as SVG; it asks no server for a font, and is the same on every machine.

    Args:
        scenario: What to show.
        folder: Where its mailbox may be written; the current folder, so that the screen shows no other path.
    """
    app = scenario.app(folder)
    async with app.run_test(size=scenario.size) as pilot:
        await scenario.act(pilot)
        drawn, before = _draw(app), ""
        while drawn != before:  # what a thread still counts changes the picture
            await pilot.pause(0.3)
            drawn, before = _draw(app), drawn
        return drawn


def _draw(app: App[Any]) -> str:
    return _WEB_FONT.sub("", app.export_screenshot(title="HELO World", simplify=True))


SCENARIOS = {
    "first-mail": Scenario((FIRST_MAIL,), guided=True, stored=STORED),
    "first-mail-80x24": Scenario((FIRST_MAIL[:9],), (80, 24), guided=True, typed="Subject: hel"),
    "first-mail-light": Scenario((FIRST_MAIL[:7],), guided=True, theme="helo-light", typed="DATA"),
    "refused": Scenario((REFUSED,), guided=True),
    "lab": Scenario((FIRST_MAIL, SWAKS), stored=STORED),
    "lab-80x24": Scenario((FIRST_MAIL,), (80, 24), stored=STORED),
    "lab-80x24-mailbox": Scenario((FIRST_MAIL,), (80, 24), stored=STORED, keys=("f6",)),
    "lab-200x50": Scenario((FIRST_MAIL, SWAKS), (200, 50), guided=True, stored=STORED),
    "bytes": Scenario((FIRST_MAIL,), stored=STORED, keys=("f4",)),
    "lineage": Scenario((WALKING,), stored=WALK, keys=("f6", "f6", "up", "up")),
    "lineage-80x24": Scenario((WALKING,), (80, 24), stored=WALK, keys=("f4", "f6", "up", "up")),
    "contrast": Scenario((FIRST_MAIL, SWAKS), theme="helo-contrast", stored=STORED),
    "help": Scenario((FIRST_MAIL,), stored=STORED, keys=("f1",)),
    "mailbox": Scenario((), sample="quoted.mbox", keys=("down",)),
    "mailbox-80x24": Scenario((), (80, 24), sample="quoted.mbox"),
    "mailbox-hex": Scenario((), sample="quoted.mbox", keys=("down", "f4", "f4", "tab", *["down"] * 6, *["right"] * 4)),
    "mailbox-find": Scenario((), sample="quoted.mbox", keys=("f3", *"from", "until:1 of 10", "down", "down", "down")),
    "lenses": Scenario((), sample="length-lies.mbox", keys=("r", "until:  1 of 3 read", "n")),
    "lenses-80x24": Scenario((), (80, 24), sample="look-alike.mbox", keys=("r", "until:  1 of 3 read", "n")),
    "message": Scenario((), sample="ferry.mbox", stored=MIME, keys=("enter",)),
    "message-80x24": Scenario((), (80, 24), theme="helo-light", sample="ferry.mbox", stored=MIME, keys=("enter",)),
    "empty": Scenario(((),)),
}
