"""A right SMTP server for harbour.test, standard library only: ana's mail is appended to a file.

Its words: PORT MAILBOX [CERTIFICATE [PASSWORD]]. With the file of a certificate and its
key it has STARTTLS, with ana's password AUTH, too. Faulty servers are this one with one method changed.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import os
import re
import select
import socket
import threading
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NAME = b"mail.harbour.test"
LARGEST = 10_000_000
PATH = re.compile(rb"<((?:[^<>@\s]+@[^<>@\s]+)?|postmaster)>((?: +\S+)*) *$", re.IGNORECASE)
SEPARATORS = re.compile(rb"^(>*From )", re.MULTILINE)


class LockedError(Exception):
    """Another program has the mailbox, and does not give it back."""


class Mailbox:
    """The files: ana's, and beside it one for everybody else."""

    patience = 2.0
    _ours = threading.Lock()

    def __init__(self, path: str) -> None:
        self.path = path

    def file_of(self, user: bytes) -> str:
        return self.path if user == b"ana" else os.path.join(os.path.dirname(self.path), f"{user.decode()}.mbox")

    def deliver(self, user: bytes, sender: bytes, message: bytes) -> None:
        """Append a message, synced to the disk; the file is as it was where that goes wrong."""
        path = self.file_of(user)
        with self._ours, open(path, "ab") as file, self.locked(path, file.fileno()):
            before = file.tell()
            try:
                self.append(file.fileno(), self.entry(sender, message))
            except OSError:
                file.truncate(before)
                raise

    def append(self, file: int, entry: bytes) -> None:
        while entry:
            entry = entry[os.write(file, entry) :]
        os.fsync(file)

    def entry(self, sender: bytes, message: bytes) -> bytes:
        """What is appended: a ``From_`` line, the message with LF, and a blank line."""
        date = time.strftime("%a %b %e %H:%M:%S %Y", time.gmtime()).encode()
        return b"From " + (sender or b"MAILER-DAEMON") + b" " + date + b"\n" + self.text(message) + b"\n"

    def text(self, message: bytes) -> bytes:
        text = self.quoted(message.replace(b"\r\n", b"\n"))
        return text if text.endswith(b"\n") else text + b"\n"

    def quoted(self, text: bytes) -> bytes:
        return SEPARATORS.sub(rb">\1", text)

    @contextlib.contextmanager
    def locked(self, path: str, file: int) -> Iterator[None]:
        """Hold both locks that other programs respect, never waiting for one while we have the other."""
        until = time.monotonic() + self.patience
        while not self.locks(path, file):
            if time.monotonic() > until:
                raise LockedError
            select.select([], [], [], 0.05)
        try:
            yield
        finally:
            os.unlink(path + ".lock")

    def locks(self, path: str, file: int) -> bool:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        try:
            os.close(os.open(path + ".lock", os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        except FileExistsError:
            fcntl.lockf(file, fcntl.LOCK_UN)
            return False
        return True


class Session:
    """One connection."""

    users = (b"ana", b"ben", b"postmaster")

    def __init__(self, server: Server, line: socket.socket) -> None:
        self.server, self.line = server, line
        self.waiting = b""
        self.is_greeted = self.is_tls = self.is_known = self.is_over = False
        self.reset()

    def reset(self) -> None:
        self.sender: bytes | None = None
        self.recipients: list[bytes] = []

    def run(self) -> None:
        self.greet()
        while not self.is_over and (line := self.read_line()) is not None:
            self.obey(line)

    def greet(self) -> None:
        self.say(b"220 " + NAME + b" ESMTP")

    # Bytes

    def say(self, reply: bytes) -> None:
        self.send(reply + b"\r\n")

    def send(self, data: bytes) -> None:
        self.line.sendall(data)

    def receive(self) -> bool:
        data = self.line.recv(65536)
        self.waiting += data
        return data != b""

    def read_line(self) -> bytes | None:
        """The next command line without its end; None where the client has gone."""
        while b"\n" not in self.waiting:
            if not self.receive():
                return None
        line, _, self.waiting = self.waiting.partition(b"\n")
        return line.removesuffix(b"\r")

    def read_message(self) -> bytes | None:
        """A message, as it was before it was stuffed; None where the client has gone."""
        data, searched = bytearray(b"\r\n" + self.waiting), 0
        while (end := self.end_of_message(data, searched)) < 0:
            searched, self.waiting = max(0, len(data) - 4), b""
            if not self.receive():
                return None
            data += self.waiting
        self.waiting = bytes(data[end + 5 :])
        return self.unstuffed(bytes(data[2 : end + 2]))

    def end_of_message(self, data: bytearray, searched: int) -> int:
        """Where the line end before the lone dot is; -1 where none is there yet."""
        return data.find(b"\r\n.\r\n", searched)

    def unstuffed(self, data: bytes) -> bytes:
        return (b"\r\n" + data).replace(b"\r\n.", b"\r\n")[2:]

    # Commands

    def obey(self, line: bytes) -> None:
        verb, _, rest = line.partition(b" ")
        commands: dict[bytes, Callable[[bytes], None]] = {
            b"HELO": self.helo, b"EHLO": self.ehlo, b"MAIL": self.mail, b"RCPT": self.rcpt, b"DATA": self.data,
            b"RSET": self.rset, b"NOOP": self.noop, b"VRFY": self.vrfy, b"QUIT": self.quit,
            b"STARTTLS": self.starttls, b"AUTH": self.auth,
        }  # fmt: skip
        commands.get(self.verb(verb), self.unknown)(rest.strip())

    def verb(self, word: bytes) -> bytes:
        return word.strip().upper()

    def unknown(self, _rest: bytes) -> None:
        self.say(b"500 5.5.2 What is that?")

    def helo(self, name: bytes) -> None:
        self.say(b"250 " + NAME if name else b"501 5.5.4 Syntax: HELO hostname")
        self.is_greeted = self.is_greeted or name != b""
        self.reset()

    def ehlo(self, name: bytes) -> None:
        if not name:
            return self.say(b"501 5.5.4 Syntax: EHLO hostname")
        self.is_greeted = True
        self.reset()
        lines = [NAME, *self.extensions()]
        return self.send(b"".join(b"250%b%b\r\n" % (b"-" if line is not lines[-1] else b" ", line) for line in lines))

    def extensions(self) -> list[bytes]:
        found = [b"PIPELINING", b"8BITMIME", b"SIZE %d" % LARGEST]
        if self.server.certificate and not self.is_tls:
            found.append(b"STARTTLS")
        if self.server.password and (self.is_tls or not self.server.certificate):
            found.append(b"AUTH PLAIN LOGIN")
        return found

    def noop(self, _rest: bytes) -> None:
        self.say(b"250 2.0.0 Ok")

    def rset(self, _rest: bytes) -> None:
        self.reset()
        self.say(b"250 2.0.0 Ok")

    def vrfy(self, _rest: bytes) -> None:
        self.say(b"252 2.0.0 Send it and see")

    def quit(self, _rest: bytes) -> None:
        self.is_over = True
        self.say(b"221 2.0.0 Bye")

    def mail(self, rest: bytes) -> None:
        if not self.is_greeted or self.sender is not None:
            return self.say(b"503 5.5.1 Not now")
        path = PATH.match(rest[5:].lstrip()) if rest[:5].upper() == b"FROM:" else None
        if path is None:
            return self.say(b"501 5.5.4 Syntax: MAIL FROM:<address>")
        return self.sender_given(path[1], path[2].upper().split())

    def sender_given(self, sender: bytes, parameters: list[bytes]) -> None:
        for each in parameters:
            if (size := re.fullmatch(rb"SIZE=(\d+)", each)) and int(size[1]) > LARGEST:
                return self.say(b"552 5.3.4 Too large")
            if not size and each not in {b"BODY=7BIT", b"BODY=8BITMIME"}:
                return self.say(b"555 5.5.4 Unknown parameter")
        self.sender = sender
        return self.say(b"250 2.1.0 Ok")

    def rcpt(self, rest: bytes) -> None:
        if self.sender is None:
            return self.say(b"503 5.5.1 MAIL first")
        path = PATH.match(rest[3:].lstrip()) if rest[:3].upper() == b"TO:" else None
        if path is None or not path[1]:
            return self.say(b"501 5.5.4 Syntax: RCPT TO:<address>")
        return self.recipient_given(*path[1].lower().partition(b"@")[::2])

    def recipient_given(self, user: bytes, domain: bytes) -> None:
        if domain not in {b"harbour.test", b""}:
            return self.say(b"554 5.7.1 Relay access denied")
        if user not in self.users:
            return self.say(b"550 5.1.1 User unknown")
        self.recipients.append(user)
        return self.say(b"250 2.1.5 Ok")

    def data(self, _rest: bytes) -> None:
        if not self.recipients:
            return self.say(b"503 5.5.1 RCPT first")
        self.say(b"354 End data with <CR><LF>.<CR><LF>")
        message = self.read_message()
        if message is not None:
            self.say(self.taken(message))
        self.reset()
        return None

    def taken(self, message: bytes) -> bytes:
        if len(message) > LARGEST:
            return b"552 5.3.4 Too large"
        try:
            for user in dict.fromkeys(self.recipients):
                self.server.mailbox.deliver(user, self.sender or b"", message)
        except (LockedError, OSError):
            return b"451 4.2.0 The mailbox cannot be written to"
        return b"250 2.0.0 Ok: queued as %X" % time.time_ns()

    def starttls(self, _rest: bytes) -> None:
        if b"STARTTLS" not in self.extensions():
            return self.say(b"502 5.5.1 Not here")
        self.say(b"220 2.0.0 Ready to start TLS")
        self.waiting = b""
        import ssl

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.server.certificate)
        self.line = context.wrap_socket(self.line, server_side=True)
        self.is_tls, self.is_greeted, self.is_known = True, False, False
        return self.reset()

    def auth(self, rest: bytes) -> None:
        if b"AUTH PLAIN LOGIN" not in self.extensions():
            return self.say(b"503 5.5.1 Not here")
        if not self.is_greeted or self.is_known or self.sender is not None:
            return self.say(b"503 5.5.1 Not now")
        mechanism, _, first = rest.partition(b" ")
        prompts = {b"PLAIN": [b""], b"LOGIN": [b"VXNlcm5hbWU6", b"UGFzc3dvcmQ6"]}.get(mechanism.upper())
        if prompts is None:
            return self.say(b"504 5.5.4 PLAIN or LOGIN")
        answers = [first] if first else []
        for prompt in prompts[len(answers) :]:
            self.say(b"334 " + prompt)
            answers.append(self.read_line() or b"*")
        return self.login(answers)

    def login(self, answers: list[bytes]) -> None:
        if b"*" in answers:
            return self.say(b"501 5.7.0 Given up")
        try:
            words = [base64.b64decode(each, validate=True) for each in answers]
        except ValueError:
            return self.say(b"501 5.5.2 That is no base64")
        user, password = words if len(words) == 2 else words[0].split(b"\0")[-2:]
        self.is_known = self.matches(user, password)
        return self.say(b"235 2.7.0 Welcome" if self.is_known else b"535 5.7.8 Wrong name or password")

    def matches(self, user: bytes, password: bytes) -> bool:
        return (user, password) == (b"ana", self.server.password)


class Server:
    """Listens, with a thread for every client."""

    session: type[Session] = Session
    mailbox_class: type[Mailbox] = Mailbox

    def __init__(self, port: str, mailbox: str, certificate: str = "", password: str = "") -> None:
        self.port, self.certificate, self.password = int(port), certificate, password.encode()
        self.mailbox = self.mailbox_class(mailbox)

    def run(self) -> None:
        with socket.create_server(("127.0.0.1", self.port)) as door:
            while True:
                self.meet(door.accept()[0])

    def meet(self, line: socket.socket) -> None:
        threading.Thread(target=self.serve, args=(line,), daemon=True).start()

    def serve(self, line: socket.socket) -> None:
        session = self.session(self, line)
        with contextlib.suppress(OSError):
            session.run()
        session.line.close()


def main(words: list[str]) -> None:
    Server(*words).run()
