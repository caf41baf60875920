"""Mailboxes that readers disagree about, made from a seed: always the same one from the same seed."""

import random
from typing import Final

_MARKS: Final = (
    b"From a@b Sat Jan  3 01:05:34 2026\n",
    b"From dora@island.test  Mon Nov 23 09:14:02 2026\n",
)
_LOOK_ALIKES: Final = (
    b"From the start of it\n",
    b"From \n",
    b"From a@b\n",
    b"From : x\n",
    b"From x: the price is 12:34 2026\n",
    b"From a@b Sat Jan 03 01:05:34 +0000 2026\n",
    b"From a@b 2026-01-03 01:05:34\n",
    b"From a@b Sat, 3 Jan 2026 01:05:34 +0000\n",
    b"From a at b.test Sat Jan  3 01:05:34 2026\n",
    b'From "a b"@x Sat Jan  3 01:05:34 2026\n',
    b'From "a b Sat Jan  3 01:05:34 2026\n',
    b"From Sat Jan  3 01:05:34 2026\n",
    b"From a b Sat Jan  3 01:05:34 2026\n",
    b"From a@b Sat Jan  3 01:05:34 26\n",
    b"From a@b Sat Jan  3 01:05:34 CET 2026\n",
    b"From a@b Sat Jan  3 01:05:34 MET DST 2026\n",
    b"From - Sat Jan  3 01:05:34 2026\n",
    b"From a@b Sat Jan  3 01:05 2026\n",
    b"From a@b Sat Jan  3 1:05:34 2026\n",
    b"From a@b Sat Jan  3 01:05:34 2026 +0100\n",
    b"From a@b Sat Jan 33 01:05:34 2026 +0100\n",
    b"From a@b Sat Jan  3 01:05:34 2026 remote from there\n",
    b"From a@b Sat Jan  3 01:05:34 2026 and more text\n",
    b"From a@b Sat Jan  3 01:05:34 PST 2026 \n",
    b"From a@b sat jan 3 01:05:34 2026\n",
    b"From a@b\tSat Jan  3 01:05:34 2026\n",
    b"From  a@b Sat Jan  3 01:05:34 2026\n",
    b"From a@b Saturday January 3 01:05:34 2026\n",
)
_FIELDS: Final = (
    b"Subject: hello\n",
    b"Subject: one two three four five\n",
    b"To: ana@harbour.test\n",
    b"X-Odd: yes\n",
    b"Foo: unknown\n",
    b"Received: from x\n\tby y; z\n",
    b"Message-ID: <1@x>\n",
    b"Date: Sat, 3 Jan 2026 01:05:34 +0000\n",
)
_NO_FIELDS: Final = (
    b"no colon here\n",
    b">From a@b Sat Jan  3 01:05:34 2026\n",
    b">From x\n",
    b" \n",
    b"\tfolded: yes\n",
    b"name : value\n",
    b": nothing\n",
    b"two words: x\n",
)
_TEXT: Final = (
    b"hello\n",
    b"some text\n",
    b"\n",
    b"\n",
    b"\n",
    b">From quoted\n",
    b">>From twice\n",
    b"> not\n",
    b"Subject: in body\n",
    b"key: value\n",
    b" indented\n",
    b"\n\n",
    b">\n",
    b"x" * 200 + b"\n",
)
_GARBAGE: Final = (b"garbage\n", b"\n", b"\n\n", b"Subject: x\n", b" \n", b"\xef\xbb\xbf")
_PIECE: Final = 8191
"""Where mutt starts to read a long line anew."""


def mailbox(seed: int) -> bytes:
    """A mailbox of up to four messages, each with its own oddities."""
    chance = random.Random(seed)
    parts = [chance.choice(_GARBAGE)] if chance.random() < 0.05 else []
    parts += [_message(chance) for _ in range(chance.randint(1, 4))]
    content = b"".join(parts)
    if chance.random() < 0.04:
        content = content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    if chance.random() < 0.15:
        content = content[: -chance.randint(1, min(len(content), 40))]
    return content


def _message(chance: random.Random) -> bytes:
    mark = chance.choice(_MARKS if chance.random() < 0.8 else _LOOK_ALIKES)
    header = [chance.choice(_FIELDS) for _ in range(chance.randint(0, 3))]
    if chance.random() < 0.15:
        header.insert(chance.randint(0, len(header)), chance.choice(_NO_FIELDS))
    if chance.random() < 0.07:
        header.insert(chance.randint(0, len(header)), chance.choice(_MARKS + _LOOK_ALIKES))
    body = _body(chance)
    if chance.random() < 0.3:
        header.insert(chance.randint(0, len(header)), _content_length(chance, len(body), len(mark)))
    if chance.random() < 0.03:
        header.insert(chance.randint(0, len(header)), b"content-length: 5\n")
    ends = (b"\n" if chance.random() < 0.93 else b"", b"\n" if chance.random() < 0.8 else b"")
    message = b"".join((mark, *header, ends[0], body, ends[1]))
    return message.replace(b"\n", b"\r\n") if chance.random() < 0.05 else message


def _body(chance: random.Random) -> bytes:
    lines: list[bytes] = []
    for _ in range(chance.randint(0, 7)):
        kind = chance.random()
        if kind < 0.15:
            lines.append(chance.choice(_MARKS + _LOOK_ALIKES))
        elif kind < 0.25:
            lines += [b"\n", chance.choice(_MARKS + _LOOK_ALIKES), chance.choice(_FIELDS + _TEXT)]
        elif kind < 0.27:
            pieces = chance.randint(1, 2)
            lines.append(b"y" * (pieces * _PIECE - chance.choice((0, 0, 1))) + chance.choice(_MARKS + _LOOK_ALIKES))
        else:
            lines.append(chance.choice(_TEXT))
    return b"".join(lines)


def _content_length(chance: random.Random, length: int, mark: int) -> bytes:
    numbers = (length, length, length, length - 1, length + 1, 0, 5, length + 50, length + mark + 20, 999_999)
    value = chance.choice([*(b"%d" % number for number in numbers), b"abc", b"12x", b"-3", b" 7 "])
    return b"Content-Length: " + value + b"\n"
