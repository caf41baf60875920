"""The learner's letters are kept: those that they have written, and not those that were played."""

from __future__ import annotations

from pathlib import Path

from heloworld.course.conditions.evidence import Evidence
from heloworld.course.model.act import Act
from heloworld.course.model.loader import load
from heloworld.course.play.playground import Playground
from heloworld.course.progress import letters
from heloworld.course.progress.letters import Letters

GALLERY = Path(__file__).parents[1] / "gallery" / "01-good.md"
ENVELOPE = ("HELO me", "MAIL FROM:<dora@island.test>", "RCPT TO:<ana@harbour.test>", "DATA")


async def write(ground: Playground, *text: str) -> Evidence:
    for line in (*ENVELOPE, *text, "."):
        await ground.play(Act(send=line))
    return ground.evidence


async def test_what_was_written_is_kept_and_what_was_played_is_not(tmp_path: Path) -> None:
    lesson = load(GALLERY).lesson
    assert lesson is not None
    kept = Letters(tmp_path / "new" / "letters.mbox")
    async with Playground(lesson) as ground:
        kept.pass_over(await write(ground, "Subject: played"))
        kept.keep(await write(ground, "Subject: first", "", "Dear Ana"))
        kept.keep(ground.evidence)
        kept.keep(await write(ground, "Subject: second"))
        wanted = ground.evidence.mailboxes.content("ana").partition(b"Subject: played\n\n\n")[2]
    assert (tmp_path / "new" / "letters.mbox").read_bytes() == wanted
    assert wanted.startswith(b"From dora@island.test ")
    assert wanted.count(b"\nSubject: ") == 2


async def test_where_they_cannot_be_kept_the_lesson_goes_on(tmp_path: Path) -> None:
    lesson = load(GALLERY).lesson
    assert lesson is not None
    (tmp_path / "file").write_text("")
    for nowhere in (None, tmp_path / "file" / "letters.mbox"):
        async with Playground(lesson) as ground:
            Letters(nowhere).keep(await write(ground, "Subject: lost"))


async def test_there_is_a_limit(tmp_path: Path) -> None:
    lesson = load(GALLERY).lesson
    assert lesson is not None
    path = tmp_path / "letters.mbox"
    path.write_bytes(b"x" * (letters.LARGEST - 10))
    async with Playground(lesson) as ground:
        Letters(path).keep(await write(ground, "Subject: too much"))
    assert path.stat().st_size == letters.LARGEST - 10
