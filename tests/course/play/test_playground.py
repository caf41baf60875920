"""A lesson's world: it is as the lesson says, hands work in it, and nothing reaches out of it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from course.recording import END, ENVELOPE
from heloworld.course.model.act import Act
from heloworld.course.model.lesson import Lesson
from heloworld.course.model.loader import parse
from heloworld.course.model.placeholders import Places
from heloworld.course.model.world import Refusing, Server, World
from heloworld.course.play.playground import Playground
from heloworld.course.play.world_plan import mailboxes_of, plan_for
from heloworld.errors import ConnectError, HeloError
from heloworld.wire.events import Closed, Opened, TlsStarted

SEED = b"From dora@island.test Sat Jan  3 01:05:34 2026\nSubject: old\n\nOld.\n\n"
LETTER = (*(line[2:] for line in (*ENVELOPE, *END) if line[0] == "C"),)


def lesson(folder: Path, world: World | None = None) -> Lesson:
    text = '# T\n\n```lesson\nid = "own"\nsummary = "s"\nminutes = 1\n```\n\n## S\n'
    loaded = parse(text, folder / "01-own.md").lesson
    assert loaded is not None
    head = msgspec.structs.replace(loaded.head, world=world or World())
    return Lesson(loaded.path, loaded.title, head, loaded.steps)


async def type_(ground: Playground, *lines: str) -> list[int]:
    """The codes of all replies, after these lines from the prompt."""
    for line in lines:
        await ground.play(Act(send=line))
    return [each.exchange.code for each in ground.evidence.spoken]


async def test_what_is_played_is_evidence(tmp_path: Path) -> None:
    async with Playground(lesson(tmp_path)) as ground:
        assert await type_(ground, "HELO localhost", *LETTER) == [220, 250, 250, 250, 354, 250]
        assert [each.mail.recipients for each in ground.evidence.sent] == [(b"TO:<ana@harbour.test>",)]
        assert ground.evidence.mailboxes.added("ana").startswith(b"From dora@island.test ")


async def test_hands_are_told_apart_and_hang_up(tmp_path: Path) -> None:
    async with Playground(lesson(tmp_path)) as ground:
        for act in (Act(send="NOOP"), Act(outside="NOOP", ending="LF"), Act(hang_up="outside"), Act(connect="prompt")):
            await ground.play(act)
        happened = ground.evidence.happened
        assert [(type(each.event), each.outside) for each in happened] == [
            (Opened, False),
            (Opened, True),
            (Closed, True),
        ]


async def test_tls_both_ways(tmp_path: Path) -> None:
    async with Playground(lesson(tmp_path, World(doors=("smtps",)))) as ground:
        await ground.play(Act(connect="outside", door="smtps"))
        await type_(ground, "EHLO localhost", "STARTTLS", "NOOP")
        assert [each.outside for each in ground.evidence.happened if isinstance(each.event, TlsStarted)] == [
            True,
            False,
        ]
        assert ground.places.fill("{smtps_port}").isdigit()


async def test_without_a_tls_port_there_is_none(tmp_path: Path) -> None:
    async with Playground(lesson(tmp_path)) as ground:
        assert ground.places.fill("{smtps_port}") == ""
        with pytest.raises(ConnectError):
            await ground.play(Act(connect="prompt", door="smtps"))


async def test_to_begin_again_is_to_begin(tmp_path: Path) -> None:
    (tmp_path / "seed.mbox").write_bytes(SEED)
    world = World(seed={"ana": "seed.mbox"}, refuse=(Refusing(command="mail", reply="450 4.7.1 Later", times=1),))
    async with Playground(lesson(tmp_path, world), tmp_path) as ground:
        for _ in range(2):
            assert ground.evidence.now == 0
            assert ground.evidence.mailboxes.content("ana") == SEED
            assert await type_(ground, "HELO me", *LETTER[:1]) == [220, 250, 450]
            assert (await type_(ground, *LETTER))[-1] == 250
            assert ground.evidence.mailboxes.added("ana").startswith(b"From ")
            await ground.begin_again()
    assert not (tmp_path / "mail" / "earlier").exists(), "nothing is kept of a rehearsal"


async def test_it_leaves_nothing_behind(tmp_path: Path) -> None:
    async with Playground(lesson(tmp_path)) as ground:
        folder = Path(ground.places.mail)
        assert folder.is_dir()
    assert not folder.exists()


async def test_a_world_is_as_the_lesson_says(tmp_path: Path) -> None:
    world = World(
        users=("ana", "dora"),
        size_limit=100,
        recipient_limit=1,
        refuse=(Refusing(command="EHLO", match="old*", reply="502 5.5.1 Too new"),),
    )
    async with Playground(lesson(tmp_path, world)) as ground:
        codes = await type_(ground, "EHLO very old", "EHLO older", "MAIL FROM:<> SIZE=101", "MAIL FROM:<>")
        assert codes == [220, 250, 502, 552, 250]
        codes = await type_(
            ground, "RCPT TO:<ben@harbour.test>", "RCPT TO:<dora@harbour.test>", "RCPT TO:<ana@harbour.test>"
        )
        assert codes[-3:] == [550, 250, 452]


@pytest.mark.parametrize(
    "world",
    [
        World(dialect="mbox"),
        World(dialects={"zoe": "mboxo"}),
        World(locked=("../ana",)),
        World(seed={"../ana": "seed.mbox"}),
        World(seed={"ana": "gone.mbox"}),
        World(seed={"ana": "../outside.mbox"}),
        World(seed={"ana": "link.mbox"}),
        World(seed={"ana": "folder"}),
        World(seed={"ana": "."}),
        World(seed={"ana": "a\0b"}),
        World(refuse=(Refusing(command="RCPT", reply="250 2.0.0 Fine"),)),
        World(refuse=(Refusing(command="RCPT", reply="450 4.0.0 x\r\n250 y"),)),
    ],
)
async def test_what_cannot_be_or_would_lead_out_is_refused(tmp_path: Path, world: World) -> None:
    folder = tmp_path / "part"
    (folder / "folder").mkdir(parents=True)
    (tmp_path / "outside.mbox").write_bytes(SEED)
    (folder / "seed.mbox").write_bytes(SEED)
    (folder / "link.mbox").symlink_to(tmp_path / "outside.mbox")
    with pytest.raises(HeloError):
        plan_for(lesson(folder, world), tmp_path / "mail")
    with pytest.raises(HeloError):
        async with Playground(lesson(folder, world)):
            pass
    assert not (tmp_path / "mail").exists()


def test_mailboxes_are_those_of_the_world(tmp_path: Path) -> None:
    (tmp_path / "seed.mbox").write_bytes(SEED)
    boxes = mailboxes_of(lesson(tmp_path, World(users=("ana",), seed={"ana": "seed.mbox"})), tmp_path / "mail")
    assert (boxes.users, boxes.seeds, boxes.path("ana")) == (("ana",), {"ana": SEED}, tmp_path / "mail" / "ana.mbox")


def test_placeholders_are_filled_and_other_braces_stay() -> None:
    places = Places({"smtp": ("127.0.0.1", 2525)}, "/mail")
    assert places.fill("nc {host} {port}, {mail}/{user} {smtps_port}{}") == "nc 127.0.0.1 2525, /mail/{user} {}"


async def test_a_world_of_two_hosts_is_played_and_looked_at(tmp_path: Path) -> None:
    world = World(
        island=Server(users=("dora",), seed={"dora": "seed.mbox"}), harbour=Server(accounts={"ana": "sesame"})
    )
    (tmp_path / "seed.mbox").write_bytes(SEED)
    async with Playground(lesson(tmp_path, world)) as ground:
        await ground.play(Act(telnet="mail.island.test"))
        codes = await type_(
            ground, "HELO laptop.test", *(line.replace("ana@harbour", "dora@island") for line in LETTER)
        )
        assert codes == [220, 250, 250, 250, 354, 250]
        boxes = ground.evidence.mailboxes
        assert boxes.at("island").added("dora").startswith(b"From dora@island.test ")
        assert boxes.at("island").content("dora").startswith(SEED)
        assert [(each.who, each.server) for each in [ground.evidence.sent[0].spoken]] == [("prompt", "island")]
        assert {each.server for each in ground.evidence.spoken} == {"island"}
        await ground.begin_again()
        assert ground.evidence.mailboxes.at("island").content("dora") == SEED


async def test_the_prompt_takes_another_seat_when_it_is_told_to(tmp_path: Path) -> None:
    async with Playground(lesson(tmp_path, World(island=Server()))) as ground:
        for act in (Act(connect="prompt"), Act(telnet="mail.island.test", seat="stranger"), Act(send="NOOP")):
            await ground.play(act)
        opened = [each.event for each in ground.evidence.happened if isinstance(each.event, Opened)]
        assert [(each.client_name, each.server_name) for each in opened] == [
            ("laptop", "harbour"),
            ("stranger", "island"),
        ]


async def test_only_hosts_of_the_world_can_be_called(tmp_path: Path) -> None:
    async with Playground(lesson(tmp_path, World(island=Server()))) as ground:
        for host in ("mail.shore.test", "mail.island.test 110", "example.test"):
            with pytest.raises(HeloError):
                await ground.play(Act(telnet=host))
