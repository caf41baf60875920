"""The beginning that lesson 6.3 gives: takes whoever comes, and prints what they say."""

import socket
import sys

port = int(sys.argv[1])
here = ("127.0.0.1", port)
door = socket.create_server(here)
while True:
    talk, _ = door.accept()
    for line in talk.makefile("rb"):
        print(line, flush=True)
    talk.close()
