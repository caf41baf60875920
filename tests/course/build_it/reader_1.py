"""Counts the messages of a mailbox file, as lesson 6.1 asks for it."""

import sys

what, name = sys.argv[1:3]
count = 0
with open(name, "rb") as file:
    for line in file:
        if line.startswith(b"From "):
            count += 1
print(count)
