"""One conversation of the servers of lessons 6.4 to 6.8; each lesson's server switches on what it has learned."""

import re

ADDRESS = re.compile(rb"<([^<>]*)>")


class Session:
    """Who said hello, who sends, for whom; subclasses change what is done with a letter."""

    offers = ()

    def __init__(self, talk):
        self.talk, self.lines = talk, talk.makefile("rb")
        self.greeted = False
        self.forget()

    def forget(self):
        self.sender, self.recipients = None, []

    def say(self, reply):
        self.talk.sendall(reply.encode() + b"\r\n")

    def serve(self):
        self.say("220 mail.harbour.test ESMTP")
        for line in self.lines:
            verb, _, rest = line.strip().partition(b" ")
            command = getattr(self, "do_" + verb.decode("latin-1").lower(), None)
            if command is None:
                self.say("500 What?")
            elif command(rest):
                break
        self.lines.close()
        self.talk.close()

    def do_helo(self, _):
        self.greeted = True
        self.forget()
        self.say("250 mail.harbour.test")

    def do_ehlo(self, rest):
        if not self.offers:
            return self.do_helo(rest)
        self.greeted = True
        self.forget()
        *others, last = ("mail.harbour.test", *self.offers)
        self.talk.sendall(b"".join(f"250-{each}\r\n".encode() for each in others))
        self.say(f"250 {last}")

    def do_noop(self, _):
        self.say("250 Ok")

    def do_rset(self, _):
        self.forget()
        self.say("250 Ok")

    def do_quit(self, _):
        self.say("221 Bye")
        return True

    def do_mail(self, rest):
        address = ADDRESS.search(rest)
        if not self.greeted or self.sender is not None:
            self.say("503 Not now")
        elif not rest.upper().startswith(b"FROM:") or address is None:
            self.say("501 Syntax: MAIL FROM:<address>")
        elif self.takes(rest):
            self.sender = address[1]
            self.say("250 Ok")

    def takes(self, _):
        return True

    def do_rcpt(self, rest):
        address = ADDRESS.search(rest)
        if self.sender is None:
            self.say("503 MAIL first")
        elif not rest.upper().startswith(b"TO:") or address is None:
            self.say("501 Syntax: RCPT TO:<address>")
        elif self.knows(address[1]):
            self.recipients.append(address[1])
            self.say("250 Ok")
        else:
            self.say("550 Nobody of that name is here")

    def knows(self, _):
        return True

    def do_data(self, _):
        if not self.recipients:
            self.say("503 RCPT first")
            return False
        self.say("354 Go on")
        text = self.read_text()
        if text is None:
            return True
        self.say(self.keep(text))
        self.forget()
        return False

    def read_text(self):
        """The lines of a letter, or None where the client has gone before the dot."""
        text = []
        for line in self.lines:
            if line == b".\r\n":
                return text
            text.append(line)
        return None

    def keep(self, _):
        return "250 Ok"
