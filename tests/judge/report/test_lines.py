"""One line for each stage."""

from __future__ import annotations

import pytest

from heloworld.judge.report.lines import verdict_lines
from heloworld.judge.suites import SUITES
from heloworld.judge.verdict import Verdict


@pytest.mark.parametrize("name", SUITES)
def test_the_times_stand_in_one_column_beside_the_names(name: str) -> None:
    stages = SUITES[name]().stages
    lines = [line.text for stage in stages for line in verdict_lines(Verdict(stage, True, 0.1), 80, stages)]
    assert {line.rindex("0.1 s") for line in lines} == {len(lines[0]) - len("0.1 s")}
    assert all("  0.1 s" in line for line in lines)
