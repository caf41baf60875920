"""``helo`` and ``python -m heloworld``: the first thing that runs.

It loads as little as it can. A command that opens the screen is recognised here, so that the terminal can be made
ready (what is typed meanwhile is kept and not echoed) before the screen's library, which takes most of the start, is
loaded.
"""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command line and exit with its status."""
    gc.disable()
    from heloworld.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
