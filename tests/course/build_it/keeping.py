"""What lesson 6.5 adds: a letter is appended to ana's mailbox."""

import re
import sys
import time

from session import Session


class Keeping(Session):
    """Takes the dots off, quotes From, appends."""

    def without_dot(self, line):
        return line[1:] if line.startswith(b".") else line

    def quoted(self, line):
        return re.sub(rb"^(>*From )", rb">\1", line)

    def as_in_file(self, text):
        lines = [self.quoted(self.without_dot(line)).replace(b"\r\n", b"\n") for line in text]
        sender = self.sender or b"MAILER-DAEMON"
        separator = b"From %s %s\n" % (sender, time.asctime(time.gmtime()).encode())
        return separator + b"".join(lines) + b"\n"

    def keep(self, text):
        if any(each.lower() == b"ana@harbour.test" for each in self.recipients):
            self.append(self.as_in_file(text))
        return "250 Ok"

    def append(self, message):
        with open(sys.argv[2], "ab") as file:
            file.write(message)
