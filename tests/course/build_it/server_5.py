"""A server that keeps it, as lesson 6.5 asks for it."""

import socket
import sys

from keeping import Keeping

door = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    Keeping(door.accept()[0]).serve()
