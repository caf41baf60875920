"""A learner's own server, client or mailbox reader on trial, stage by stage.

::

    suite ── stages: data, and a small script each of what is sent and what must hold
      │
      ▼ run
    trial ── a folder, random values, an ordinary transcript, the program under trial
      │
      ▼ verdict ── passed, failed or skipped; what arrived, what was expected, a cause, the byte
    report ── a conversation with a caret, JSON Lines, JUnit, an autograder's results

`suite` has the stages of what can be judged, a folder each; `run` plays them; nothing here knows a screen.
"""
