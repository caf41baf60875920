"""``helo`` and ``python -m heloworld``: the first thing that runs, and it loads as little as it can."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Run the command line and exit with its status."""
    gc.disable()  # until the screen is up: nothing is thrown away meanwhile, and looking for it takes time
    sys.setswitchinterval(0.001)  # the screen must not wait for the lab's thread as long as Python would have it
    os.environ.setdefault("TEXTUAL_FPS", "240")  # what has changed is drawn within 4 ms, not within 16
    from heloworld.ui import terminal

    if terminal.wants_screen(sys.argv[1:]):
        terminal.prepare()
    from heloworld.cli.main import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
