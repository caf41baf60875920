"""The parts of lessons/README.md that are not prose: the example, and the reference at its end.

Run as a program, it writes the reference anew: ``make guide``.
"""

import re
from pathlib import Path
from typing import Final

from heloworld import paths
from heloworld.course.model.reference import reference

ROOT: Final = Path(__file__).parents[3]
COMMAND: Final = "make guide"
GUIDE: Final = paths.lessons() / "README.md"
_REFERENCE: Final = re.compile(r"(?<=<!-- reference -->\n).*(?=<!-- end -->\n\Z)", re.DOTALL)
_EXAMPLE: Final = re.compile(r"^`{5}markdown\n(.*?)^`{5}$", re.DOTALL | re.MULTILINE)


def made() -> str:
    """The reference, as it stands between its marks."""
    return f"\n{reference().rstrip()}\n\n"


def written(guide: str) -> str:
    """The reference that a guide has."""
    found = _REFERENCE.search(guide)
    return found.group() if found else ""


def prose(guide: str) -> str:
    """What people wrote in a guide: all but the reference."""
    return _REFERENCE.sub("", guide)


def example(guide: str) -> str:
    """The whole lesson that stands in a guide."""
    found = _EXAMPLE.search(guide)
    return found[1] if found else ""


if __name__ == "__main__":
    before, text = GUIDE.read_text(encoding="utf-8"), made()
    after = _REFERENCE.sub(lambda _: text, before)
    if after != before:  # other tests may be reading it just now
        GUIDE.write_text(after, encoding="utf-8")
