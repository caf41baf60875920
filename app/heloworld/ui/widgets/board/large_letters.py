"""Letters that can be read from the back of a room: five pixels high, of half blocks or, larger, of whole ones."""

from __future__ import annotations

from typing import Final

_ROWS: Final = 5

_SHAPES: Final = {
    "A": ".#. #.# ### #.# #.#",
    "B": "##. #.# ##. #.# ##.",
    "C": ".## #.. #.. #.. .##",
    "D": "##. #.# #.# #.# ##.",
    "E": "### #.. ##. #.. ###",
    "F": "### #.. ##. #.. #..",
    "G": ".### #... #.## #..# .###",
    "H": "#.# #.# ### #.# #.#",
    "I": "# # # # #",
    "J": "..# ..# ..# #.# .#.",
    "K": "#.# #.# ##. #.# #.#",
    "L": "#.. #.. #.. #.. ###",
    "M": "#...# ##.## #.#.# #...# #...#",
    "N": "#..# ##.# #.## #..# #..#",
    "O": ".##. #..# #..# #..# .##.",
    "P": "##. #.# ##. #.. #..",
    "Q": ".##. #..# #..# #.#. .#.#",
    "R": "##. #.# ##. #.# #.#",
    "S": ".## #.. .#. ..# ##.",
    "T": "### .#. .#. .#. .#.",
    "U": "#.# #.# #.# #.# ###",
    "V": "#.# #.# #.# #.# .#.",
    "W": "#...# #...# #.#.# ##.## #...#",
    "X": "#.# #.# .#. #.# #.#",
    "Y": "#.# #.# .#. .#. .#.",
    "Z": "### ..# .#. #.. ###",
    "0": "### #.# #.# #.# ###",
    "1": ".# ## .# .# .#",
    "2": "### ..# ### #.. ###",
    "3": "### ..# ### ..# ###",
    "4": "#.# #.# ### ..# ..#",
    "5": "### #.. ### ..# ###",
    "6": "### #.. ### #.# ###",
    "7": "### ..# ..# .#. .#.",
    "8": "### #.# ### #.# ###",
    "9": "### #.# ### ..# ###",
    ".": ". . . . #",
    ":": ". # . # .",
    "-": "... ... ### ... ...",
    "/": "..# ..# .#. #.. #..",
    "[": "## #. #. #. ##",
    "]": "## .# .# .# ##",
    " ": ".. .. .. .. ..",
}
"""The shapes, row by row; small letters look like capitals."""

_UNKNOWN: Final = "### ..# .#. ... .#."
_HALVES: Final = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def large(text: str, width: int, height: int = _ROWS) -> tuple[str, ...]:
    """A text in large letters, as large as fit; the text itself where there is no room for any.

    Args:
        text: Letters, digits, and what stands in addresses.
        width: Columns that there are.
        height: Lines that there are.

    Returns:
        Five lines, three or one.
    """
    rows = _pixels(text)
    if 2 * len(rows[0]) <= width and height >= _ROWS:
        return tuple("".join("██" if dot else "  " for dot in row).rstrip() for row in rows)
    if len(rows[0]) <= width:
        rows = [*rows, [False] * len(rows[0])]
        pairs = zip(rows[::2], rows[1::2], strict=True)
        return tuple("".join(map(_HALVES.__getitem__, zip(*pair, strict=True))).rstrip() for pair in pairs)
    return (text,)


def _pixels(text: str) -> list[list[bool]]:
    """The five rows of a text, a pixel free between two letters."""
    shapes = [_SHAPES.get(letter, _UNKNOWN).split() for letter in text.upper()]
    return [[dot == "#" for dot in ".".join(shape[row] for shape in shapes)] for row in range(_ROWS)]
