"""``{who}``: another learner's to everybody else, and the same for the same name and secret."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.course.check.run import check
from heloworld.course.model.catalogue import open_course
from heloworld.course.model.loader import load, parse
from heloworld.course.model.who import NOBODY, checked, secret_in, who_of
from heloworld.course.progress import learner_name
from heloworld.errors import HeloError, UsageError

SIGNED = Path(__file__).parents[2] / "classroom/course/1-who/01-signed.md"


@given(st.text(max_size=40), st.text(max_size=40))
def test_it_is_a_word_that_may_stand_anywhere(name: str, secret: str) -> None:
    who = who_of(name, secret)
    assert len(who) == 6
    assert who[0].isalpha()
    assert set(who) <= set("abcdefghjkmnpqrstuvwxyz23456789")
    assert who == who_of(name, secret)


def test_no_two_of_a_thousand_are_the_same() -> None:
    assert len({who_of(f"p{number}", "tide") for number in range(1000)}) == 1000
    assert who_of("ana7", "tide") != who_of("ana7", "ebb")


def test_it_is_filled_in_everywhere() -> None:
    lesson = load(SIGNED, "k3f9xy").lesson
    assert lesson is not None
    assert lesson.is_varied
    assert "{who}" not in repr(lesson)
    assert lesson.steps[0].goals[0].title == "Have ana accept a letter from k3f9xy@island.test with the Subject k3f9xy"
    nobodys = load(SIGNED).lesson
    assert nobodys is not None
    assert NOBODY in nobodys.steps[0].before
    plain = parse(SIGNED.read_text().replace("{who}", "x"), SIGNED).lesson
    assert plain is not None
    assert not plain.is_varied


def test_the_teachers_secret_lies_in_the_courses_folder(tmp_path: Path) -> None:
    part = tmp_path / "1-who"
    part.mkdir()
    (part / SIGNED.name).write_text(SIGNED.read_text())
    assert secret_in(tmp_path) == ""
    (tmp_path / "secret").write_text("  low water \nsecond line\n")
    assert secret_in(tmp_path) == "low water"
    course, _ = open_course(tmp_path, "ana7")
    assert who_of("ana7", "low water") in next(course.lessons).steps[0].before


@pytest.mark.parametrize("name", ["", "-x", "ana 7", "../x", "a" * 33, "ünal", "ana\n7"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(UsageError):
        checked(name)


def test_a_name_is_kept_and_one_that_is_damaged_is_none(tmp_path: Path) -> None:
    file = tmp_path / "folder/name"
    assert learner_name.known(file) == ""
    assert learner_name.keep(" Ana7 ", file) == learner_name.known(file) == "ana7"
    file.write_bytes(b"\xff\xfe" * 50)
    assert learner_name.known(file) == ""
    with pytest.raises(HeloError, match="cannot be kept"):
        learner_name.keep("ana7", tmp_path / "folder/name/deeper")


def test_the_check_tries_whether_a_copy_would_do(tmp_path: Path) -> None:
    assert check([SIGNED], 1) == []
    text = (
        SIGNED.read_text().replace(', sender = "{who}@island.test"', "").replace('Subject = "{who}"', 'Subject = "*"')
    )
    weak = tmp_path / "01-weak.md"
    weak.write_text(text)
    faults = check([weak], 1)
    assert ("copied", 11) in {(fault.rule, fault.line) for fault in faults}
