"""From a file to a lesson, and from a folder to a course. Whatever is wrong becomes a fault, never an exception."""

from __future__ import annotations

import difflib
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from heloworld.course.model import fences, toml_lines
from heloworld.course.model.faults import Fault
from heloworld.course.model.integrity import breaches
from heloworld.course.model.lesson import FENCES, Course, Fence, Goal, Head, Lesson, Part, Step
from heloworld.course.model.who import NOBODY, WHO

LARGEST = 512 * 1024
"""Bytes that a lesson may have."""

HARMLESS: Final = frozenset({"html"})
"""Faults that take nothing away from a lesson."""

_NUMBERED = re.compile(r"\d+-")
_OPENING = re.compile(r"[ \t>]*(?:`{3,}|~{3,})[ \t]*([a-z]+)")
"""The first line of a fence, wherever it stands."""


@dataclass(frozen=True)
class Loaded:
    """What came of a file.

    Attributes:
        path: The file.
        lesson: The lesson; None where there is none in it, or where a fault has taken something away from it: without
            one of its goals it would let everybody pass, without one of its fences it would show what that hides.
        faults: What is wrong with it.
    """

    path: Path
    lesson: Lesson | None
    faults: tuple[Fault, ...]


@dataclass
class _Page:
    """A step that is being read: its heading, and the line after it."""

    title: str
    line: int
    start: int
    stop: int = 0
    fences: list[tuple[Fence, int, int]] = field(default_factory=list)


def load(path: Path, who: str = NOBODY) -> Loaded:
    """Read a lesson.

    Args:
        path: Its file, Markdown in UTF-8.
        who: What stands in place of ``{who}``, from `who_of`.
    """
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            return _none(path, "unreadable", "This is not a plain file.")
        if facts.st_size > LARGEST:
            return _none(path, "too-large", f"A lesson has {LARGEST // 1024} KiB at most.")
        content = path.read_bytes()
    except OSError as error:
        return _none(path, "unreadable", f"This cannot be read: {error.strerror or error}.")
    try:
        text = content.decode("utf-8-sig")  # Windows' Notepad begins a file with U+FEFF
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        byte = error.object[error.start]
        return _none(path, "no-text", f"This is no text in UTF-8: the byte {byte:02x} cannot stand here.", line)
    return parse(text, path, who)


def parse(text: str, path: Path, who: str = NOBODY) -> Loaded:
    """Read a lesson from its text, as `load` does."""
    reading = _Reading(text.replace("\r\n", "\n").replace("\r", "\n").replace(WHO, who), path)
    lesson = reading.lesson(is_varied=WHO in text)
    return Loaded(path, lesson if reading.is_whole else None, tuple(sorted(reading.faults)))


def load_course(folder: Path, who: str = NOBODY) -> tuple[Course, tuple[Fault, ...]]:
    """Read all lessons of a folder: ``<n>-<part>/<nn>-<id>.md``, in the order of their names.

    What is no lesson is left out, with its faults.

    Args:
        folder: The folder.
        who: As for `load`.
    """
    parts, faults = [], []
    for part in sorted((each for each in _children(folder) if each.is_dir()), key=_order):
        loaded = [load(path, who) for path in lesson_files(part)]
        faults += [fault for each in loaded for fault in each.faults]
        lessons = tuple(each.lesson for each in loaded if each.lesson is not None)
        if lessons:
            parts.append(Part(_title(part), lessons))
    alone = [load(path, who) for path in lesson_files(folder)]
    faults += [fault for each in alone for fault in each.faults]
    if found := tuple(each.lesson for each in alone if each.lesson is not None):
        parts.append(Part(_title(folder), found))
    read = {lesson.path for part in parts for lesson in part.lessons}
    left_out = tuple(sorted({fault.path for fault in faults} - read))
    return Course(folder, tuple(parts), left_out), tuple(faults)


def lesson_files(folder: Path) -> list[Path]:
    """The files of a folder that are lessons by their names: ``01-greeting.md``."""
    return sorted(
        (each for each in _children(folder) if each.suffix == ".md" and _NUMBERED.match(each.name)), key=_order
    )


def unnumbered(folder: Path) -> list[Path]:
    """The Markdown files of a folder that are no lessons by their names; a README is not meant to be one."""
    return sorted(
        each
        for each in _children(folder)
        if each.suffix == ".md" and not _NUMBERED.match(each.name) and each.stem.lower() != "readme"
    )


def _children(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _order(path: Path) -> tuple[int, str]:
    number = path.name.partition("-")[0]
    return (int(number) if number.isdecimal() and len(number) < 9 else 1_000_000_000, path.name)


def _title(folder: Path) -> str:
    words = _NUMBERED.sub("", folder.name).replace("-", " ")
    return words[:1].upper() + words[1:]


def _none(path: Path, rule: str, says: str, line: int = 1) -> Loaded:
    return Loaded(path, None, (Fault(path, line, rule, says),))


class _Reading:
    """One file, while it is being read."""

    def __init__(self, text: str, path: Path) -> None:
        self.path = path
        self.faults: list[Fault] = []
        self._lines = text.split("\n")
        self._tokens: Sequence[Token] = MarkdownIt("commonmark").enable("table").parse(text)
        self._title = ""
        self._head: Head | None = None
        self._pages: list[_Page] = []
        self._intro = (0, 0)
        self._contents: dict[int, str] = {}

    def lesson(self, *, is_varied: bool) -> Lesson | None:
        """The lesson, if there is one."""
        for at, token in enumerate(self._tokens):
            self._take(token, at)
        for token in self._tokens:
            for child in token.children or ():
                if child.type == "html_inline":
                    self._html(token)
        if self._pages:
            self._pages[-1].stop = len(self._lines)
        self._require()
        if self._head is None or not self._title or not self._pages:
            return None
        steps = tuple(self._steps())
        if self.is_whole:  # or else others would only say the same in other words
            for fence, key, rule, says in breaches(steps):
                line = toml_lines.line_of(self._contents[fence.line], key) if key else 0
                self.fault(fence.line + line, rule, says)
        return Lesson(self.path, self._title, self._head, steps, is_varied)

    def _take(self, token: Token, at: int) -> None:
        """Read one token of the Markdown."""
        if token.level == 0 and token.type == "heading_open" and token.map is not None:
            self._heading(token, self._tokens[at + 1].content.strip())
        elif token.type == "fence" and token.map is not None:
            self._fence(token)
        elif token.type == "html_block":
            self._html(token)
            self._swallowed(token, "stands in raw HTML")
        elif token.type == "code_block":
            self._swallowed(token, "is indented, so that it is shown as an example")

    @property
    def is_whole(self) -> bool:
        """Whether no fault has taken anything away until now."""
        return all(fault.rule in HARMLESS for fault in self.faults)

    def fault(self, line: int, rule: str, says: str) -> None:
        """Something is wrong at a line, counted from 1."""
        self.faults.append(Fault(self.path, line, rule, says))

    def _require(self) -> None:
        if not self._title:
            self.fault(1, "no-title", "A lesson begins with its title: a line `# …`.")
        if self._head is None and not any("`lesson`" in each.says for each in self.faults):
            self.fault(1, "no-lesson", "There is no `lesson` fence, or it cannot be read: it says what the lesson is.")
        if not self._pages:
            self.fault(1, "no-step", "A lesson has at least one step: a line `## …`.")

    def _html(self, token: Token) -> None:
        line = (token.map or [0])[0] + 1
        if not any(each.line == line and each.rule == "html" for each in self.faults):
            self.fault(line, "html", "Raw HTML is not shown. Write Markdown, or put it in backticks.")

    def _swallowed(self, token: Token, where: str) -> None:
        """Fences that a reader of Markdown takes for a part of something else: what they say would be lost."""
        for at, line in enumerate(token.content.split("\n"), (token.map or [0])[0] + 1):
            if (opening := _OPENING.match(line)) and opening[1] in FENCES:
                says = f"This `{opening[1]}` fence {where}, and says nothing. Begin its line with the backticks."
                self.fault(at, "misplaced", f"{says} Let an empty line stand before it.")

    def _heading(self, token: Token, title: str) -> None:
        assert token.map is not None
        start, stop = token.map
        if token.tag == "h1":
            if self._title:
                self.fault(start + 1, "second-title", "A lesson has one title; steps begin with `##`.")
            self._title = title
            self._intro = (stop, stop)
        elif token.tag == "h2":
            if self._pages:
                self._pages[-1].stop = start
            else:
                self._intro = (self._intro[0], start)
            self._pages.append(_Page(title, start + 1, stop))

    def _fence(self, token: Token) -> None:
        assert token.map is not None
        start, stop = token.map
        word = token.info.strip().split(" ")[0]
        if token.level == 0 and not self._is_closed(token):
            what = f"{len(token.markup)} {'tildes' if token.markup.startswith('~') else 'backticks'}"
            return self.fault(start + 1, "no-end", f"The fence is not closed. End it with a line of {what} alone.")
        if word not in FENCES:
            return self._example(word, start)
        if token.level > 0:
            return self.fault(
                start + 1, "misplaced", f"A `{word}` fence stands by itself, in no list and no quotation."
            )
        try:
            fence = fences.read(word, token.content, start + 1)
        except fences.Refused as refused:
            self.fault(start + 1 + refused.line, refused.rule, f"In this `{word}` fence: {refused.says}")
            return None
        if isinstance(fence, Head):
            if self._head is not None:
                self.fault(start + 1, "second-lesson", "There is a `lesson` fence already.")
            self._head = fence
            return self._hide(start, stop)
        if not self._pages:
            self.fault(start + 1, "misplaced", f"A `{word}` fence belongs into a step: below a line `## …`.")
            return None
        self._pages[-1].fences.append((fence, start, stop))
        self._contents[fence.line] = token.content
        return None

    def _is_closed(self, token: Token) -> bool:
        """Whether a fence has an end of its own: without one, it goes on to that of another, or of the file."""
        assert token.map is not None
        start, stop = token.map
        last = self._lines[stop - 1].strip()
        has_end = stop - 1 > start and last.startswith(token.markup) and not last.strip(token.markup[0])
        return has_end and not any(line.startswith(token.markup) for line in token.content.split("\n"))

    def _example(self, word: str, start: int) -> None:
        """A fence that is shown, unless one that is read was meant."""
        close = difflib.get_close_matches(word, FENCES, n=1, cutoff=0.75)
        if close:
            self.fault(start + 1, "unknown-fence", f"There is no `{word}` fence. Is `{close[0]}` meant?")

    def _hide(self, start: int, stop: int) -> None:
        """Leave lines out of what is read."""
        for number in range(start, stop):
            self._lines[number] = "\0"

    def _steps(self) -> Iterator[Step]:
        for page in self._pages:
            for _, start, stop in page.fences:
                self._hide(start, stop)
        for number, page in enumerate(self._pages):
            last = max((stop for fence, _, stop in page.fences if isinstance(fence, Goal)), default=page.stop)
            intro = self._text(*self._intro) if number == 0 else ""
            before = "\n\n".join(filter(None, (intro, self._text(page.start, last))))
            fences_ = tuple(fence for fence, _, _ in page.fences)
            yield Step(page.title, page.line, before, self._text(last, page.stop), fences_)

    def _text(self, start: int, stop: int) -> str:
        """The prose of some lines; where fences stood, there is one empty line."""
        kept = "\n".join(line for line in self._lines[start:stop] if line != "\0")
        return re.sub(r"\n{3,}", "\n\n", kept).strip("\n")
