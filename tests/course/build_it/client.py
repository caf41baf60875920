"""A client, as lesson 6.7 asks for it."""

import socket
import sys

LATER, NEVER = 75, 1

host, port = sys.argv[1:3]
sender, to = sys.argv[3:]
message = sys.stdin.buffer.read()


def reply():
    while True:
        line = answers.readline()
        if not line.endswith(b"\n"):
            sys.exit(LATER)
        if line[3:4] != b"-":
            return line[:3]


def ask(line, *, want=b"2"):
    if line is not None:
        talk.sendall(line + b"\r\n")
    code = reply()
    if code[:1] != want:
        talk.sendall(b"QUIT\r\n")
        sys.exit(LATER if code[:1] == b"4" else NEVER)


with socket.create_connection((host, int(port))) as talk, talk.makefile("rb") as answers:
    try:
        ask(None)
        ask(b"EHLO [127.0.0.1]")
        ask(b"MAIL FROM:<%s>" % sender.encode())
        ask(b"RCPT TO:<%s>" % to.encode())
        ask(b"DATA", want=b"3")
        lines = message.removesuffix(b"\n").split(b"\n")
        lines = [line.removesuffix(b"\r") for line in lines]
        ask(b"".join((b"." + line if line.startswith(b".") else line) + b"\r\n" for line in lines) + b".")
        ask(b"QUIT")
    except OSError:
        sys.exit(LATER)
