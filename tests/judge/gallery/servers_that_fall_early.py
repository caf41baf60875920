"""Servers that fall in the first half of the stages: they talk, take a letter and write it, and each has one fault."""

from __future__ import annotations

import os
import socket
import threading

from judge.gallery.faults import Gallery
from judge.gallery.right_server import NAME, SEPARATORS, Mailbox, Server, Session

SERVERS = Gallery()
fault = SERVERS.fault


# greeting


@fault("greeting")
class Silent(Session):
    """It says nothing until it is spoken to."""

    def greet(self) -> None:
        pass


@fault("greeting")
class GreetsWithLf(Session):
    """Its greeting ends with LF alone."""

    def greet(self) -> None:
        self.send(b"220 " + NAME + b" ESMTP\n")


@fault("greeting")
class NeverListens(Server):
    """It runs, and listens nowhere."""

    def run(self) -> None:
        threading.Event().wait()


@fault("greeting")
class Crashes(Server):
    """It ends before anybody has called, with a traceback."""

    def run(self) -> None:
        raise ValueError("I forgot how to listen")


# hello


@fault("hello")
class HelloIs200(Session):
    """HELO is answered with 200."""

    def helo(self, name: bytes) -> None:
        super().helo(name) if not name else self.say(b"200 " + NAME)


@fault("hello")
class NeverEndsItsList(Session):
    """The last line of the answer to EHLO has a hyphen after its code, too."""

    def ehlo(self, name: bytes) -> None:
        self.is_greeted = True
        self.send(b"".join(b"250-%b\r\n" % line for line in [NAME, *self.extensions()]))


# goodbye


@fault("goodbye")
class NeverHangsUp(Session):
    """It says 221 and leaves the line open."""

    def quit(self, rest: bytes) -> None:
        super().quit(rest)
        self.is_over = False


@fault("goodbye")
class LeavesWithoutAWord(Session):
    """QUIT closes the connection without 221."""

    def quit(self, rest: bytes) -> None:
        self.is_over = True


@fault("goodbye")
class EndsWithItsFirstClient(Server):
    """The whole server ends with the first client."""

    def serve(self, line: socket.socket) -> None:
        super().serve(line)
        os._exit(0)


# small-talk


@fault("small-talk")
class KnowsCapitalsOnly(Session):
    """A command in small letters is not understood."""

    def verb(self, word: bytes) -> bytes:
        return word


@fault("small-talk")
class HangsUpOnUnknownWords(Session):
    """A word that it does not know ends the connection."""

    def unknown(self, rest: bytes) -> None:
        self.is_over = True


@fault("small-talk")
class AnswersUnknownWordsWith250(Session):
    """Whatever it is told, it says 250."""

    def unknown(self, rest: bytes) -> None:
        self.say(b"250 Ok")


# envelope


@fault("envelope")
class RefusesTheNullSender(Session):
    """MAIL FROM:<>, which all reports of failures have, is refused."""

    def sender_given(self, sender: bytes, parameters: list[bytes]) -> None:
        super().sender_given(sender, parameters) if sender else self.say(b"501 5.1.7 Who are you?")


@fault("envelope")
class TakesTheNullSenderForNone(Session):
    """After MAIL FROM:<> it thinks that there was no MAIL, as `if not sender` has it."""

    def rcpt(self, rest: bytes) -> None:
        super().rcpt(rest) if self.sender else self.say(b"503 5.5.1 MAIL first")


@fault("envelope")
class KeepsTheSenderOverRset(Session):
    """RSET says 250, and forgets nothing."""

    def rset(self, _rest: bytes) -> None:
        self.say(b"250 2.0.0 Ok")


@fault("envelope")
class TakesOneRecipient(Session):
    """A second RCPT is refused."""

    def rcpt(self, rest: bytes) -> None:
        super().rcpt(rest) if not self.recipients else self.say(b"503 5.5.1 You have named one")


# order


@fault("order")
class TakesDataAtAnyTime(Session):
    """DATA is answered with 354 where nobody is to get the letter."""

    def data(self, rest: bytes) -> None:
        if self.recipients:
            return super().data(rest)
        self.say(b"354 Go on")
        self.read_message()
        return self.say(b"250 Ok")


@fault("order")
class TakesRecipientsBeforeASender(Session):
    """RCPT is fine before MAIL."""

    def rcpt(self, rest: bytes) -> None:
        self.sender = self.sender or b""
        super().rcpt(rest)


# message


@fault("message")
class Says250ToData(Session):
    """DATA is answered with 250 instead of 354."""

    def say(self, reply: bytes) -> None:
        super().say(b"250 Go on" if reply.startswith(b"354") else reply)


@fault("message")
class AnswersTwice(Session):
    """A letter is answered with two replies."""

    def taken(self, message: bytes) -> bytes:
        return b"250 Got it\r\n" + super().taken(message)


@fault("message")
class TalksDuringTheLetter(Session):
    """Every line of the letter is answered."""

    def end_of_message(self, data: bytearray, searched: int) -> int:
        while data.find(b"\r\n.\r\n") < 0:
            self.say(b"250 Ok")
            self.receive()
            data += self.waiting
            self.waiting = b""
        return data.find(b"\r\n.\r\n")


# append


@fault("append")
class WritesNothing(Mailbox):
    """The letter is taken, and no file is written."""

    def append(self, file: int, entry: bytes) -> None:
        pass


@fault("append")
class WritesNoFromLine(Mailbox):
    """The letter stands in the file without a line that begins with From and a space."""

    def entry(self, sender: bytes, message: bytes) -> bytes:
        return super().entry(sender, message).partition(b"\n")[2]


@fault("append")
class KeepsCrlf(Mailbox):
    """Lines in the file end with CRLF."""

    def text(self, message: bytes) -> bytes:
        return self.quoted(message)


@fault("append")
class WritesNoBlankLine(Mailbox):
    """No blank line stands between two letters."""

    def entry(self, sender: bytes, message: bytes) -> bytes:
        return super().entry(sender, message).rstrip(b"\n") + b"\n"


# again


@fault("again")
class WritesOver(Mailbox):
    """A new letter takes the place of the one before."""

    def append(self, file: int, entry: bytes) -> None:
        os.ftruncate(file, 0)
        super().append(file, entry)


@fault("again")
class ForgetsToForget(Session):
    """After a letter the old recipients are still there."""

    def data(self, rest: bytes) -> None:
        kept = self.recipients
        super().data(rest)
        self.recipients = kept


# transparency


@fault("transparency")
class KeepsDots(Session):
    """A dot that the client has added stays."""

    def unstuffed(self, data: bytes) -> bytes:
        return data


@fault("transparency")
class TakesAllDots(Session):
    """All the dots at the beginning of a line are taken off."""

    def unstuffed(self, data: bytes) -> bytes:
        return b"\r\n".join(line.lstrip(b".") for line in data.split(b"\r\n"))


@fault("transparency")
class UnstuffsLoneDotsOnly(Session):
    """Only a line of two dots loses one."""

    def unstuffed(self, data: bytes) -> bytes:
        return b"\r\n".join(b"." if line == b".." else line for line in data.split(b"\r\n"))


# quoting


@fault("quoting")
class QuotesNothing(Mailbox):
    """A line of a letter that begins with From and a space cuts the mailbox in two."""

    def quoted(self, text: bytes) -> bytes:
        return text


@fault("quoting")
class QuotesInMidLine(Mailbox):
    """The word is quoted in the middle of a line, too."""

    def quoted(self, text: bytes) -> bytes:
        return SEPARATORS.sub(rb">\1", text.replace(b" From ", b" >From "))


# pieces


@fault("pieces")
class TakesAPieceForALine(Session):
    """Whatever comes at once is one command."""

    def read_line(self) -> bytes | None:
        if not self.receive():
            return None
        line, self.waiting = self.waiting, b""
        return line.partition(b"\r\n")[0]


@fault("pieces")
class LooksForTheEndInOnePiece(Session):
    """The lone dot is not seen where it comes in halves."""

    def end_of_message(self, data: bytearray, searched: int) -> int:
        return data.find(b"\r\n.\r\n", searched + 4 if searched else 0)


# at-once


@fault("at-once")
class OneAtATime(Server):
    """Who calls second waits until the first has gone."""

    def meet(self, line: socket.socket) -> None:
        self.serve(line)


@fault("at-once")
class OneEnvelopeForAll(Session):
    """All clients write on the same envelope."""

    shared: list[bytes] = []  # noqa: RUF012

    def reset(self) -> None:
        super().reset()
        self.shared.clear()
        self.recipients = self.shared
