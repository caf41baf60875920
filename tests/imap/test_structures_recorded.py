"""What FETCH tells of letters that are hard to read, held against what Dovecot tells of the same."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import pytest

from heloworld.imap.answers.fetching import MessageReader
from heloworld.imap.answers.view import View
from heloworld.imap.grammar.cursor import Cursor
from heloworld.imap.grammar.fetch_items import fetch_items
from imap.memory import MemoryAccount, Store
from imap.recordings import RECORDED

LETTERS: Mapping[str, dict[str, str]] = {
    name: {"letter": each["letter"], **each["answers"]}
    for name, each in json.loads((RECORDED / "structures.json").read_text(encoding="utf-8")).items()
}

OTHERWISE = {
    "angle-open": {"ENVELOPE"},  # the address is read to the end
    "no-domain": {"ENVELOPE"},
    "quote-open": {"ENVELOPE"},
    "semicolon": {"ENVELOPE"},
    "spaced-address": {"ENVELOPE"},  # RFC 5322 §4.4 allows it
    "stray-commas": {"ENVELOPE"},
    "bad-type": {"BODYSTRUCTURE"},  # what is no media type is text/plain (RFC 2045 §5.2)
    "encoding-two": {"BODYSTRUCTURE"},
    "disposition-empty": {"BODYSTRUCTURE"},
    "no-subtype": {"BODYSTRUCTURE"},
    "param-no-value": {"BODYSTRUCTURE"},
    "mp-empty-part": {"BODYSTRUCTURE"},  # two delimiters without a line between them are one
    "mp-prefix": {"BODYSTRUCTURE", "BODY.PEEK[1]", "BODY.PEEK[1.1]"},  # a longer line is no delimiter
    "mp-same-boundary": {  # a boundary that stands inside and outside means the outer one
        *("BODYSTRUCTURE", "BODY.PEEK[1]", "BODY.PEEK[1.MIME]", "BODY.PEEK[1.1]"),
        *("BODY.PEEK[1.1.1]", "BODY.PEEK[2]", "BODY.PEEK[2.1]"),
    },
}
"""Where we read a letter otherwise than Dovecot."""

_TOKEN = re.compile(rb'\{(\d+)\}\r\n|"((?:[^"\\]|\\.)*)"|[()]|[^\s()"{]+', re.DOTALL)


def parsed(answer: bytes) -> list[bytes]:
    """The words of an answer; whether a string is quoted or a literal means nothing."""
    words, at = [], 0
    while found := _TOKEN.search(answer, at):
        at = found.end()
        if found[1] is not None:
            at += int(found[1])
            words.append(b"=" + answer[found.end() : at])
        elif found[2] is not None:
            words.append(b"=" + re.sub(rb"\\(.)", rb"\1", found[2]))
        else:
            words.append(found[0])
    return words


async def told(letter: str, what: str) -> bytes:
    """What we tell of a letter."""
    text = letter.encode().replace(b"\n", b"\r\n")
    mailbox = await MemoryAccount({"INBOX": Store.of([text])}).open("INBOX")
    view, facts = View(await mailbox.look(), recent_from=1, read_only=True), await mailbox.facts([1])
    item = fetch_items(Cursor(what.encode()))[0]
    reader = MessageReader(mailbox, view, view.messages[0], facts[1])
    said = await mailbox.undisturbed(lambda: b"".join(reader.item(item)))
    return said[len(item.label or item.name) + 1 :]


@pytest.mark.parametrize("name", LETTERS)
async def test_we_read_a_letter_as_dovecot_does(name: str) -> None:
    theirs = {what: parsed(answer.encode("latin-1")) for what, answer in LETTERS[name].items() if what != "letter"}
    ours = {what: parsed(await told(LETTERS[name]["letter"], what)) for what in theirs}
    assert {what for what in theirs if ours[what] != theirs[what]} == OTHERWISE.get(name, set())
