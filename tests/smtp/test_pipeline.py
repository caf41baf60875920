"""Commands that wait for their replies: in their order, and chunks known among them."""

from __future__ import annotations

from heloworld.smtp.following.pipeline import Asked, Pipeline


def test_replies_answer_commands_in_their_order() -> None:
    pipeline = Pipeline()
    first, second = Asked("MAIL", b"FROM:<>", 3), Asked("RCPT", b"TO:<ana@harbour.test>", 4)
    pipeline.ask(first)
    pipeline.ask(second)
    assert pipeline.newest == second
    assert [pipeline.answer() for _ in range(3)] == [first, second, None]
    assert not pipeline


def test_where_nothing_was_asked_nothing_is_the_newest() -> None:
    assert Pipeline().newest is None


def test_a_chunk_is_among_them_until_its_own_reply_has_come() -> None:
    pipeline = Pipeline()
    for row, verb in enumerate(("NOOP", "BDAT", "NOOP")):
        pipeline.ask(Asked(verb, b"3", row))
    seen = []
    while pipeline:
        seen.append(pipeline.has_chunk)
        pipeline.answer()
    assert seen == [True, True, False]
    assert not pipeline.has_chunk
