"""``helo lessons new``: the beginning of a lesson. What is to be filled in is marked with an ellipsis."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from heloworld.errors import HeloError, UsageError
from heloworld.output import print_lines
from heloworld.wire.visible import visible_text

BLANK: Final = "…"
"""Stands for what the author is to write."""

LONGEST: Final = 40
"""Characters that a lesson's id may have."""

_NAME: Final = re.compile(r"\d+-([a-z0-9]+(?:-[a-z0-9]+)*)\.md")

_BEGINNING: Final = """\
# …

```lesson
id = "{id}"
summary = "…"
minutes = 5
needs = []
teaches = []
# For each term that the lesson teaches:
# [recap.HELO]
# means = "The greeting of a client."
# rfc = "5321 §4.1.1.1"
```

…

## …

… What is read first. Say what the learner is to find out, not what will happen.

```question
id = "prediction"
when = "before"
ask = "… What will the server say?"
options = [
  "… What is right",
  "… What people believe",
]
answer = 0
why = [
  "… Why that is so.",
  "… What speaks against it.",
]
belief = "… What somebody believes who answers otherwise"
```

```goal
id = "greeted"
title = "… Say HELO or EHLO, and get 250"
need = [{{ command = ["HELO", "EHLO"], reply = 250 }}]
```

```misstep
on = "greeted"
id = "no-name"
match = [{{ command = ["HELO", "EHLO"], reply = 501 }}]
say = "… What arrived, what was expected, and why."
```

```hint
on = "greeted"
say = [
  "… Where to look.",
  "… Nearly the answer.",
]
```

… What is read once all goals of the step are reached: why it went as it did.

```solution
play = ["HELO localhost"]
```

```wrong
on = "greeted"
misstep = "no-name"
play = ["HELO"]
```

```teacher
notes = \"\"\"
… What happens in class, and what to ask.
\"\"\"
```
"""


def write(path: Path) -> None:
    """Write the beginning of a lesson, and say how to go on.

    Args:
        path: The file; there must be none yet.

    Raises:
        UsageError: Lessons are not named so.
        HeloError: The file exists, or cannot be written.
    """
    named = _NAME.fullmatch(path.name)
    if named is None or len(named[1]) > LONGEST:
        remedy = (
            f"Name it like 01-my-lesson.md: a number, and an id of at most {LONGEST} small letters, digits and hyphens."
        )
        raise UsageError(f"{path.name or path} is not how a lesson is named.", remedy)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(_BEGINNING.format(id=named[1]))
    except FileExistsError as error:
        if path.parent.is_file():
            raise HeloError(f"{path.parent} is a file, not a folder.", "Name another folder.") from error
        raise HeloError(f"{path} cannot be written: something is there already.", "Name another file.") from error
    except OSError as error:
        why = (error.strerror or "it cannot be used").lower()
        raise HeloError(f"{path} cannot be written: {why}.", "Name another file.") from error
    shown = visible_text(str(path))
    print_lines([f"{shown} is written. Fill in what is marked with {BLANK}, then: helo lessons check {shown}"])
