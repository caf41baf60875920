"""Why each of the chosen readers sees a message start at a place, or does not, in a plain sentence each."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from heloworld.mbox.lenses.model import Verdict


class Reasons(Static):
    """A line or two a reader; the one whose eyes are used has a sign in front."""

    DEFAULT_CSS = """
    Reasons { height: auto; padding: 0 1; border-left: outer $strip-here; background: $panel; }
    """

    verdicts: reactive[Mapping[str, Verdict]] = reactive[Mapping[str, Verdict]]({}, layout=True)
    """What each reader says, by its name."""

    eyes: reactive[str] = reactive("")
    """The reader whose eyes are used."""

    def render(self) -> Content:
        """Name, verdict, reason."""
        width = max(map(len, self.verdicts), default=0)
        return Content("\n").join(self._line(name, verdict, width) for name, verdict in self.verdicts.items())

    def _line(self, name: str, verdict: Verdict, width: int) -> Content:
        sign, said = ("●", "starts") if verdict.is_start else ("○", "hides ") if verdict.is_dropped else ("·", "no    ")
        return Content.assemble(
            ("▸ " if name == self.eyes else "  ", "bold $separator"),
            (f"{name:<{width}} ", "bold $name" if name == self.eyes else "$name"),
            (f"{sign} {said}  ", "bold $good" if verdict.is_start else "$faint"),
            verdict.why,
        )
