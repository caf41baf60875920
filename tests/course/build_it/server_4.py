"""A server that takes a letter, as lesson 6.4 asks for it, and throws it away."""

import socket
import sys

from session import Session

door = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    Session(door.accept()[0]).serve()
