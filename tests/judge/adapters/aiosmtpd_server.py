"""aiosmtpd and Python's own mbox: PORT MAILBOX."""

import asyncio
import mailbox
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session


class Keeper:
    """Takes mail for two; ana's goes to a file."""

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, to: str, _: list[str]) -> str:  # noqa: N802
        if to.lower() not in {"ana@harbour.test", "ben@harbour.test"}:
            return "550 5.1.1 Not here"
        envelope.rcpt_tos.append(to.lower())
        return "250 2.1.5 Ok"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        text = (envelope.original_content or b"").replace(b"\r\n", b"\n")
        for to in envelope.rcpt_tos:
            box = mailbox.mbox(Path(sys.argv[2]).with_name("ben.mbox") if to.startswith("ben") else sys.argv[2])
            try:
                box.lock()
            except mailbox.ExternalClashError:
                return "451 4.2.0 Locked"
            box.add(b"From %b Sat Jan  3 01:05:34 2026\n%b" % ((envelope.mail_from or "MAILER-DAEMON").encode(), text))
            box.close()
        return "250 2.0.0 Ok"


async def main() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(Keeper(), hostname="mail.harbour.test"), "127.0.0.1", int(sys.argv[1])
    )
    await server.serve_forever()


asyncio.run(main())
