"""Clients with one fault each; their words: FAULT HOST PORT FROM TO [CERTIFICATE]."""

from __future__ import annotations

import re
import select
import sys

from judge.gallery.faults import Gallery
from judge.gallery.right_client import LATER, TAKEN, Client, RefusedError, send

CLIENTS = Gallery()
fault = CLIENTS.fault


@fault("greeting")
class SpeaksFirst(Client):
    """It says hello before it has been greeted."""

    def expect(self, code: int) -> list[bytes]:
        if code != 220 or self.extensions:
            return super().expect(code)
        self.extensions = {b"EARLY"}
        self.send(b"EHLO [127.0.0.1]\r\n")
        return super().expect(code)

    def hello(self) -> None:
        self.expect(250)


@fault("greeting")
class SaysNothing(Client):
    """It calls, and ends."""

    def meet(self) -> None:
        sys.exit(TAKEN)


@fault("hello")
class SaysNoHello(Client):
    """It begins with MAIL."""

    def hello(self) -> None:
        pass


@fault("hello")
class SaysHelloToNobody(Client):
    """Its HELO has no name."""

    def hello(self) -> None:
        self.command(b"HELO")


@fault("multi-line")
class TakesALineForAReply(Client):
    """The first line of a reply is all it reads."""

    def goes_on(self, line: bytes) -> bool:
        return False


@fault("envelope")
class WritesNoBrackets(Client):
    """The addresses of its envelope have no angle brackets."""

    def send(self, data: bytes) -> None:
        super().send(re.sub(rb"^((?:MAIL FROM|RCPT TO):)<(.*?)>", rb"\1\2", data))


@fault("envelope")
class SendsToWhomTheHeaderNames(Client):
    """The envelope is taken from the header, not from the command line."""

    def transaction(self, message: bytes) -> None:
        found = re.search(rb"^To:.*?([^\s<>]+@[^\s<>]+)", message, re.MULTILINE)
        self.recipient = found[1] if found else self.recipient
        super().transaction(message)


@fault("envelope")
class PutsASpaceBeforeThePath(Client):
    """A space stands between the colon and the bracket."""

    def send(self, data: bytes) -> None:
        super().send(re.sub(rb"^((?:MAIL FROM|RCPT TO):)<", rb"\1 <", data))


@fault("crlf")
class EndsLinesWithLf(Client):
    """The lines of the message end with LF alone."""

    def with_crlf(self, message: bytes) -> bytes:
        return message.rstrip(b"\n") + b"\r\n"


@fault("crlf")
class EndsCommandsWithLf(Client):
    """Its commands end with LF alone."""

    def send(self, data: bytes) -> None:
        is_command = re.match(rb"(?:EHLO|HELO|MAIL|RCPT|DATA|QUIT)\b", data)
        super().send(data.replace(b"\r\n", b"\n") if is_command else data)


@fault("dots")
class StuffsNothing(Client):
    """A line that begins with a dot goes out as it is."""

    def stuffed(self, text: bytes) -> bytes:
        return text


@fault("dots")
class StuffsLoneDotsOnly(Client):
    """Only a dot that stands alone gets a second one."""

    def stuffed(self, text: bytes) -> bytes:
        return re.sub(rb"^\.(?=\r\n)", b"..", text, flags=re.MULTILINE)


@fault("dots")
class StuffsEveryDot(Client):
    """A dot in the middle of a line is doubled, too."""

    def stuffed(self, text: bytes) -> bytes:
        return text.replace(b".", b"..")


@fault("end")
class EndsTwice(Client):
    """It sends a second lone dot."""

    def as_sent(self, message: bytes) -> bytes:
        return super().as_sent(message) + b".\r\n"


@fault("end")
class TrustsTheLastLineEnd(Client):
    """Where the message has no line end at its end, the lone dot does not stand alone."""

    def as_sent(self, message: bytes) -> bytes:
        return self.stuffed(self.with_crlf(message)) + b".\r\n"


@fault("end")
class HangsUpAfterTheDot(Client):
    """It is gone without QUIT."""

    def quit(self) -> None:
        pass


@fault("waits")
class NeverWaits(Client):
    """It sends the envelope in one go to a server that does not offer PIPELINING."""

    def transaction(self, message: bytes) -> None:
        self.extensions.add(b"PIPELINING")
        super().transaction(message)


@fault("waits")
class SendsTheLetterWithData(Client):
    """The letter goes out with DATA, and not after 354."""

    def send(self, data: bytes) -> None:
        super().send(data + self.as_sent(self.message) if data == b"DATA\r\n" else data)

    def transaction(self, message: bytes) -> None:
        self.message = message
        for command, code in ((self.mail(message), 250), (self.rcpt(), 250), (b"DATA\r\n", 354)):
            self.send(command)
            self.expect(code)
        self.expect(250)


@fault("refusals")
class AlwaysSaysDone(Client):
    """Its exit status is 0 whatever the server said."""

    def status(self, code: int) -> int:
        return TAKEN


@fault("refusals")
class TriesForEver(Client):
    """Its exit status is 75 after 5xx as well."""

    def status(self, code: int) -> int:
        return LATER


@fault("refusals")
class GivesUpAtOnce(Client):
    """Its exit status after 4xx is that of a failure for good."""

    def status(self, code: int) -> int:
        return 1


@fault("refusals")
class DoesNotReadTheLastReply(Client):
    """What the server says to the letter is not looked at."""

    def transaction(self, message: bytes) -> None:
        try:
            super().transaction(message)
        except RefusedError:
            if not self.is_sent:
                raise

    is_sent = False

    def as_sent(self, message: bytes) -> bytes:
        self.is_sent = True
        return super().as_sent(message)


@fault("eight-bit")
class WritesAscii(Client):
    """Bytes above 127 become question marks."""

    def with_crlf(self, message: bytes) -> bytes:
        return super().with_crlf(bytes(byte if byte < 128 else 63 for byte in message))


@fault("eight-bit")
class TranslatesToLatin1(Client):
    """It takes UTF-8 in and sends another charset."""

    def with_crlf(self, message: bytes) -> bytes:
        return super().with_crlf(message.decode("utf-8", "replace").encode("latin-1", "replace"))


@fault("pieces")
class TakesAPieceForAReply(Client):
    """Whatever comes at once is a whole reply."""

    def hello(self) -> None:
        super().hello()
        self.extensions.discard(b"PIPELINING")

    def reply(self) -> tuple[int, list[bytes]]:
        data = self.receive()
        if not data:
            raise EOFError
        lines = data.splitlines()
        return int(b"0" + lines[-1][:3].strip()), [line[4:] for line in lines]


@fault("gone")
class TakesSilenceForConsent(Client):
    """A server that hangs up has taken the letter."""

    def status_of_silence(self) -> int:
        return TAKEN


@fault("gone")
class WaitsForEver(Client):
    """A server that has hung up is waited for."""

    def receive(self) -> bytes:
        while not (data := super().receive()):
            select.select([], [], [], 0.1)
        return data


@fault("starttls")
class GoesOnInPlaintext(Client):
    """It says STARTTLS, and goes on without TLS."""

    def start_tls(self) -> None:
        self.command(b"STARTTLS", 220)


@fault("starttls")
class DoesWithoutTls(Client):
    """Where STARTTLS is not offered the letter goes out in the clear."""

    def start_tls(self) -> None:
        if b"STARTTLS" in self.extensions:
            super().start_tls()


@fault("starttls")
class BelievesTheOldList(Client):
    """It does not say EHLO again under TLS."""

    def hello(self) -> None:
        if not hasattr(self.line, "cipher"):
            super().hello()


@fault("starttls")
class ObeysWhatWasSlippedIn(Client):
    """A reply that came in plaintext behind that to STARTTLS is believed under TLS."""

    def forget(self) -> None:
        pass


def main(words: list[str]) -> None:
    send(CLIENTS[words[0]].program(*words[1:]))
