"""A lesson about the login: played at the submission port, mutated, wandered from, without a fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from heloworld.course.check.run import check
from heloworld.course.model.loader import load
from heloworld.course.play.world_plan import plan_for

LESSON = """# Not in the clear

```lesson
id = "not-in-the-clear"
summary = "No password crosses in the clear."
minutes = 5

[world]
accounts = { ana = "sesame" }
methods = ["PLAIN", "LOGIN", "CRAM-MD5"]
own_name_only = true
prompt = "submission"
```

## TLS first

Log in, first in the clear and then under TLS.

```goal
id = "refused"
title = "Be refused with 530 when you log in without TLS"
need = [{ command = "AUTH", reply = 530, tls = false }]
```

```hint
on = "refused"
say = ["Begin with `EHLO`.", "Then `AUTH PLAIN`."]
```

```goal
id = "logged-in"
title = "Log in under TLS (235)"
need = [{ command = "AUTH", reply = 235, tls = true }]
```

```hint
on = "logged-in"
say = ["`STARTTLS`, and say hello again.", "`AUTH PLAIN` and your name and password in base64."]
```

```misstep
on = "logged-in"
id = "wrong"
match = [{ command = "AUTH", reply = 535 }]
say = "535: the name or the password is not right."
```

```solution
play = [
  { send = "EHLO localhost", needed = false },
  "AUTH PLAIN",
  "STARTTLS",
  "EHLO localhost",
  "AUTH LOGIN",
  "YW5h",
  "c2VzYW1l",
]
```

```wrong
on = "logged-in"
misstep = "wrong"
play = ["EHLO me", "STARTTLS", "EHLO me", "AUTH PLAIN AGFuYQB3cm9uZw=="]
```
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "01-not-in-the-clear.md"
    file.write_text(LESSON, encoding="utf-8")
    return file


def test_a_lesson_about_the_login_has_no_fault(file: Path) -> None:
    assert [str(fault) for fault in check([file])] == []


def test_its_world_is_as_it_says(file: Path, tmp_path: Path) -> None:
    lesson = load(file).lesson
    assert lesson is not None
    plan = plan_for(lesson, tmp_path / "mail")
    assert (plan.prompt, plan.doors) == ("submission", {"submission": 0})
    assert plan.policy.methods == ("PLAIN", "LOGIN", "CRAM-MD5")
    assert plan.policy.is_own_name_only


@pytest.mark.parametrize("methods", ['["SCRAM-SHA-1"]', "[]", '["plain"]'])
def test_a_method_that_there_is_not_is_refused(file: Path, methods: str) -> None:
    file.write_text(LESSON.replace('["PLAIN", "LOGIN", "CRAM-MD5"]', methods), encoding="utf-8")
    assert [fault.line for fault in check([file])] == [10]
