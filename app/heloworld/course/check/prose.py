"""Rules about what a lesson says: how much of it, and whose names are in it."""

from __future__ import annotations

import difflib
import re
import textwrap
from collections.abc import Iterator
from typing import Final

from markdown_it import MarkdownIt

from heloworld.course.check.source import Source
from heloworld.course.model.faults import Fault
from heloworld.course.model.lesson import Fence, Goal, Hint, Misstep, Question, Step
from heloworld.course.model.placeholders import PLACEHOLDERS
from heloworld.course.model.template import BLANK

PAGE_LINES, PAGE_COLUMNS = 90, 72
"""Lines that a step may have once it is rendered, at that width."""

LIMITS: Final = {"summary": 120, "say": 400, "ask": 400, "options": 160, "why": 400, "means": 200}
"""Characters that the texts of a key may have."""

_TOP: Final = frozenset(
    re.findall(
        r"\w+",
        """com org net edu gov mil int info biz name pro mobi app dev xyz online site shop blog cloud email
        page tech club news live store arpa example invalid local onion lan internal ac ad ae ag ai
        ar at au be bg br by ca ch cl cn co cz de dk ee es eu fi fm fr gg gr hk hr hu ie il in io ir
        it jp kr li lt lu lv ly ma me mx my nl no nu nz pe ph pk pt ro ru sa se sg si sk su th tk to
        tr tv tw ua uk us uy uz ve vn ws za""",
    )
)
"""Names under which domains live, real ones and such as look real; none in which file names end, such as ``md``."""

_RFC = re.compile(r"\d{3,5}(?: §\d+(?:\.\d+)*| Appendix [A-Z](?:\.\d+)*)?")
_SENTENCE = re.compile(r"\S+\s+\S+\s+\S.*[.!?][\"”’)`]*$", re.DOTALL)

_BLANK = re.compile(rf"(#+ |\w+ = \"|  \")?{BLANK}( |\"|$)")
_DOMAIN = re.compile(r"(?<![\w.@-])(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+([A-Za-z]{2,})(?![\w-])")
_AT = re.compile(r"@((?:[A-Za-z0-9-]+\.)+([A-Za-z][A-Za-z0-9-]*))")


def prose_faults(source: Source) -> Iterator[Fault]:
    """What is wrong with a lesson's text."""
    yield from _domains(source)
    for step in source.lesson.steps:
        lines = rendered_lines(step)
        if lines > PAGE_LINES:
            says = f"This step has about {lines} lines at {PAGE_COLUMNS} columns; {PAGE_LINES} are the limit. Split it."
            yield source.fault(step.line, "too-long", says)
    for fence, key, text in texts(source):
        if len(text) > LIMITS.get(key, len(text)):
            says = f"This has {len(text)} characters; {LIMITS[key]} are the limit for `{key}`."
            yield source.fault(source.key(fence, key), "too-long", says)
    yield from _recaps(source)
    yield from _placeholders(source)
    yield from _blanks(source)
    yield from _pictures(source)


def _recaps(source: Source) -> Iterator[Fault]:
    """What a term means is a sentence, and where that is written a number and a section that can be looked up."""
    head = source.lesson.head
    for term, recap in head.recap.items():
        if BLANK not in recap.means and not _SENTENCE.search(recap.means):
            says = f"What {term} means is no sentence: write one of three words or more, with a full stop."
            yield source.fault(source.word(head, recap.means), "recap", says)
        if recap.rfc and BLANK not in recap.rfc and not _RFC.fullmatch(recap.rfc):
            says = f"`{recap.rfc}` is no place in an RFC. Write its number, and the section behind §: `5321 §4.1.1.4`."
            yield source.fault(source.word(head, recap.rfc), "recap", says)


def texts(source: Source) -> Iterator[tuple[Fence, str, str]]:
    """What a learner reads in fences: the fence, the key, and the text."""
    head = source.lesson.head
    yield head, "summary", head.summary
    for recap in head.recap.values():
        yield head, "means", recap.means
    for step in source.lesson.steps:
        for fence in step.fences:
            match fence:
                case Goal():
                    yield fence, "title", fence.title
                case Misstep():
                    yield fence, "say", fence.say
                case Hint():
                    yield from ((fence, "say", each) for each in fence.say)
                case Question():
                    yield fence, "ask", fence.ask
                    yield from ((fence, "options", each) for each in fence.options)
                    reasons = (fence.why,) if isinstance(fence.why, str) else fence.why
                    yield from ((fence, "why", each) for each in reasons)


def rendered_lines(step: Step) -> int:
    """About how many lines a step has on the screen, goals and explanation and all."""
    goals = "\n\n".join(goal.title for goal in step.goals)
    return sum(_wrapped(text) for text in (step.title, step.before, goals, step.after) if text)


def _wrapped(text: str) -> int:
    """Lines of Markdown once its paragraphs are wrapped, one empty line behind it."""
    count, paragraph, is_code = 1, "", False
    for line in [*text.split("\n"), ""]:
        is_fence = line.lstrip().startswith(("```", "~~~"))
        if is_code or is_fence or not line.strip() or re.match(r"\s*([-*+>|#]|\d+\.)", line):
            count += len(textwrap.wrap(paragraph, PAGE_COLUMNS))
            paragraph = ""
            if is_code or not re.match(r"\s*([-*+>]|\d+\.)\s", line):
                count += 1
            else:
                paragraph = line
            is_code ^= is_fence
        else:
            paragraph = f"{paragraph} {line.strip()}"
    return count - 1


def _domains(source: Source) -> Iterator[Fault]:
    """Names are under `.test`, which belongs to nobody (RFC 6761 §6.2)."""
    for number, line in enumerate(source.lines, 1):
        for name in _strangers(line):
            says = f"`{name}` may be somebody's. Use harbour.test, island.test, or another name under .test."
            yield source.fault(number, "real-domain", says)


def _strangers(line: str) -> Iterator[str]:
    """The domains in a line that are not under `.test`."""
    for found in _DOMAIN.finditer(line):
        top = found[1]
        if (top.islower() or found[0].isupper()) and top.lower() in _TOP:
            yield found[0]
    for found in _AT.finditer(line):
        if found[2].lower() != "test":
            yield found[1]


def _placeholders(source: Source) -> Iterator[Fault]:
    """What stands in braces and looks like a placeholder is one."""
    for number, text in sorted([*source.prose, *source.examples, *_with_lines(source)]):
        for name in re.findall(r"\{([a-z_-]+)\}", text):
            close = difflib.get_close_matches(name, PLACEHOLDERS, n=1, cutoff=0.7)
            if name not in PLACEHOLDERS and close:
                says = f"`{{{name}}}` is no placeholder. Is `{{{close[0]}}}` meant?"
                yield source.fault(number, "placeholder", says)


def _blanks(source: Source) -> Iterator[Fault]:
    """What `helo lessons new` left for the author to write is written."""
    shown = {number for number, _ in source.examples}
    for number, line in enumerate(source.lines, 1):
        if number not in shown and _BLANK.match(line):
            says = f"This is still blank ({BLANK}): write what belongs here."
            yield source.fault(number, "blank", says)


def _pictures(source: Source) -> Iterator[Fault]:
    """There are no pictures: a terminal shows none, and nothing is loaded from elsewhere."""
    for token in MarkdownIt("commonmark").enable("table").parse(source.text):
        if token.map is not None and any(child.type == "image" for child in token.children or ()):
            says = "A picture cannot be shown here. Say what there is to see, or draw it in a `text` fence."
            yield source.fault(token.map[0] + 1, "picture", says)


def _with_lines(source: Source) -> Iterator[tuple[int, str]]:
    return ((source.key(fence, key), text) for fence, key, text in texts(source))
