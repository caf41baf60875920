"""A right SMTP client, standard library only: a message from stdin goes out.

Its words: HOST PORT FROM TO [CERTIFICATE]; with the file of a certificate that it believes,
it insists on STARTTLS. Exit status 0 where the letter was taken, 75 where the server said 4xx or went, 69 where it said
5xx. Faulty clients are this one with one method changed.
"""

from __future__ import annotations

import os
import re
import socket
import sys
from contextlib import contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

TAKEN, REFUSED, LATER = 0, 69, 75


class RefusedError(Exception):
    """The server said no.

    Attributes:
        code: What it said.
    """

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Client:
    """One letter to one server."""

    def __init__(self, host: str, port: str, sender: str, recipient: str, certificate: str = "") -> None:
        self.address, self.certificate = (host, int(port)), certificate
        self.sender, self.recipient = sender.encode(), recipient.encode()
        self.waiting = b""
        self.line: socket.socket
        self.extensions: set[bytes] = set()

    def run(self, message: bytes) -> int:
        """Send it, and say how that went: an exit status."""
        try:
            with self.called():
                self.meet()
                self.transaction(message)
                self.quit()
        except RefusedError as problem:
            return self.status(problem.code)
        except (OSError, EOFError):
            return self.status_of_silence()
        return TAKEN

    def status(self, code: int) -> int:
        return LATER if code < 500 else REFUSED

    def status_of_silence(self) -> int:
        return LATER

    @contextmanager
    def called(self) -> Iterator[None]:
        self.line = socket.create_connection(self.address)
        try:
            yield
        finally:
            self.line.close()

    # Bytes

    def send(self, data: bytes) -> None:
        self.line.sendall(data)

    def receive(self) -> bytes:
        return self.line.recv(65536)

    def read_line(self) -> bytes:
        while b"\n" not in self.waiting:
            data = self.receive()
            if not data:
                raise EOFError
            self.waiting += data
        line, _, self.waiting = self.waiting.partition(b"\n")
        return line.removesuffix(b"\r")

    def reply(self) -> tuple[int, list[bytes]]:
        """The next reply: its code, and the text of each of its lines."""
        lines = [self.read_line()]
        while self.goes_on(lines[-1]):
            lines.append(self.read_line())
        return int(lines[-1][:3]), [line[4:] for line in lines]

    def goes_on(self, line: bytes) -> bool:
        return line[3:4] == b"-"

    def expect(self, code: int) -> list[bytes]:
        found, text = self.reply()
        if found // 100 != code // 100:
            raise RefusedError(found)
        return text

    def command(self, line: bytes, code: int = 250) -> list[bytes]:
        self.send(line + b"\r\n")
        return self.expect(code)

    # The conversation

    def meet(self) -> None:
        self.expect(220)
        self.hello()
        if self.certificate:
            self.start_tls()

    def hello(self) -> None:
        try:
            self.extensions = {line.upper() for line in self.command(b"EHLO [127.0.0.1]")[1:]}
        except RefusedError as problem:
            if problem.code < 500:
                raise
            self.extensions = set()
            self.command(b"HELO [127.0.0.1]")

    def start_tls(self) -> None:
        if b"STARTTLS" not in self.extensions:
            raise RefusedError(554)
        import ssl

        self.command(b"STARTTLS", 220)
        self.forget()
        context = ssl.create_default_context(cafile=self.certificate)
        context.check_hostname = False
        self.line = context.wrap_socket(self.line)
        self.hello()

    def forget(self) -> None:
        """Whatever came behind the reply to STARTTLS came from anybody."""
        self.waiting = b""

    def transaction(self, message: bytes) -> None:
        commands = [self.mail(message), self.rcpt(), b"DATA\r\n"]
        if b"PIPELINING" in self.extensions:
            self.send_together(commands)
        else:
            for command, code in zip(commands, (250, 250, 354), strict=True):
                self.send(command)
                self.expect(code)
        self.send(self.as_sent(message))
        self.expect(250)

    def send_together(self, commands: list[bytes]) -> None:
        """Hear all the replies out, or the next one would be taken for another's."""
        self.send(b"".join(commands))
        codes = [self.reply()[0] for _ in commands]
        refused = next((code for code in codes if code >= 400), 0)
        if refused and codes[-1] == 354:
            self.command(b".")
        if refused:
            raise RefusedError(refused)

    def mail(self, message: bytes) -> bytes:
        body = b"" if message.isascii() or b"8BITMIME" not in self.extensions else b" BODY=8BITMIME"
        return b"MAIL FROM:<" + self.sender + b">" + body + b"\r\n"

    def rcpt(self) -> bytes:
        return b"RCPT TO:<" + self.recipient + b">\r\n"

    def as_sent(self, message: bytes) -> bytes:
        """A message with CRLF, its dots stuffed, and its end."""
        text = self.with_crlf(message)
        return self.stuffed(text) + (b".\r\n" if text.endswith(b"\r\n") or not text else b"\r\n.\r\n")

    def with_crlf(self, message: bytes) -> bytes:
        return re.sub(rb"\r\n|\r|\n", b"\r\n", message)

    def stuffed(self, text: bytes) -> bytes:
        return re.sub(rb"^\.", b"..", text, flags=re.MULTILINE)

    def quit(self) -> None:
        self.command(b"QUIT", 221)


def send(client: Client) -> None:
    """Send what comes on stdin, and end with its status."""
    os._exit(client.run(sys.stdin.buffer.read()))


def main(words: list[str]) -> None:
    send(Client(*words))
