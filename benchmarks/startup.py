"""How soon one can type, beside a bare Textual app: ``python benchmarks/startup.py``.

Each program is started in a real terminal. Measured are the first moment at which its prompt is on the screen; the
moment at which a key, pressed as soon as the prompt is there, is on the screen; the same for a key that is pressed long
before; the moment at which the server's greeting is there (the ratio is to the bare app's prompt); and the most memory
held until a second later.
"""

from __future__ import annotations

import argparse

from side_by_side import BARE, PROGRAMS, Measured, Program, Row, rounds, table, terminal

PROMPT, KEY, EARLY, GREETING, MEMORY = (
    "prompt shown",
    "first key echoed",
    "key typed at 100 ms echoed",
    "220 shown",
    "memory",
)
ROWS = (
    Row(PROMPT, "ms", 1.15),
    Row(KEY, "ms", 1.5),
    Row(EARLY, "ms", 1.5),
    Row(GREETING, "ms", 2.5),
    Row(MEMORY, "MB", 1.6),
)
LETTER = "§"
"""A letter that is in no text of the programs."""


def measure(program: Program) -> Measured:
    """One start, and one more with a key pressed before there is a screen."""
    with terminal(program) as screen:
        prompt = screen.wait_bytes(program.prompt) - screen.started
        start = len(screen.raw)
        screen.press(LETTER)
        key = screen.wait_bytes(LETTER, start) - screen.started
        greeting = screen.wait_bytes(program.greeting) - screen.started if program.greeting else prompt
        screen.read_for(1.0)
        memory = screen.memory() / 1e6
    with terminal(program) as screen:
        if program is not BARE:
            screen.wait_until(lambda: not screen.echoes)
            screen.press(LETTER)
            early = screen.wait_bytes(LETTER) - screen.started
        else:
            early = prompt
    return {PROMPT: prompt * 1e3, KEY: key * 1e3, EARLY: early * 1e3, GREETING: greeting * 1e3, MEMORY: memory}


def main() -> None:
    """Print one table."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--rounds", type=int, default=9, help="starts of each program (default: %(default)s)")
    given = arguments.parse_args()
    for program in PROGRAMS:
        measure(program)  # what Python compiles at the first start is in no measurement
    print(table(ROWS, rounds(given.rounds, PROGRAMS, measure)))


if __name__ == "__main__":
    main()
