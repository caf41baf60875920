"""The rows of the lens view, against what the lenses say when they go through a file at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from heloworld import paths
from heloworld.mbox.lenses import LENSES, compare
from heloworld.mbox.lenses.messages import opened
from heloworld.mbox.lenses.reasons import WINDOW, beside, message, why
from heloworld.mbox.lenses.ruler import Judgements, Ruler, Sight
from heloworld.mbox.lenses.view import View
from heloworld.mbox.lenses.walk import count, refusal, spans
from heloworld.mbox.reading.index import Change
from mbox.eyes import offsets_of, viewed

Worked = Callable[..., Ruler]

SAMPLES = sorted(paths.samples().glob("*.mbox"))
A = b"From a@b Sat Jan  3 01:05:34 2026\n"
ODD = (
    b"a note\n\n" + A + b"Subject: x\n\none\nFrom \x1b[2Jhere on\n\n" + A + b"\n" + b"x" * 8191 + A + b"y\n",
    b"\n" + A + b"Content-Length: 9\n\nabc\n" + A + A,
    b"From ",
    b"<html>\n",
    A + b"X-IMAP: 1 2\n\nhidden\n\n" + A + b"\ntext\n\n" + A,
    A + b"\ntext\n\n" + A + b"Content-Length: 9223372036854775807\n\nlocked out\n\n" + A,
)


@pytest.fixture(params=[*SAMPLES, *ODD], ids=lambda param: param.stem if isinstance(param, Path) else repr(param[:12]))
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if isinstance(request.param, Path):
        return request.param
    (tmp_path / "odd").write_bytes(request.param)
    return tmp_path / "odd"


@pytest.fixture
def worked() -> Iterator[Worked]:
    with ExitStack() as stack:

        def work(path: Path, *chosen: str) -> Ruler:
            made = Ruler(path, chosen or tuple(LENSES))
            stack.callback(made.close)
            for _ in made.work():
                pass
            return made

        yield work


def test_the_rows_are_the_places_that_are_compared(worked: Worked, path: Path) -> None:
    for names in (tuple(LENSES), ("mutt", "python"), ("formail", "git", "mailutils")):
        found = worked(path, *names)
        rows, view = found.rows(), found.view()
        with opened(path) as box:
            places = list(compare.places(box, [LENSES[name] for name in names]))
        assert [rows.offset(row) for row in range(len(rows))] == [place.offset for place in places]
        assert [rows.offset(row) for row in rows.disputed] == [each.offset for each in places if each.is_disputed]
        for row, place in enumerate(places):
            assert rows.row_of(place.offset) == row
            assert rows.is_disputed(row) == place.is_disputed
            said = {sight.lens.name: why(view, sight, place.offset) for sight in rows.sights}
            assert said == place.verdicts


def test_the_counts_and_messages_are_those_of_the_lenses(worked: Worked, path: Path) -> None:
    found = worked(path)
    with opened(path) as box:
        for name, lens in LENSES.items():
            sight = found.sights[name]
            assert sight.refusal == refusal(lens, box.view, box.offsets)
            if sight.refusal:
                assert sight.count == 0
                continue
            assert sight.count == count(lens, box.view, box.offsets)
            for number, span in enumerate(spans(lens, box.view, box.offsets), 1):
                assert message(box.view, sight, span.offset) == (number, span)


PIECES = st.sampled_from(
    [
        A,
        b"\n",
        b"Subject: x\n",
        b"From here\n",
        b"Content-Length: 9\n",
        b"Content-Length: 300\n",
        b"Content-Length: 9223372036854775807\n",
        b"X-IMAP: 1 2\n",
        b"x" * 70,
        b"F",
    ]
)


@given(
    name=st.sampled_from(sorted(LENSES)),
    content=st.lists(PIECES, max_size=30).map(b"".join),
    cuts=st.lists(st.integers(0, 600), max_size=3),
)
@example(name="formail", content=A + b"\nx\n\n" + A + b"Content-Length: 9\n\n" + A * 2 + b"\n\n" + A, cuts=[120, 150])
def test_what_a_reader_saw_of_a_file_that_grew_is_what_it_sees_of_the_whole(
    name: str, content: bytes, cuts: list[int]
) -> None:
    sight = Sight(LENSES[name], [])
    with viewed(content) as view:
        for size in [*sorted(cut for cut in cuts if cut < len(content)), len(content)]:
            grown = View(view.fd, size)
            sight = sight.resumed(grown, offsets_of(content[:size]))
            sight.go_on(grown)
        whole = Sight(LENSES[name], offsets_of(content))
        whole.go_on(view)
    assert (sight.codes, sight.extra, sight.extra_codes) == (whole.codes, whole.extra, whole.extra_codes)
    assert (sight.count, sight.refusal) == (whole.count, whole.refusal)


def test_a_reader_goes_on_where_it_was() -> None:
    content = (A + b"Subject: x\nTo: a@b\n\nbody\n\n") * 10
    with viewed(content + content) as view:
        for name, lens in LENSES.items():
            sight = Sight(lens, offsets_of(content))
            sight.go_on(View(view.fd, len(content)))
            assert len(sight.resumed(view, offsets_of(content + content)).codes) == 9, name


def test_a_file_that_changes_is_read_on_or_anew(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(A * 4)
    looked = Ruler(path, ("naive",))
    for content, change in (
        (A * 7 + b"\n", Change.GROWN),
        (A * 2, Change.SHORTENED),
        (b"From x\n" * 9, Change.REWRITTEN),
        (b"", Change.SHORTENED),
        (A, Change.GROWN),
    ):
        for _ in looked.work():
            pass
        before = looked.sights["naive"].count
        with path.open("r+b") as file:
            file.truncate(file.write(content))
        assert looked.refresh() is change
        if change is Change.GROWN:
            assert looked.sights["naive"].count == before, "what was known is still shown"
        for _ in looked.work():
            pass
        assert looked.size == len(content)
        assert looked.sights["naive"].count == content.count(b"From ")
    looked.close()


def test_a_view_outlives_the_file(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(A)
    looked = Ruler(path, ("naive",))
    view = looked.view()
    path.unlink()
    path.write_bytes(b"From other\n")
    assert looked.refresh() is Change.REWRITTEN
    assert view.read(0, len(A)) == A
    number = view.fd
    del view
    looked.close()
    assert not Path(f"/dev/fd/{number}").exists()


def test_it_grows_while_the_readers_read(tmp_path: Path) -> None:
    (tmp_path / "box").write_bytes((A + b"Subject: x\n\nFrom me\n\n") * 100)
    growing = Ruler(tmp_path / "box", ("naive", "mutt"), most=7)
    lengths, disputed = set(), set()
    for _ in growing.work():
        rows = growing.rows()
        lengths.add(len(rows))
        disputed.add(len(rows.disputed))
    assert len(lengths) > 10
    assert (max(lengths), max(disputed)) == (200, 100)
    assert growing.sights["dovecot"].is_done, "readers that are not chosen are counted too"
    growing.chosen = ()
    assert growing.rows() == Judgements()
    growing.close()


def test_what_was_sent_beside_what_is_shown(worked: Worked) -> None:
    path = paths.samples() / "look-alike.mbox"
    found = worked(path)
    view, offset = found.view(), path.read_bytes().index(b"From my window")
    sent, shown = beside(view, found.sights["mutt"], offset)
    assert (sent.mark, shown.mark) == (7, 6)
    assert sent.lines[7] == shown.lines[6]
    assert sent.lines[0].startswith(b"From dora")
    assert shown.lines[0] == b"From: Dora <dora@island.test>"
    assert shown.said == "mutt shows the line in message 1"
    sent, shown = beside(view, found.sights["python"], offset)
    assert sent.mark == 0
    assert shown.lines[0] == b"and nobody quoted the line above."
    assert shown.said == "python shows it as message 2"
    assert sent.inside[1] < len(sent.lines)


def test_quoting_is_undone_on_one_side_alone(worked: Worked) -> None:
    path = paths.samples() / "quoted.mbox"
    found = worked(path)
    sent, shown = beside(found.view(), found.sights["mboxrd"], 0)
    quoted = {line for line in sent.lines[: sent.inside[1]] if line.startswith(b">From")}
    assert quoted
    assert quoted.isdisjoint(shown.lines)
    assert {line[1:] for line in quoted} <= set(shown.lines)


def test_a_reader_that_refuses_shows_nothing(worked: Worked) -> None:
    found = worked(paths.samples() / "text-first.mbox")
    sent, shown = beside(found.view(), found.sights["mutt"], found.index.offsets()[0])
    assert found.sights["mutt"].refusal
    assert sent.lines[sent.mark or 0].startswith(b"From ")
    assert (shown.lines, shown.said) == ((), "mutt shows nothing of this file")


def test_a_place_far_inside_a_long_message_is_shown_with_what_is_near(worked: Worked, tmp_path: Path) -> None:
    filler = b"0123456789 filler\n" * 20_000
    (tmp_path / "box").write_bytes(A + b"Subject: x\n\n" + filler + b"From the start\n" + filler)
    found = worked(tmp_path / "box")
    sent, shown = beside(found.view(), found.sights["mutt"], found.index.offsets()[1])
    assert sent.mark is not None
    assert shown.mark is not None
    assert sent.lines[sent.mark] == shown.lines[shown.mark] == b"From the start"
    assert sum(map(len, shown.lines)) <= 2 * WINDOW
