"""Servers with one fault each: ``wrong_server.py PORT MAILBOX FAULT``."""

import sys
import threading

from trusted import Trusted, serve


class RefusesNobody(Trusted):
    """The null sender is taken for a missing address."""

    def do_mail(self, rest):
        if b"<>" in rest:
            self.say("501 Who are you?")
        else:
            super().do_mail(rest)


class AnswersText(Trusted):
    """Lines of a letter are answered like commands."""

    def read_text(self):
        text = []
        for line in self.lines:
            if line == b".\r\n":
                return text
            text.append(line)
            self.say("250 Ok")
        return None


class KeepsCr(Trusted):
    """The file has the line ends of the wire."""

    def as_in_file(self, text):
        return super().as_in_file(text).replace(b"\n", b"\r\n")


class TakesAllDotsOff(Trusted):
    """All dots go, not one."""

    def without_dot(self, line):
        return line.lstrip(b".")


class QuotesNothing(Trusted):
    """A line that begins with From is left alone."""

    def quoted(self, line):
        return line


class Reads:
    """What one read brings, as if it were a line."""

    def __init__(self, talk):
        self.talk = talk

    def __iter__(self):
        while data := self.talk.recv(65536):
            yield from data.splitlines(keepends=True)

    def close(self):
        """The socket is closed by itself."""


class OneReadOneLine(Trusted):
    """TCP is believed to know lines."""

    def __init__(self, talk):
        super().__init__(talk)
        self.lines = Reads(talk)


class PromisesTooSoon(Trusted):
    """The letter is written when there is time."""

    def append(self, message):
        threading.Timer(0.5, super().append, [message]).start()


serve(globals()[sys.argv[3]])
