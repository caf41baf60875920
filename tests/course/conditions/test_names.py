"""Conditions on names: what the name server was asked, and what a zone says now, in a running world."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from course.recording import condition, times
from heloworld.course.check.unmet import unmet
from heloworld.course.model.act import Act
from heloworld.course.model.lesson import Goal
from heloworld.course.model.loader import parse
from heloworld.course.play.playground import Playground
from heloworld.errors import HeloError

LESSON = '''# Names

```lesson
id = "names"
summary = "Names."
minutes = 1
[world.island]
[world.zones]
"shore.test" = """
@ TXT "Rosa's " "new domain"
"""
```

## Ask

```goal
id = "asked"
title = "Ask"
need = [{ asked = "MX", name = "island.test", answer = "10 mail.*", rcode = "NOERROR" }]
```
'''


@pytest.fixture
async def ground() -> AsyncIterator[Playground]:
    lesson = parse(LESSON, Path("01-names.md")).lesson
    assert lesson is not None
    async with Playground(lesson) as ground:
        yield ground


def met(ground: Playground, **table: object) -> int:
    """How often a condition is met."""
    return times(condition(**table), ground.evidence)


async def test_what_was_asked_and_answered(ground: Playground) -> None:
    for question in ("MX island.test", "mx ISLAND.test +tcp", "TXT mail.island.test", "A nobody.island.test"):
        await ground.play(Act(dig=question))
    assert met(ground, asked="any") == 4
    assert met(ground, asked="MX", name="island.test", by="laptop", answer="10 mail.island.test.") == 2
    assert met(ground, asked="MX", by="harbour") == 0
    assert met(ground, asked="mx", name="shore.test") == 0
    assert met(ground, asked="MX", answer="20 *") == 0
    assert met(ground, asked=["TXT", "A"]) == 2
    assert met(ground, asked="TXT", found=False, rcode="NOERROR") == 1
    assert met(ground, asked="any", found=False) == 2
    assert met(ground, asked="any", rcode="nxdomain") == 1


async def test_a_question_comes_from_where_the_prompt_is(ground: Playground) -> None:
    await ground.play(Act(connect="prompt", seat="stranger"))
    await ground.play(Act(dig="MX island.test"))
    assert met(ground, asked="MX", by="stranger") == 1
    assert met(ground, asked="MX", by="laptop") == 0


async def test_what_the_relay_asks_is_asked_by_its_host(ground: Playground) -> None:
    await ground.play(Act(dig="MX island.test"))
    assert met(ground, asked="MX", by="island") == 0
    assert met(ground, command="MX", who=["prompt", "outside"], protocol="dns") == 1
    assert met(ground, command="MX", who=["prompt", "relay"], protocol="dns") == 0


async def test_what_a_zone_says_now(ground: Playground) -> None:
    assert met(ground, zone="island.test", type="MX", value="10 mail.island.test.") == 1  # nobody has written it
    assert met(ground, zone="shore.test", type="TXT", value="Rosa's new domain") == 1
    assert met(ground, zone="shore.test", type="MX", absent=True) == 1
    assert met(ground, zone="nowhere.test", type="MX") == 0
    await ground.play(Act(zone="shore.test", add="@ MX 10 mail.shore.test"))
    assert met(ground, zone="shore.test", type="mx", value="* mail.shore.test.shore.test.") == 1
    assert met(ground, zone="shore.test", type="MX", absent=True) == 0
    await ground.play(Act(zone="shore.test", drop="@   MX *", add="@ MX 20 mail"))
    assert met(ground, zone="shore.test", type="MX") == 1
    assert met(ground, zone="shore.test", name="shore.test.", type="MX", value="20 mail.shore.test.") == 1
    await ground.play(Act(dig="MX shore.test"))
    assert met(ground, asked="MX", answer="20 mail.shore.test.") == 1


async def test_what_a_record_must_not_say_and_whether_capitals_count(ground: Playground) -> None:
    await ground.play(Act(zone="shore.test", add='_dmarc TXT "V=dmarc1; p=none"'))
    record = {"zone": "shore.test", "name": "_dmarc", "type": "TXT"}
    assert met(ground, **record, value="v=DMARC1*") == 1
    assert met(ground, **record, value="v=DMARC1*", case=True) == 0
    assert met(ground, **record, unlike="v=DMARC1*") == 0
    assert met(ground, **record, unlike="v=DMARC1*", case=True) == 1
    assert met(ground, **record, unlike="*p=reject*") == 1


async def test_a_fresh_world_has_the_lessons_zones_again(ground: Playground) -> None:
    await ground.play(Act(zone="shore.test", add="@ MX 10 mail"))
    await ground.begin_again()
    assert met(ground, zone="shore.test", type="MX") == 0
    await ground.play(Act(dig="MX shore.test"))
    assert met(ground, asked="MX", found=False) == 1


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (Act(zone="shore.test", add="@ MX mail"), "Line 2 of the zone shore.test"),
        (Act(zone="shore.test", add="mail A 192.0.2.1"), "Line 2 of the zone shore.test"),
        (Act(zone="shore.test", drop="@ MX *"), "has no line"),
        (Act(zone="rock.test", add="@ MX 0 ."), "no zone rock.test"),
        (Act(dig="MX"), "no name"),
    ],
)
async def test_what_cannot_be_done_changes_nothing(ground: Playground, act: Act, says: str) -> None:
    with pytest.raises(HeloError, match=says):
        await ground.play(act)
    assert met(ground, zone="shore.test", type="TXT") == 1
    assert met(ground, zone="shore.test", type="MX") == met(ground, asked="any") == 0


async def test_what_is_not_met_is_told(ground: Playground) -> None:
    goal = ground.lesson.steps[0].goals[0]

    def why(fence: Goal) -> str:
        found = unmet(fence, ground.evidence, lambda _: "at line 1")
        return "" if found is None else found.says

    assert why(goal) == 'Nothing like `asked = "MX"` has happened.'
    await ground.play(Act(dig="MX shore.test"))
    assert "question" in why(goal)
    await ground.play(Act(dig="MX island.test"))
    assert not why(goal)
