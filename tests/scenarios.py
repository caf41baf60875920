"""Named states of the screen, made from recorded sessions: what snapshots, screenshots and a few tests show.

Nothing in them depends on a clock, a port or a machine: the session is written down here, event by event, and the
mailbox is a file of known bytes.
"""

from __future__ import annotations

from heloworld import paths
from pictured import VERDICTS, Scenario
from recorded import (
    FIRST_MAIL,
    IMAP_BY_HAND,
    IMAP_STORE,
    LETTER,
    MIME,
    POP_BY_HAND,
    POP_QUIT,
    REFUSED,
    STORED,
    SWAKS,
    TOO_SOON,
    WALK,
    WALKING,
)
from trust.letters import DATA

WAITING = (paths.lessons() / "5-pulling-it-back" / "three-waiting.mbox").read_bytes()
READ = WAITING.replace(b"Subject: Bread\n", b"Subject: Bread\nStatus: RO\n")
CHANGED = (DATA / "chain-pass.mbox").read_bytes().replace(b"Subject: Ferry", b"Subject: [boats] Ferry")
"""A signed letter, as a mailing list has changed it."""

SCENARIOS = {
    "first-mail": Scenario((FIRST_MAIL,), guided=True, stored=STORED),
    "first-mail-80x24": Scenario((FIRST_MAIL[:9],), (80, 24), guided=True, typed="Subject: hel"),
    "first-mail-light": Scenario(
        (FIRST_MAIL[:7],),
        guided=True,
        theme="helo-light",
        typed="DATA",
        says=("The envelope is complete. DATA asks:", "Nothing here yet: the first mail makes ana.mbox."),
    ),
    "refused": Scenario((REFUSED,), guided=True),
    "lab": Scenario((FIRST_MAIL, SWAKS), stored=STORED),
    "lab-80x24": Scenario(
        (FIRST_MAIL,), (80, 24), stored=STORED, says=("*Mailbox*", "F6: Mailbox", "queued as 7DCB64A55D")
    ),
    "lab-80x24-mailbox": Scenario(
        (FIRST_MAIL,),
        (80, 24),
        stored=STORED,
        keys=("f6",),
        says=("[ Mailbox ]", "Return-Path:", "Added by delivery: the empty line between this message and the next."),
    ),
    "lab-200x50": Scenario((FIRST_MAIL, SWAKS), (200, 50), guided=True, stored=STORED),
    "bytes": Scenario((FIRST_MAIL,), stored=STORED, keys=("f4",), says=("0020", "35 44 0d 0a", "5D..", "␍␊")),
    "lineage": Scenario((WALKING,), stored=WALK, keys=("f6", "up", "up")),
    "lineage-80x24": Scenario(
        (WALKING,),
        (80, 24),
        stored=WALK,
        keys=("f4", "f6", "up", "up"),
        says=("The > was added by quoting (mboxrd), so that the line does not cut the",),
    ),
    "contrast": Scenario(
        (FIRST_MAIL, SWAKS),
        theme="helo-contrast",
        stored=STORED,
        says=("STARTTLS", "TLSv1.3 started, TLS_AES_256_GCM_SHA384", "║"),
    ),
    "help": Scenario(
        (FIRST_MAIL,),
        (120, 90),
        stored=STORED,
        keys=("f1",),
        says=("What you see", "Keys", "Moving", "Put the line that comes next into the prompt."),
    ),
    "lesson": Scenario((FIRST_MAIL[:9],), lesson="the-message", step=1, later=LETTER, stored=STORED),
    "lesson-80x24": Scenario((FIRST_MAIL[:9],), (80, 24), lesson="the-message", step=1, typed="Subject: hel"),
    "lesson-begins-80x24": Scenario(
        (FIRST_MAIL[:1],), (80, 24), lesson="greeting", says=("PgDn: more ↓", "  F6: Wire · you can type here, too")
    ),
    "lesson-light": Scenario(
        (FIRST_MAIL[:1],),
        lesson="greeting",
        theme="helo-light",
        says=("Who speaks first?", "A line: the server"),
    ),
    "lesson-200x50": Scenario(
        (FIRST_MAIL[:9],),
        (200, 50),
        lesson="the-message",
        step=1,
        later=LETTER,
        stored=STORED,
        says=("Line after line, and silence. Then", "The server has the letter, and answers for it"),
    ),
    "lesson-enlarged": Scenario(
        (FIRST_MAIL,),
        (100, 30),
        lesson="the-message",
        step=2,
        stored=STORED,
        keys=("f6", "ctrl+f"),
        says=("Escape shows all panes", "by mail.harbour.test (HELO World) with SMTP id 7DCB64A55D"),
    ),
    "misstep": Scenario((FIRST_MAIL[:3],), lesson="the-message", later=TOO_SOON, keys=("until:Not yet.", "f2")),
    "course-map": Scenario((FIRST_MAIL[:3],), lesson="two-senders", step=1, keys=("f9",)),
    "presenting": Scenario(
        (FIRST_MAIL[:9],), lesson="the-message", step=1, is_presented=True, later=LETTER, stored=STORED
    ),
    "pop3": Scenario(
        (POP_BY_HAND,),
        protocol="pop3",
        lesson="what-dele-deletes",
        step=2,
        later=POP_QUIT,
        stored=WAITING,
        rewritten=WAITING[426:],
        keys=("until:F8 goes on: the next step.", "until:From dora@island.test Sun Nov 22 07:15:03 2026"),
    ),
    "imap": Scenario(
        (IMAP_BY_HAND,),
        protocol="imap",
        lesson="flags-and-uids",
        step=1,
        later=IMAP_STORE,
        stored=READ,
        rewritten=READ.replace(b"Status: RO\n", b"Status: RO\nX-Status: F\n"),
        keys=("until:OK: STORE is done.", "until:X-Status:"),
    ),
    "mailbox": Scenario((), sample="quoted.mbox", keys=("down",)),
    "mailbox-80x24": Scenario((), (80, 24), sample="quoted.mbox"),
    "mailbox-hex": Scenario((), sample="quoted.mbox", keys=("down", "f4", "f4", "tab", *["down"] * 6, *["right"] * 4)),
    "mailbox-find": Scenario(
        (), sample="quoted.mbox", keys=("f3", *"from", "until:1 of 10", "down", "down", "down"), says=("4 of 10",)
    ),
    "lenses": Scenario((), sample="length-lies.mbox", keys=("r", "until:  1 of 3 read", "n")),
    "lenses-80x24": Scenario(
        (), (80, 24), sample="look-alike.mbox", keys=("r", "until:  1 of 3 read", "n"), says=("1 of 3 read",)
    ),
    "message": Scenario((), sample="ferry.mbox", stored=MIME, keys=("enter",)),
    "message-80x24": Scenario(
        (), (80, 24), theme="helo-light", sample="ferry.mbox", stored=MIME, keys=("enter",), says=("Subject",)
    ),
    "verdicts": Scenario(
        (),
        sample="ferry.mbox",
        stored=CHANGED,
        zone="chain-pass.zone",
        keys=("v", "until:DMARC pass", *["pagedown"] * 2),
    ),
    "verdicts-80x24": Scenario(
        (),
        (80, 24),
        theme="helo-light",
        sample="ferry.mbox",
        stored=CHANGED,
        zone="chain-pass.zone",
        keys=("v", "until:DMARC pass"),
        says=("SPF (HELO) pass, SPF pass, DKIM fail, DMARC pass",),
    ),
    "judged": Scenario((), (120, 50), internet="judged", keys=VERDICTS),
    "judged-80x24": Scenario(
        (),
        (80, 24),
        internet="judged",
        theme="helo-light",
        keys=VERDICTS,
        says=(
            "Verdicts · the newest of 2 letters",
            "[verdicts]",
            "DMARC fail - harbour.test: SPF for list.shore.test passed, but nothing that",
        ),
    ),
    "judged-text": Scenario(
        (),
        (100, 30),
        internet="judged",
        keys=(*VERDICTS, "until:DMARC fail - harbour.test", "enter", "end"),
        says=("≠ -- ", "▌ Subject: [boats] Ferry"),
    ),
    "judged-200x50": Scenario(
        (),
        (200, 50),
        internet="judged",
        theme="helo-light",
        keys=(*VERDICTS, "down"),
        says=("Verdicts · letter 2 of 2", "DKIM pass - harbour.test (key 2026)"),
    ),
    "two-hosts": Scenario((), (120, 50), internet="deferred"),
    "two-hosts-80x24": Scenario((), (80, 24), internet="deferred"),
    "readings": Scenario((), internet="smuggled", keys=("f7", "f7", *["ctrl+o"] * 9)),
    "queue": Scenario((), internet="deferred", keys=("f7", "f7", *["ctrl+o"] * 7)),
    "queue-80x24": Scenario(
        (),
        (80, 24),
        internet="deferred",
        theme="helo-light",
        keys=("ctrl+o", *["ctrl+o"] * 7),
        says=("Queue · 1 letter waiting", "[queue 1]", "── 84C6A23A19: next try at 01:10, in 5 min"),
    ),
    "zone": Scenario(
        (), internet="deferred", keys=(*["ctrl+o"] * 8, "f6", *["down"] * 4, *"www", "space", *"MX", "space", *"mail")
    ),
    "later": Scenario(
        (),
        (100, 30),
        internet="relayed",
        says=("[dora]", "X-Greylist", "(+5 min)"),
    ),
    "two-hosts-200x50": Scenario(
        (),
        (200, 50),
        internet="deferred",
        says=("connection 1 from 127.0.0.5:51514", "next: MAIL EHLO HELO RSET NOOP VRFY HELP QUIT", "[ana]"),
    ),
    "board": Scenario((), (100, 30), is_board=True, keys=("v", "v", "a")),
    "notes": Scenario((), (80, 24), lesson="the-message", step=1, is_notes=True),
    "empty": Scenario(((),), says=("Nothing here yet: the first mail makes ana.mbox.",)),
}

PICTURES = {name: scenario for name, scenario in SCENARIOS.items() if not scenario.says}
"""Those of which a picture is kept."""
