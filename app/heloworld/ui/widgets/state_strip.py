"""The state strip: the session table drawn, where the session stands in it, and what may come next."""

from __future__ import annotations

from rich.text import Text
from textual.reactive import reactive
from textual.widgets import Static

from heloworld.smtp.states import HANDSHAKE, PATH, State, legal

_ASIDE = {State.AUTH: "logging in", State.TLS: "TLS handshake", State.OPEN: "waiting for 220"}


class StateStrip(Static):
    """One line: the path of a mail through a session, and the commands that are legal now."""

    DEFAULT_CSS = """
    StateStrip { height: 1; width: 1fr; padding: 0 1; color: $faint; }
    """

    state: reactive[State] = reactive(State.CLOSED)
    """Where the session stands."""

    def render(self) -> Text:
        """The strip, as wide as there is room."""
        variables = self.app.theme_variables
        here = f"bold {variables['strip-ink']} on {variables['strip-here']}"
        passed = variables["good"]
        return draw(self.state, self.size.width, here, passed)


def draw(state: State, width: int, here: str, passed: str) -> Text:
    """The path of a mail, the state marked; what is legal next stands behind it if there is room.

    Args:
        state: Where the session stands.
        width: Cells there are.
        here: The style of the state the session is in.
        passed: The style of the states it has passed.
    """
    text = Text(no_wrap=True, overflow="ellipsis")
    at = PATH.index(state) if state in PATH else -1
    for position, step in enumerate(PATH):
        if position:
            text.append(" ── " if width >= 56 else " ")
        if step is state:
            text.append(f"[ {step.value} ]", here)
        else:
            text.append(step.value, passed if position < at else "")
    if state not in PATH:
        text.append(f"  [ {_ASIDE.get(state, state.value)} ]", here)
    following = " ".join(verb for verb in legal(state) if verb != HANDSHAKE)
    room = width - text.cell_len
    if following and room > 12:
        text.append(Text(f"   next: {following}")[:room])
    return text
