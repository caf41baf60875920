"""How a caller learns the numbers of its connections."""

from __future__ import annotations

from heloworld.lab.internet.outside import ConnectionNumbers
from heloworld.wire.events import Closed, Opened
from heloworld.wire.transcript import Transcript

HERE, THERE = ("127.0.0.10", 40000), ("127.0.0.20", 2525)


def test_a_number_is_known_while_the_connection_is_open() -> None:
    transcript = Transcript()
    numbers = ConnectionNumbers(transcript)
    assert numbers.of(HERE) == 0
    transcript.record(Opened(4, 1.0, "smtp", HERE, THERE))
    assert numbers.of(HERE) == 4
    transcript.record(Closed(4, 2.0))
    assert numbers.of(HERE) == 0


def test_an_end_that_is_used_again_has_the_new_number() -> None:
    transcript = Transcript()
    numbers = ConnectionNumbers(transcript)
    transcript.record(Opened(4, 1.0, "smtp", HERE, THERE))
    transcript.record(Opened(5, 2.0, "smtp", HERE, THERE))
    transcript.record(Closed(4, 3.0))
    assert numbers.of(HERE) == 5
