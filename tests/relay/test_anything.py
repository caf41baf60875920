"""Whatever another server says, and whatever a letter holds: an outcome, and a report that can be read."""

from __future__ import annotations

import asyncio
import email
import email.policy

from hypothesis import given, settings
from hypothesis import strategies as st

from heloworld.relay import content
from heloworld.relay.report import failed

from .stranger import stranger
from .test_hop import DORA, EMIL, HASTE, hop
from .test_report import HARBOUR, about

VERBS = st.sampled_from(["", "EHLO", "HELO", "MAIL", "RCPT", "DATA", ".", "STARTTLS"])
LINE = st.one_of(
    st.text(st.characters(max_codepoint=255), max_size=30),
    st.sampled_from(["250 ", "250-", "354 ok", "999", "250 STARTTLS", "250-x\r\n250 STARTTLS", "220 x\r\n220 y", "5"]),
)


@settings(max_examples=60)
@given(st.dictionaries(VERBS, LINE, max_size=5))
def test_any_server(says: dict[str, str]) -> None:
    async def call() -> None:
        async with stranger({**says}) as server:
            outcomes = await hop(server, recipients=(DORA, EMIL), patience=HASTE)
        assert outcomes.keys() == {DORA, EMIL}
        for outcome in outcomes.values():
            assert outcome.status[0] in "245"
            assert outcome.text.isascii()
            assert outcome.text.isprintable()

    asyncio.run(call())


@given(st.binary(max_size=200))
def test_any_letter_crosses_as_one(text: bytes) -> None:
    sent = content.for_data(text)
    assert sent.endswith(b".\r\n")
    lines = sent.split(b"\r\n")
    assert [line for line in lines if b"\r" in line or b"\n" in line] == []
    assert [number for number, line in enumerate(lines) if line == b"."] == [len(lines) - 2]


@given(st.binary(max_size=200))
def test_any_letter_can_be_reported(text: bytes) -> None:
    message = email.message_from_bytes(failed(HARBOUR, about(text)).content, policy=email.policy.default)
    kinds = [part.get_content_type() for part in message.iter_parts()]
    assert kinds == ["text/plain", "message/delivery-status", "message/rfc822"]
    assert not message.defects
