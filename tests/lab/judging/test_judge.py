"""Who judges the letters of a mailbox: zone files, or the zones of a world as they are now."""

from __future__ import annotations

from pathlib import Path

import pytest

from heloworld.errors import UsageError
from heloworld.lab.judging.judge import Judge, judge_by_files, judge_of_world
from heloworld.lab.judging.letter_file import LetterFile
from heloworld.lab.names.zone_folder import zone_files
from heloworld.lab.plan import Plan, neighbour, with_neighbours

LETTER = LetterFile(
    b"Return-Path: <dora@island.test>\n"
    b"Received: from mail.island.test (mail.island.test [127.0.0.20]) by mail.harbour.test with ESMTP id 1; now\n"
    b"From: dora@island.test\n\nhello\n"
)


def results(judge: Judge | None) -> str:
    assert judge is not None
    return judge.report(LETTER)[0].text


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return with_neighbours(Plan(tmp_path), neighbour("island", tmp_path))


def test_the_zones_of_a_world(plan: Plan) -> None:
    assert results(judge_of_world(plan, lambda: 0)) == "SPF (HELO) none, SPF pass, DKIM none, DMARC none"


def test_a_zone_that_was_saved_is_in_use_unless_it_has_a_fault(plan: Plan) -> None:
    judge = judge_of_world(plan, lambda: 0)
    island = next(each for each in zone_files(plan) if each.origin == "island.test")
    island.save('@ TXT "v=spf1 -all"\n_dmarc TXT "v=DMARC1; p=reject"\n')
    assert results(judge) == "SPF (HELO) none, SPF fail, DKIM none, DMARC fail"
    island.save("@ MX\n")
    assert results(judge) == "SPF (HELO) none, SPF pass, DKIM none, DMARC none"


def test_the_worlds_clock_counts(plan: Plan, tmp_path: Path) -> None:
    signed = LetterFile(
        b"DKIM-Signature: v=1; a=rsa-sha256; d=island.test; s=a; t=1; x=100; h=from; bh=AAAA; b=AAAA\n" + LETTER.data
    )
    said = {}
    for now in (50.0, 150.0):
        judge = judge_of_world(plan, lambda now=now: now)  # type: ignore[misc]
        assert judge is not None
        said[now] = any("expired" in each.text for each in judge.report(signed))
    assert said == {50.0: False, 150.0: True}


def test_a_world_without_names_has_no_judge(tmp_path: Path) -> None:
    assert judge_of_world(None, lambda: 0) is None
    assert judge_of_world(Plan(tmp_path), lambda: 0) is None
    assert results(judge_of_world(Plan(tmp_path, doors={"dns": 0}), lambda: 0)).startswith("SPF (HELO) none, SPF none")
    zones = {"island.test": '@ TXT "v=spf1 +all"\n'}
    assert results(judge_of_world(Plan(tmp_path, zones=zones), lambda: 0)).startswith("SPF (HELO) none, SPF pass")


def test_zone_files_are_read_for_each_letter(tmp_path: Path) -> None:
    zone = tmp_path / "island.test.zone"
    zone.write_text('@ TXT "v=spf1 -all"\n')
    judge = judge_by_files((zone,))
    assert "SPF fail" in results(judge)
    zone.write_text('@ TXT "v=spf1 ip4:127.0.0.20 -all"\n')
    assert "SPF pass" in results(judge)
    with pytest.raises(UsageError, match="cannot be read"):
        judge_by_files((tmp_path / "none.test.zone",))
