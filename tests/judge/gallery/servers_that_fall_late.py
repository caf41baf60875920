"""Servers that fall in the second half of the stages: they do what a class asks for, and cannot be trusted."""

from __future__ import annotations

import re
import threading
from contextlib import contextmanager

from judge.gallery.faults import Gallery
from judge.gallery.right_server import LARGEST, PATH, Mailbox, Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

SERVERS = Gallery()
fault = SERVERS.fault


# refusals


@fault("refusals")
class TakesAnybody(Session):
    """A letter to somebody who is not there is taken."""

    def recipient_given(self, user: bytes, domain: bytes) -> None:
        super().recipient_given(user if user in self.users else b"ben", domain)


@fault("refusals")
class Relays(Session):
    """A letter for another domain is taken."""

    def recipient_given(self, user: bytes, domain: bytes) -> None:
        super().recipient_given(*((user, domain) if domain in {b"harbour.test", b""} else (b"ben", b"")))


@fault("refusals")
class OneRefusalEndsItAll(Session):
    """A recipient who is refused takes the others along."""

    def recipient_given(self, user: bytes, domain: bytes) -> None:
        if domain != b"harbour.test" or user not in self.users:
            self.reset()
        super().recipient_given(user, domain)


@fault("refusals")
class LooksForTheAddressInTheLine(Session):
    """A recipient is taken if one of the right addresses stands anywhere in the line."""

    def rcpt(self, rest: bytes) -> None:
        found = [user for user in self.users if user + b"@harbour.test" in rest.lower()]
        super().rcpt(b"TO:<%b@harbour.test>" % found[0] if found else rest)


@fault("refusals")
class LooksAtTheBeginningOfTheDomain(Session):
    """A domain is taken if it begins as the right one does."""

    def recipient_given(self, user: bytes, domain: bytes) -> None:
        super().recipient_given(user, b"harbour.test" if domain.startswith(b"harbour.test") else domain)


@fault("refusals")
class LooksAtTheEndOfTheDomain(Session):
    """A domain is taken if it ends as the right one does."""

    def recipient_given(self, user: bytes, domain: bytes) -> None:
        super().recipient_given(user, b"harbour.test" if domain.endswith(b"harbour.test") else domain)


# contents


@fault("contents")
class ReadsAscii(Mailbox):
    """Bytes above 127 become question marks."""

    def text(self, message: bytes) -> bytes:
        return super().text(bytes(byte if byte < 128 else 63 for byte in message))


@fault("contents")
class CutsLongLines(Mailbox):
    """A line is read into 512 octets."""

    def text(self, message: bytes) -> bytes:
        return super().text(re.sub(rb"([^\r\n]{510})(?=[^\r\n])", rb"\1\r\n", message))


@fault("contents")
class TidiesUp(Mailbox):
    """White space at the ends of lines is taken off."""

    def text(self, message: bytes) -> bytes:
        return super().text(re.sub(rb"[ \t]+(?=\r\n)", b"", message))


@fault("contents")
class TakesTheFirst64Kilobytes(Mailbox):
    """What is longer than a buffer is cut off."""

    def text(self, message: bytes) -> bytes:
        return super().text(message[:65536])


# bare-lf


@fault("bare-lf")
class EndsALetterAtLfDotLf(Session):
    """A lone dot between two LF ends the letter."""

    def end_of_message(self, data: bytearray, searched: int) -> int:
        place = re.compile(rb"\n\.\r?\n").search(data)
        if place is None:
            return -1
        if data[place.start() - 1 : place.start()] == b"\r":
            return place.start() - 1
        data[place.start() : place.end()] = b"\r\n.\r\n"
        return place.start()


@fault("bare-lf")
class EndsALetterAtCrDotCr(Session):
    """A lone dot between two CR ends the letter."""

    def end_of_message(self, data: bytearray, searched: int) -> int:
        place = re.compile(rb"\r\.\r|\r\n\.\r\n").search(data)
        if place is None:
            return -1
        data[place.start() : place.end()] = b"\r\n.\r\n"
        return place.start()


# gone


@fault("gone")
class DeliversHalfALetter(Session):
    """What came is delivered where the client goes in the middle of its letter."""

    def read_message(self) -> bytes | None:
        kept = b""
        while (end := (kept + self.waiting).find(b"\r\n.\r\n")) < 0:
            kept, self.waiting = kept + self.waiting, b""
            if not self.receive():
                return kept
        kept, self.waiting = kept + self.waiting, (kept + self.waiting)[end + 5 :]
        return self.unstuffed(kept[: end + 2])


@fault("gone")
class BeginsToWrite(Session):
    """A separator is in the file where the client goes in the middle of its letter."""

    def read_message(self) -> bytes | None:
        if (message := super().read_message()) is None:
            with open(self.server.mailbox.path, "ab") as file:
                file.write(b"From writer Sat Jan  3 01:05:34 2026\n")
        return message


# promise


@fault("promise")
class PromisesFirst(Mailbox):
    """250 is said first, and the letter is written a little later."""

    def deliver(self, user: bytes, sender: bytes, message: bytes) -> None:
        threading.Timer(0.3, super().deliver, (user, sender, message)).start()


# locks


@fault("locks")
class LocksNothing(Mailbox):
    """It writes to a mailbox that another program has locked."""

    @contextmanager
    def locked(self, path: str, file: int) -> Iterator[None]:
        yield


# pipelining


@fault("pipelining")
class ForgetsWhatCameAlong(Session):
    """PIPELINING is announced, and what came behind a recipient is thrown away."""

    def recipient_given(self, user: bytes, domain: bytes) -> None:
        super().recipient_given(user, domain)
        self.waiting = b""


@fault("pipelining")
class AnswersTheLastOnly(Session):
    """PIPELINING is announced, and of commands that come together only the last is answered."""

    def recipient_given(self, user: bytes, domain: bytes) -> None:
        if self.waiting and PATH.search(self.waiting.split(b"\r\n")[0]):
            self.recipients.append(user)
        else:
            super().recipient_given(user, domain)


# size


@fault("size")
class DoesNotKnowItsSize(Session):
    """SIZE is announced, and MAIL with SIZE is refused."""

    def sender_given(self, sender: bytes, parameters: list[bytes]) -> None:
        if any(each.startswith(b"SIZE=") for each in parameters):
            return self.say(b"555 5.5.4 Unknown parameter")
        return super().sender_given(sender, parameters)


@fault("size")
class HasNoLimit(Session):
    """SIZE is announced with a limit, and a sender who says that more will come is told to go on."""

    def sender_given(self, sender: bytes, parameters: list[bytes]) -> None:
        super().sender_given(sender, [each for each in parameters if not each.startswith(b"SIZE=")])


@fault("size")
class RefusesWhatFits(Session):
    """SIZE is announced with a limit, and less is refused."""

    def sender_given(self, sender: bytes, parameters: list[bytes]) -> None:
        if any(each.startswith(b"SIZE=") and int(each[5:]) < LARGEST for each in parameters):
            return self.say(b"552 5.3.4 Too large")
        return super().sender_given(sender, parameters)


# starttls


@fault("starttls")
class KeepsWhatWasSaidBefore(Session):
    """The envelope from before TLS is still there."""

    def starttls(self, rest: bytes) -> None:
        kept = self.is_greeted, self.sender, self.recipients
        super().starttls(rest)
        self.is_greeted, self.sender, self.recipients = kept


@fault("starttls")
class ObeysWhatWasSlippedIn(Session):
    """A command that came in plaintext behind STARTTLS is obeyed under TLS."""

    def starttls(self, rest: bytes) -> None:
        slipped_in = self.waiting
        super().starttls(rest)
        self.waiting = slipped_in


@fault("starttls")
class OffersTlsUnderTls(Session):
    """STARTTLS is announced again under TLS."""

    def extensions(self) -> list[bytes]:
        return [*super().extensions(), b"STARTTLS"] if self.is_tls else super().extensions()


# auth


@fault("auth")
class LetsAnybodyIn(Session):
    """Any password will do."""

    def matches(self, user: bytes, password: bytes) -> bool:
        return True


@fault("auth")
class LetsNobodyIn(Session):
    """No password will do."""

    def matches(self, user: bytes, password: bytes) -> bool:
        return False


@fault("auth")
class ForgetsTheName(Session):
    """The right password lets in whoever says it, whatever their name."""

    def matches(self, user: bytes, password: bytes) -> bool:
        return password == self.server.password
