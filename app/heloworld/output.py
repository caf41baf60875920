"""Text and JSON that are fit for stdout."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterable, Mapping
from typing import Final

_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def print_lines(lines: Iterable[str]) -> None:
    """Print lines that are fit to be shown.

    Raises:
        BrokenPipeError: Whoever read them has gone.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a pipe's character set may know no marks
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def ascii_json(fields: Mapping[str, object]) -> str:
    """One JSON object on one line, in ASCII that no terminal acts on."""
    return json.dumps(fields).replace("\x7f", "\\u007f")


def text_of(text: str) -> str:
    """Text for JSON: a byte that is no text of any character set is U+FFFD."""
    return _SURROGATE.sub("\ufffd", text)
