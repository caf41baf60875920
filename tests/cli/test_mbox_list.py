import hashlib
import json
from pathlib import Path

import pytest

from heloworld import paths
from heloworld.cli import mbox_list
from heloworld.errors import MailboxError, MailboxGone, UsageError
from heloworld.mbox.lenses import lens_named
from heloworld.mbox.reading.columns import cells
from heloworld.mbox.reading.lines import GLANCE
from heloworld.mbox.reading.recognise import check

HOSTILE = (
    b"From \x1b]0;owned\x07mallory@island.test Mon Nov 23 09:14:02 2026\n"
    b"From: =?utf-8?Q?=1B[2JMallory=E2=80=AE?= <mallory@island.test>\n"
    b"Subject: \x9b31m [/x] \x7f\xff\r\n"
    b"\n"
    b"body\n\n"
)


def shown(
    capsys: pytest.CaptureFixture[str],
    path: Path,
    reader: str = "mboxrd",
    *,
    as_json: bool = False,
) -> list[str]:
    mbox_list.show(path, reader, as_json=as_json)
    return capsys.readouterr().out.splitlines()


def test_one_line_a_message(capsys: pytest.CaptureFixture[str]) -> None:
    assert [line.split() for line in shown(capsys, paths.samples() / "two-letters.mbox")] == [
        ["1", "2026-11-23", "09:14", "Dora", "The", "ferry", "is", "late", "540"],
        ["2", "2026-11-23", "16:40", "Emil", "Your", "umbrella", "531"],
    ]


def test_the_columns_stand_under_each_other() -> None:
    path, reader = paths.samples() / "crlf-and-8bit.mbox", lens_named("mboxrd")
    for width in (60, 80, 120):
        lines = list(mbox_list.human_lines(path, reader, width))
        assert {cells(line) for line in lines} == {max(width, 75)}
        assert [line[26:].split()[0] for line in lines] == ["Cléo", "Emil", "Dora"]
        assert len({line.index(word) for line, word in zip(lines, ("Grüße", "Lines", "An"), strict=True)}) == 1


def test_an_object_a_message(capsys: pytest.CaptureFixture[str]) -> None:
    path = paths.samples() / "quoted.mbox"
    content = path.read_bytes()
    objects = [json.loads(line) for line in shown(capsys, path, as_json=True)]
    second = content.index(b"From ben@")
    body = b"Three in a row, to see whether they are all counted:\nFrom one\n>From two\n>>From three\n\nBen\n"
    assert [(each["offset"], each["length"]) for each in objects] == [(0, second), (second, len(content) - second)]
    assert objects[1] == {
        "offset": second,
        "length": len(content) - second,
        "envelope_from": "ben@harbour.test",
        "date": "Tue Nov 24 08:31:47 2026",
        "from": "Ben <ben@harbour.test>",
        "subject": "Re: A line that starts with a dangerous word",
        "body_sha256": hashlib.sha256(body).hexdigest(),
    }


def test_the_reader_decides(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(b"From a\n\nI say:\nFrom here on, two.\n\n")
    assert len(shown(capsys, path, "naive")) == 2
    assert len(shown(capsys, path, "mboxo", as_json=True)) == 1


def test_an_unknown_reader_is_told_the_known_ones() -> None:
    with pytest.raises(UsageError, match="naive, mboxo, mboxrd, mboxcl, mboxcl2") as caught:
        mbox_list.show(paths.samples() / "quoted.mbox", "elm\x1b", as_json=False)
    assert "elm␛" in caught.value.sentence


def test_an_empty_file_is_an_empty_mailbox(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.touch()
    assert shown(capsys, path) == []
    assert shown(capsys, path, as_json=True) == []


def test_hostile_text_is_shown_and_does_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(HOSTILE)
    for line in shown(capsys, path) + shown(capsys, path, as_json=True):
        assert line.isprintable()
        assert "\u202e" not in line
    (told,) = (json.loads(line) for line in shown(capsys, path, as_json=True))
    assert told["subject"] == "\ufffd31m [/x] \x7f\ufffd"
    assert told["from"] == "\x1b[2JMallory\u202e <mallory@island.test>"
    (line,) = shown(capsys, path)
    assert "␛[2JMallory⟨U+202E⟩" in line
    assert "⟨9B⟩31m [/x] ␡⟨FF⟩" in line


def test_mailboxes_can_be_shown(tmp_path: Path) -> None:
    for content in (b"", b"\n\r\n\n", b"From a\n", b"some text\nFrom a\n"):
        (tmp_path / "box").write_bytes(content)
        check(tmp_path / "box")


@pytest.mark.parametrize("content", [b"<html>\n", b"\xff\xd8\xff\xe0\x00JFIF", b"x" * GLANCE + b"\nFrom a\n"])
def test_other_files_cannot(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "page").write_bytes(content)
    with pytest.raises(MailboxError, match="is not an mbox: no line"):
        check(tmp_path / "page")


def test_what_is_no_file_cannot(tmp_path: Path) -> None:
    with pytest.raises(MailboxGone, match="There is no file"):
        check(tmp_path / "nothing")
