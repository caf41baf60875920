"""The state strip: the session table drawn, where the session stands in it, and what may come next."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from heloworld.smtp.states import HANDSHAKE, PATH, State, legal

HERE = "bold $strip-ink on $strip-here"
"""The style of what is chosen out of several."""

_ASIDE = {State.AUTH: "logging in", State.TLS: "TLS handshake", State.OPEN: "waiting for 220"}


class StateStrip(Static):
    """One line: the path of a mail through a session, and the commands that are legal now."""

    DEFAULT_CSS = """
    StateStrip { height: 1; width: 1fr; padding: 0 1; color: $faint; }
    """

    state: reactive[State] = reactive(State.CLOSED)
    """Where the session stands."""

    def render(self) -> Content:
        """The strip, as wide as there is room."""
        return draw(self.state, self.content_size.width)


def draw(state: State, width: int) -> Content:
    """The path of a mail with the state marked, in brackets and by colour.

    Args:
        state: Where the session stands.
        width: Cells there are.
    """
    at = PATH.index(state) if state in PATH else -1
    aside = "" if state in PATH else f"[ {_ASIDE.get(state, state.value)} ]"
    needed = sum(len(step.value) for step in PATH) + max(len(aside) + 2, 4)
    link = next((each for each in (" ── ", " ─ ", "─") if needed + len(each) * (len(PATH) - 1) <= width), " ")
    parts: list[tuple[str, str]] = [(aside, HERE), ("  ", "")] if aside else []
    for position, step in enumerate(PATH):
        parts.append((link if position else "", ""))
        if step is state:
            parts.append((f"[ {step.value} ]", HERE))
        else:
            parts.append((step.value, "$good" if position < at else ""))
    return Content.assemble(*parts)


_TO_BE_ANNOUNCED = frozenset({"AUTH", "STARTTLS"})
"""Commands that are legal only where the server's reply to EHLO has announced them."""

_NOT_TYPED = frozenset({HANDSHAKE, "EXPN"})


def following(state: State, extensions: frozenset[str]) -> str:
    """The commands that are legal next, in words.

    Args:
        state: Where the session stands.
        extensions: What the server has announced.
    """
    left_out = _NOT_TYPED | (_TO_BE_ANNOUNCED - extensions)
    verbs = " ".join(verb for verb in legal(state) if verb not in left_out)
    return f"next: {verbs}" if verbs else ""
