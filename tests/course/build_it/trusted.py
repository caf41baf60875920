"""What lesson 6.6 adds: whole lines alone, a thread a client, refusals, locks."""

import contextlib
import fcntl
import os
import socket
import sys
import threading
import time

from keeping import Keeping

KNOWN = {b"ana@harbour.test", b"ben@harbour.test", b"postmaster@harbour.test", b"postmaster"}
PATIENCE = 2.0


class Lines:
    """Lines that end with CR LF, and nothing else."""

    def __init__(self, talk):
        self.talk, self.buffer = talk, b""

    def __iter__(self):
        while True:
            line, end, rest = self.buffer.partition(b"\r\n")
            if end:
                self.buffer = rest
                yield line + end
                continue
            more = self.talk.recv(4096)
            if not more:
                return
            self.buffer += more

    def close(self):
        """The socket is closed by itself."""


class Trusted(Keeping):
    """Keeps its promises."""

    def __init__(self, talk):
        super().__init__(talk)
        self.lines = Lines(talk)

    def knows(self, address):
        return address.lower() in KNOWN

    def keep(self, text):
        try:
            return super().keep(text)
        except BlockingIOError:
            return "451 The mailbox is busy"

    def append(self, message):
        dotlock = sys.argv[2] + ".lock"
        until = time.monotonic() + PATIENCE
        while True:
            try:
                with self.locked(dotlock), open(sys.argv[2], "ab") as file:
                    fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    file.write(message)
                    file.flush()
                    os.fsync(file.fileno())
                return
            except OSError as error:
                if time.monotonic() > until:
                    raise BlockingIOError from error
                threading.Event().wait(0.05)

    @contextlib.contextmanager
    def locked(self, name):
        os.close(os.open(name, os.O_CREAT | os.O_EXCL))
        try:
            yield
        finally:
            os.unlink(name)


def serve(session):
    """Serve whoever comes, each in a thread."""
    door = socket.create_server(("127.0.0.1", int(sys.argv[1])))
    while True:
        talk = door.accept()[0]
        threading.Thread(target=session(talk).serve, daemon=True).start()
