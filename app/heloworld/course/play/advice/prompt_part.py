"""Whether a step needs the prompt's conversation at all: many are done with another program, some with a tool."""

from __future__ import annotations

from collections.abc import Sequence

from heloworld.course.model.act import Act


def is_without_prompt(solution: Sequence[Act]) -> bool:
    """Whether what a step plays says nothing in a conversation of the prompt; not where nothing is played.

    Args:
        solution: What the step plays.
    """
    return bool(solution) and not any(map(_is_of_prompt, solution))


def _is_of_prompt(act: Act) -> bool:
    return act.send is not None or act.telnet is not None or "prompt" in {act.connect, act.hang_up}
