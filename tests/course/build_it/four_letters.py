"""Takes four letters for a separator."""

import sys

with open(sys.argv[2], "rb") as file:
    print(sum(line.startswith(b"From") for line in file))
