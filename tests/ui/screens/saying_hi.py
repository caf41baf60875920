"""A lesson of two steps, with everything in it that a lesson can have; and another that is like it."""

from __future__ import annotations

FIRST = """# Saying hi

```lesson
id = "saying-hi"
summary = "Two words."
minutes = 2
teaches = ["HELO"]
recap.HELO = { means = "Says who is calling.", rfc = "5321 §4.1.1.1" }
```

## Say it

The server at {host}, port {port}, waits.

```question
id = "who"
when = "before"
ask = "Who speaks next?"
options = ["You", "The server"]
answer = 0
why = "It has greeted you already."
```

```goal
id = "said"
title = "Say HELO and get 250"
need = [{ command = ["HELO", "EHLO"], reply = 250 }]
```

```misstep
on = "said"
match = [{ command = "MAIL", reply = 503 }]
say = "It wants to know first who is calling."
```

```hint
on = "said"
say = ["One word and a name.", "`HELO localhost`"]
```

Now it knows you.

```question
id = "code"
when = "after"
ask = "What does 250 say?"
options = ["Wait", "Fine"]
answer = 1
why = ["That would begin with 3.", "It does."]
```

```solution
play = ["HELO localhost"]
```

## Part

And say goodbye.

```goal
id = "parted"
title = "Send QUIT and get 221"
need = [{ command = "QUIT", reply = 221 }]
```

```hint
on = "parted"
say = ["Four letters."]
```

```solution
play = ["QUIT"]
```
"""

SECOND = FIRST.replace("Saying hi", "Again").replace("saying-hi", "again")
