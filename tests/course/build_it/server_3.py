"""A server that says hello, as lesson 6.3 asks for it."""

import socket
import sys

HELLO = {b"HELO", b"EHLO"}
NOTHING = {b"NOOP", b"RSET"}

port = int(sys.argv[1])
here = ("127.0.0.1", port)
door = socket.create_server(here)
while True:
    talk, _ = door.accept()
    talk.sendall(b"220 mail.harbour.test ESMTP\r\n")
    with talk, talk.makefile("rb") as lines:
        for line in lines:
            verb = line.strip().split(b" ")[0].upper()
            if verb in HELLO:
                talk.sendall(b"250 mail.harbour.test\r\n")
            elif verb in NOTHING:
                talk.sendall(b"250 Ok\r\n")
            elif verb == b"QUIT":
                talk.sendall(b"221 Bye\r\n")
                break
            else:
                talk.sendall(b"500 What?\r\n")
