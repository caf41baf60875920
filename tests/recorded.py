"""Sessions and mailboxes that are written down: what the scenarios of the screen are made of."""

from __future__ import annotations

from heloworld.wire.events import Address

AT = 1_767_402_334.0
"""Sat Jan  3 01:05:34 2026, UTC."""

SERVER: Address = ("127.0.0.1", 2525)
SERVERS: dict[str, Address] = {"smtp": SERVER, "pop3": ("127.0.0.1", 1110), "imap": ("127.0.0.1", 1143)}
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

POP_BY_HAND = (
    "S +OK mail.harbour.test POP3 ready.",
    "C USER ana",
    "S +OK",
    "C PASS sesame",
    "S +OK Logged in.",
    "C LIST",
    "S +OK 3 messages:",
    "S 1 389",
    "S 2 406",
    "S 3 387",
    "S .",
)

POP_QUIT = (
    "C DELE 1",
    "S +OK Marked to be deleted.",
    "C QUIT",
    "R QUIT 0 426 0",
    "S +OK Logging out, messages deleted.",
    "X ",
)
"""What follows: the first of the three letters in the mailbox of part 5 goes, with 426 bytes."""

IMAP_BY_HAND = (
    "S * OK [CAPABILITY IMAP4rev1 SASL-IR ID ENABLE IDLE LITERAL+] mail.harbour.test IMAP ready.",
    "C a1 LOGIN ana sesame",
    "S a1 OK [CAPABILITY IMAP4rev1 IDLE NAMESPACE UIDPLUS MOVE] Logged in",
    "C a2 SELECT INBOX",
    r"S * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)",
    "S * 3 EXISTS",
    "S * 3 RECENT",
    "S * OK [UIDVALIDITY 1767402334] UIDs valid",
    "S * OK [UIDNEXT 4] Predicted next UID",
    "S a2 OK [READ-WRITE] Select completed.",
    "C a3 FETCH 1 BODY[TEXT]",
    "R FETCH 398 0 11",
    r"S * 1 FETCH (FLAGS (\Seen \Recent) BODY[TEXT] {27}",
    "S Bring two loaves, please.",
    "S )",
    "S a3 OK Fetch completed.",
)

IMAP_STORE = (
    r"C a4 STORE 1 +FLAGS (\Flagged)",
    "R STORE 409 0 12",
    r"S * 1 FETCH (FLAGS (\Flagged \Seen \Recent))",
    "S a4 OK Store completed.",
)
"""What follows: the letter that was read has a second flag, in a line of its own."""
