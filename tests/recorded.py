"""Sessions and mailboxes that are written down: what the scenarios of the screen are made of."""

from __future__ import annotations

from heloworld.wire.events import Address

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

And this is our actual email text!

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
    "C And this is our actual email text!",
    "C .",
    "D ana@harbour.test",
    "S 250 2.0.0 Ok: queued as 7DCB64A55D",
)

LETTER = FIRST_MAIL[9:]

TOO_SOON = ("C DATA", "S 503 5.5.1 Error: need MAIL command")

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
    "S 250-SMTPUTF8",
    "S 250 HELP",
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
