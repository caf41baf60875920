"""Counts the pieces between separators: a file of no bytes has one."""

import re
import sys

with open(sys.argv[2], "rb") as file:
    print(len(re.split(rb"^From ", file.read(), flags=re.MULTILINE)))
