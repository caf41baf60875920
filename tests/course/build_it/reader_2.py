"""Counts messages and hands one out, as lesson 6.2 asks for it."""

import re
import sys

what, *number, name = sys.argv[1:]
wanted = int(number[0]) if number else 0
count, message = 0, []
with open(name, "rb") as file:
    for line in file:
        if line.startswith(b"From "):
            count += 1
        elif count == wanted:
            message.append(re.sub(rb"^>(>*From )", rb"\1", line))
if what == "count":
    print(count)
elif not 0 < wanted <= count:
    sys.exit(1)
else:
    if message and message[-1] in (b"\n", b"\r\n"):
        message.pop()
    sys.stdout.buffer.write(b"".join(message))
