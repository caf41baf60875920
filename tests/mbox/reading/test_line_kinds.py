from pathlib import Path

from heloworld.mbox.reading.line_kinds import Anatomy
from heloworld.mbox.reading.lines import MailboxText
from heloworld.mbox.reading.tail import LineKind

S, H, Q, B = LineKind.SEPARATOR, LineKind.HEADER, LineKind.QUOTED, LineKind.BODY

BOX = (
    (b"before the first\n", B, None),
    (b"From a\n", S, 0),
    (b"Subject: x\n", H, 0),
    (b"\tfolded\n", H, 0),
    (b"\n", B, 0),
    (b"Subject: not one\n", B, 0),
    (b">From here\n", Q, 0),
    (b">>From here\n", Q, 0),
    (b"> From here\n", B, 0),
    (b"From b\r\n", S, 1),
    (b"A: b\r\n", H, 1),
    (b"\r\n", B, 1),
    (b"body\r\n", B, 1),
    (b"From c\n", S, 2),
    (b"\n", B, 2),
    (b"no header\n", B, 2),
    (b"From d\n", S, 3),
    (b"A: torn", H, 3),
)


def test_every_line_is_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(b"".join(line for line, _, _ in BOX))
    with MailboxText(path) as text:
        text.scan()
        anatomy = Anatomy(text)
        lines = [text.line(number) for number in range(len(text))]
        assert [(line.data, anatomy.part_of(line), anatomy.message_of(line.offset)) for line in lines] == list(BOX)


def test_what_comes_behind_a_torn_header_changes_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(b"From a\nA: b\n")
    with MailboxText(path) as text:
        text.scan()
        anatomy = Anatomy(text)
        assert anatomy.part_of(text.line(1)) is H
        with path.open("ab") as file:
            file.write(b"C: d\n\nE: f\n")
        text.refresh()
        text.scan()
        assert [anatomy.part_of(text.line(number)) for number in range(5)] == [S, H, H, B, B]


def test_a_file_that_was_rewritten_is_looked_at_anew(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(b"From a\nA: b\n\nbody\n")
    with MailboxText(path) as text:
        text.scan()
        anatomy = Anatomy(text)
        assert anatomy.part_of(text.line(3)) is B
        path.write_bytes(b"From a\nA: b\nC: d\n\n")
        text.refresh()
        text.scan()
        anatomy.forget()
        assert anatomy.part_of(text.line(2)) is H


def test_lines_between_the_parts_of_a_message(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(
        b'From a\nContent-Type: multipart/mixed; boundary="a b"\n\n--a b\nContent-Type: x/y;\n boundary=c\n\n'
        b"--c\n--d\n-- \n--c--\r\n--a b--\n\nFrom b\n\n--a b\n"
    )
    with MailboxText(path) as text:
        text.scan()
        anatomy = Anatomy(text)
        found = [line.data for line in map(text.line, range(len(text))) if anatomy.part_of(line) is LineKind.BOUNDARY]
        assert found == [b"--a b\n", b"--c\n", b"--c--\r\n", b"--a b--\n"]


def test_runs_of_bytes(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(b"From a\nA: b\n\nx\n")
    with MailboxText(path) as text:
        text.scan()
        runs = list(Anatomy(text).runs(3, 99))
        assert [(run.start, run.stop) for run in runs] == [(0, 7), (7, 12), (12, 13), (13, 15)]
        assert [run.part for run in runs] == [LineKind.SEPARATOR, LineKind.HEADER, LineKind.BODY, LineKind.BODY]
        assert [(run.start, run.stop) for run in Anatomy(text).runs(8, 9)] == [(7, 12)]
