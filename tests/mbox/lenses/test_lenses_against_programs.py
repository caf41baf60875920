"""Every lens beside the program that it stands for: the same number of messages, the same subjects and bodies.

``HELO_LENS_FILES=3000`` tries so many mailboxes a program instead of some dozens, ``HELO_LENS_SEED`` others.
"""

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import pytest

from heloworld import paths
from mbox import tricky
from mbox.eyes import body, first_value, judged, shown, spans_of
from mbox.lenses import real_readers
from mbox.lenses.real_readers import Crashed, Messages

FILES: Final = int(os.environ.get("HELO_LENS_FILES", "40"))
SEED: Final = int(os.environ.get("HELO_LENS_SEED", "1"))
SAMPLES: Final = sorted(paths.samples().glob("*.mbox"))

PROGRAMS: Final = [
    pytest.param(name, marks=pytest.mark.skipif(not real_readers.is_installed(name), reason=f"{program} is missing"))
    for name, (program, _) in real_readers.READERS.items()
]


def _from_line_behind_a_header(content: bytes) -> bool:
    stop = -1
    for place in judged("formail", content):
        if place.offset == stop:
            return True
        stop = place.opened.header_stop if place.opened else stop
    return False


def _is_torn(content: bytes) -> bool:
    last = spans_of("mailutils", content)[-1:]
    ends_quoted = re.search(rb"\n>+F?r?o?m? ?\Z", content) is not None
    return ends_quoted or (bool(last) and last[0].header_stop == len(content))


def _has_marks(content: bytes) -> bool:
    return not content.isascii() or any(byte < 0x20 and byte not in b"\t\n\r" for byte in content) or _lone_cr(content)


def _lone_cr(content: bytes) -> bool:
    return b"\r" in content.replace(b"\r\n", b"")


def _is_rewritten(content: bytes) -> bool:
    """Dovecot rewrites such files in its own way; and what is no UTF-8, doveadm does not print."""
    is_text = content.decode("utf-8", "replace").encode() == content
    return b"\r\r\n" in content or not is_text


def _never(_content: bytes) -> bool:
    return False


_EXACT: Final = (_never, "")


LIMITS: Final[Mapping[str, tuple[Callable[[bytes], bool], str]]] = {
    "formail": (_from_line_behind_a_header, "formail looks at a leftover in its memory"),
    "mailutils": (_is_torn, "mailutils shows the whole file as a body, or crashes, or shows too little"),
    "s-nail": (_has_marks, "s-nail shows marks for some bytes"),
    "dovecot": (_is_rewritten, "Dovecot rewrites the file before it shows it"),
}
"""What the lenses' own `limits` say, as a test of the bytes: where a lens is not exact, by its name."""


def unlike(name: str, content: bytes) -> str:
    """How a lens differs from its program; empty where it does not, or where the program has nothing to say."""
    try:
        real = real_readers.read(name, content)
    except Crashed:
        return ""
    ours = shown(name, content)
    if real is None or ours is None:
        return f"{len(real or ours or [])} messages, and refused" if real or ours else ""
    if len(real) != len(ours):
        return f"{len(real)} messages, {len(ours)} to the lens"
    for number, (theirs, mine) in enumerate(zip(told(name, real), told(name, ours), strict=True), 1):
        if theirs != mine:
            return f"message {number}: {theirs!r}, to the lens {mine!r}"
    return ""


def told(name: str, messages: Messages) -> list[tuple[bytes | None, bytes]]:
    """Subject and body of each; mailutils shows no field behind a line that is none, and knows only LF."""
    pairs = [(message, body(message)) for message in messages]
    if name == "mailutils":
        return [(None, message.partition(b"\n\n")[2] if message[:1] != b"\n" else message[1:]) for message in messages]
    return [(first_value(message.removesuffix(text), b"Subject"), text) for message, text in pairs]


@pytest.mark.parametrize("name", PROGRAMS)
def test_tricky_mailboxes(name: str) -> None:
    is_inexact, _ = LIMITS.get(name, _EXACT)
    boxes = {seed: tricky.mailbox(seed) for seed in range(SEED, SEED + FILES)}
    exact = {seed: content for seed, content in boxes.items() if not is_inexact(content)}
    assert len(exact) > len(boxes) / 2
    assert {seed: said for seed, content in exact.items() if (said := unlike(name, content))} == {}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("name", PROGRAMS)
def test_sample_mailboxes(name: str, path: Path) -> None:
    content = path.read_bytes()
    is_inexact, why = LIMITS.get(name, _EXACT)
    if is_inexact(content):
        pytest.skip(why)
    assert unlike(name, content) == ""
