"""What holds for every lens and any bytes at all."""

import hashlib
import re
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from heloworld.mbox.dialects import Dialect
from heloworld.mbox.lenses import LENSES
from heloworld.mbox.lenses.messages import messages
from heloworld.mbox.lenses.walk import count
from heloworld.mbox.reading.message import record
from mbox.eyes import judged, offsets_of, shown, spans_of, viewed

POSTMARK = b"From a@b Sat Jan  3 01:05:34 2026\n"

PIECES = st.sampled_from(
    [
        POSTMARK,
        POSTMARK.replace(b"\n", b" +0100\n"),
        POSTMARK.replace(b"\n", b"\r\n"),
        POSTMARK.strip(),
        b"From here\n",
        b"From \n",
        b"From",
        b"Subject: hello\n",
        b"X-Odd : yes\n",
        b"Content-Length: 40\n",
        b"Content-Length: 3\n",
        b"no field\n",
        b" folded: line\n",
        b">From a@b\n",
        b"\n",
        b"\n",
        b"\n",
        b"\r\n",
        b"\r",
        b"\x00",
        b"\xff",
        b"x" * 8191,
    ]
)
FILES = st.lists(PIECES, max_size=16).map(b"".join) | st.binary(max_size=60)
NAMES = st.sampled_from(list(LENSES))


@given(name=NAMES, content=FILES)
def test_messages_lie_in_order_inside_the_file(name: str, content: bytes) -> None:
    end = 0
    for span in spans_of(name, content):
        assert end <= span.offset <= span.header <= span.header_stop <= span.body <= span.body_stop <= span.shown
        assert span.shown <= max(span.stop, span.body)
        assert span.offset < span.stop <= len(content)
        end = span.stop


@given(name=NAMES, content=FILES)
def test_every_place_is_judged_once_and_in_order(name: str, content: bytes) -> None:
    places = [place.offset for place in judged(name, content)]
    assert places == sorted(set(places))
    assert set(offsets_of(content)) <= set(places)
    assert all(place.verdict.why for place in judged(name, content))
    with viewed(content) as view:
        assert count(LENSES[name], view, offsets_of(content)) == len(spans_of(name, content))


@given(name=NAMES, content=FILES)
def test_any_bytes_can_be_shown(name: str, content: bytes) -> None:
    messages = shown(name, content)
    assert messages is None or len(messages) == len(spans_of(name, content))


@given(
    bodies=st.lists(st.binary(max_size=50) | st.lists(PIECES, max_size=6).map(b"".join), min_size=1, max_size=4),
    dialect=st.sampled_from([Dialect.MBOXRD, Dialect.MBOXCL2]),
)
def test_what_a_dialect_writes_its_lens_reads(bodies: list[bytes], dialect: Dialect) -> None:
    bodies = [re.sub(rb"\r+\n", b"\n", body) for body in bodies]  # an mbox has LF alone
    with tempfile.TemporaryDirectory() as folder:
        box = Path(folder) / "box"
        box.write_bytes(
            b"".join(record(b"Subject: x\n\n" + body, sender="a@b", at=0, dialect=dialect) for body in bodies)
        )
        found = [message.body_sha256 for message in messages(box, LENSES[dialect.value])]
    ended = [body + b"\n" if body and not body.endswith(b"\n") else body for body in bodies]
    assert found == [hashlib.sha256(body).hexdigest() for body in ended]
