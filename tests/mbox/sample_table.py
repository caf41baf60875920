"""The table of sample_mboxes/README.md: how many messages each reader sees in each file.

Run as a program, it writes the table anew: ``.venv/bin/python tests/mbox/sample_table.py``.
"""

import re
from pathlib import Path
from typing import Final

from heloworld import paths
from heloworld.errors import MailboxError
from heloworld.mbox.lenses import LENSES
from heloworld.mbox.lenses.counting import count

ROOT: Final = Path(__file__).parents[2]
COMMAND: Final = ".venv/bin/python tests/mbox/sample_table.py"
REFUSED: Final = "✗"
_TABLE: Final = re.compile(r"(?<=<!-- readers -->\n).*(?=<!-- end -->)", re.DOTALL)


def seen(path: Path, name: str) -> str:
    """How many messages a reader sees in a file; a cross where its program refuses it."""
    try:
        return str(count(path, name))
    except MailboxError:
        return REFUSED


def table() -> str:
    """The whole table, one row a file, as Markdown."""
    files = sorted(paths.samples().glob("*.mbox"))
    rows = [["file", *LENSES], ["---", *["---:"] * len(LENSES)]]
    rows += [[f"`{path.name}`", *(seen(path, name) for name in LENSES)] for path in files]
    return "\n" + "".join(f"| {' | '.join(row)} |\n" for row in rows) + "\n"


def written(readme: str) -> str:
    """The table that a README has."""
    found = _TABLE.search(readme)
    return found.group() if found else ""


if __name__ == "__main__":
    readme = paths.samples() / "README.md"
    readme.write_text(_TABLE.sub(table(), readme.read_text(encoding="utf-8")), encoding="utf-8")
