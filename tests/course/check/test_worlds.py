"""`helo lessons check` on lessons with several hosts: users of each, hosts in conditions, zones line by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from heloworld.course.check.run import check

LESSON = '''\
# Over the water

```lesson
id = "over-the-water"
summary = "A letter to the island."
minutes = 3

[world]
[world.harbour]
relay = "open"
[world.island]
users = ["dora", "postmaster"]
[world.zones]
"island.test" = """
@ MX 10 mail
"""
```

Two servers speak with each other.

## Send it

Say where it goes. The other server takes it.

```goal
id = "greeted"
title = "Greet island, and give it a letter for dora"
need = [ { command = "HELO", server = "island", who = "prompt" }, { mail = "accepted", server = "island" } ]
```

```misstep
on = "greeted"
match = [ { command = "RCPT", reply = 554, server = "island" } ]
say = "554: that server relays for nobody. Who has a mailbox there?"
id = "relay"
```

```hint
on = "greeted"
say = ["Who is dora's server?"]
```

```solution
play = [
  { telnet = "mail.island.test" },
  "HELO laptop.test",
  "MAIL FROM:<x@laptop.test>",
  "RCPT TO:<dora@island.test>",
  "DATA",
  { send = ".", free = false },
]
```

```wrong
on = "greeted"
misstep = "relay"
play = [
  { telnet = "mail.island.test" },
  "HELO laptop.test",
  "MAIL FROM:<x@laptop.test>",
  "RCPT TO:<ana@harbour.test>",
]
```
'''


def faults(folder: Path, text: str) -> list[tuple[str, int, str]]:
    path = folder / "01-over-the-water.md"
    path.write_text(text, encoding="utf-8")
    return [(each.rule, each.line, each.says) for each in check([path])]


def line(text: str, part: str) -> int:
    return next(number for number, each in enumerate(text.split("\n"), 1) if part in each)


def test_a_lesson_of_two_hosts_is_played_from_end_to_end(tmp_path: Path) -> None:
    found = faults(tmp_path, LESSON)
    assert [each for each in found if each[0] not in {"trap", "weak-goal"}] == []


@pytest.mark.parametrize(
    ("old", "new", "rule", "part", "says"),
    [
        ("@ MX 10 mail", "@ MX mail", "zone", "@ MX mail", "MX"),
        ("@ MX 10 mail", "@ MX 10 mail\nmail A 192.0.2.1", "zone", "mail A 192.0.2.1", "address of the real world"),
        ('"island.test" = ', '"example.com" = ', "zone", "example.com", "ends in .test"),
        ('server = "island", who', 'server = "shore", who', "unknown-host", 'server = "shore"', "no host `shore`"),
        ('users = ["dora"', 'locked = ["zoe"]\nusers = ["dora"', "unknown-user", 'locked = ["zoe"]', "user `zoe`"),
        ("[world.island]", "[world.island]\ngreylst = 3", "unknown-key", "greylst", "Is `greylist` meant?"),
        ('relay = "open"', 'relay = "all"', "wrong-value", 'relay = "all"', "`relay` in `harbour` can be"),
        (
            '{ mail = "accepted", server = "island" }',
            '{ zone = "ilsand.test", type = "MX" }',
            "unknown-zone",
            "ilsand",
            "Is `island.test` meant?",
        ),
        (
            "need = [ {",
            'seq = [ { zone = "island.test", type = "MX" }, {',
            "not-last",
            "seq = [ {",
            "what there is now",
        ),
        ('  "DATA",', '  { zone = "island.test" },', "act", '{ zone = "island.test" },', "wants `add` or `drop`"),
        ('  "DATA",', '  { send = "DATA", add = "x" },', "act", "add = ", "these belong to `zone`"),
        ('  "DATA",', '  { dig = "MX a\\nb" },', "act", "dig = ", "no line end"),
        ('  "DATA",', '  { dig = "MX" },', "unplayable", "dig = ", "no name"),
    ],
)
def test_a_fault_is_told_on_its_line(tmp_path: Path, old: str, new: str, rule: str, part: str, says: str) -> None:
    assert old in LESSON
    text = LESSON.replace(old, new, 1)
    found = [each for each in faults(tmp_path, text) if each[0] == rule]
    assert [each[1] for each in found] == [line(text, part)], faults(tmp_path, text)
    assert says in found[0][2]


@pytest.mark.parametrize(
    ("first", "faulty"), [('{ telnet = "mail.island.test" }', False), ('{ dig = "MX a.test" }', True)]
)
def test_a_telnet_can_be_known_and_no_question(tmp_path: Path, first: str, faulty: bool) -> None:
    text = LESSON.replace('{ telnet = "mail.island.test" }', first, 1).replace("false },\n]", "false },\n]\nknown = 1")
    assert "known = 1" in text
    assert any(rule == "known" for rule, _, _ in faults(tmp_path, text)) is faulty
