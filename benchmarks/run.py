"""All benchmarks, one table after the other: ``make bench``. What is given is passed on to none of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SCRIPTS = ("startup.py", "throughput.py", "large_mailbox.py")


def main() -> int:
    """Run them; 1 if one of them failed."""
    failed = 0
    for script in SCRIPTS:
        print(f"\n## {script}\n", flush=True)
        failed |= subprocess.run([sys.executable, HERE / script]).returncode
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
