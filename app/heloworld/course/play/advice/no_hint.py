"""What is said to whoever asks for a hint where there is none."""

from __future__ import annotations

from heloworld.course.play.runner import Runner


def no_hint(runner: Runner, shows: str) -> str:
    """Why no hint was given, as a sentence or two.

    Args:
        runner: How far the learner is.
        shows: The key or the word that plays the step.
    """
    if runner.goal is None:
        return "All goals of this step are reached: it needs no hint."
    known = "There is no other hint." if runner.hints else "There is no hint for this."
    return f"{known} The judge says what is missing." if runner.step.judge else f"{known} {shows} plays the step."
