"""The file of a greylist: it stays short, and a folder that cannot be used keeps no mail from coming."""

from __future__ import annotations

from pathlib import Path

from heloworld.lab.internet.greylist_file import MOST_LINES, GreylistFile
from heloworld.trust.greylist import Decision, Greylist, Patience, Seen

PATIENCE = Patience(delay=20)
CLIENT, ANA, DORA = "127.0.0.66", "ana@harbour.test", "dora@island.test"


def ask(file: GreylistFile, greylist: Greylist, now: float) -> Decision:
    decision = greylist.ask(CLIENT, ANA, DORA, now)
    seen = greylist.seen(CLIENT, ANA, DORA)
    assert seen is not None
    file.note(seen, greylist)
    return decision


def test_it_says_at_the_next_start_who_has_asked_and_when(tmp_path: Path) -> None:
    path = tmp_path / "queue" / "own.greylist"
    file = GreylistFile(path)
    ask(file, file.greylist(PATIENCE, 100), 100)
    again = GreylistFile(path)
    assert ask(again, again.greylist(PATIENCE, 110), 110).left == 10
    third = GreylistFile(path)
    assert ask(third, third.greylist(PATIENCE, 125), 125).waited == 25
    assert path.stat().st_mode & 0o077 == 0, "who writes to whom is nobody else's business"


def test_it_does_not_grow_for_ever(tmp_path: Path) -> None:
    file = GreylistFile(tmp_path / "own.greylist")
    greylist = file.greylist(PATIENCE, 0)
    for second in range(MOST_LINES + 1):
        ask(file, greylist, second)
    [line] = file.path.read_text().splitlines()
    assert str(float(MOST_LINES)) in line or str(MOST_LINES) in line


def test_a_file_of_other_things_makes_everybody_new(tmp_path: Path) -> None:
    path = tmp_path / "own.greylist"
    for content in (b"\xff\x00", b"{}\n[1]\nnull\n[[],2,3,4,5,6,7]\n", b'["a","b","c","x",1,true]\n'):
        path.write_bytes(content)
        assert GreylistFile(path).greylist(PATIENCE, 0).known == ()


def test_a_folder_that_cannot_be_used_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    file = GreylistFile(tmp_path / "file" / "own.greylist")
    greylist = file.greylist(PATIENCE, 0)
    assert ask(file, greylist, 0).left == 20
    assert ask(file, greylist, 20).is_let_in
    file.forget()


def test_what_is_forgotten_is_not_written_down_again(tmp_path: Path) -> None:
    file = GreylistFile(tmp_path / "own.greylist")
    file.note(Seen(("127.0.0.0/24", ANA, DORA), 0, 0), Greylist())
    file.forget()
    file.note(Seen(("127.0.0.0/24", ANA, DORA), 0, 0), Greylist())
    assert not file.path.exists()
