"""The same bytes through the eyes of the programs that people read mail with.

`LENSES` has them by the names that ``helo mbox --as`` and ``--compare`` take. Each lens is one file here: its class
says in a few lines where a message starts for that program, where a header and a body end, and what comes out.
Their rules were read in the programs' sources and tried against the programs themselves; where a lens is not exact,
its `limits` say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Final

from heloworld.errors import UsageError

if TYPE_CHECKING:
    from heloworld.mbox.lenses.model import Lens

_CLASSES: Final[Mapping[str, tuple[str, str]]] = {
    "naive": ("ideal", "NaiveLens"),
    "mboxo": ("ideal", "MboxoLens"),
    "mboxrd": ("ideal", "MboxrdLens"),
    "mboxcl": ("ideal", "MboxclLens"),
    "mboxcl2": ("ideal", "Mboxcl2Lens"),
    "python": ("programs.python", "PythonLens"),
    "mutt": ("programs.mutt", "MuttLens"),
    "dovecot": ("programs.dovecot", "DovecotLens"),
    "formail": ("programs.formail", "FormailLens"),
    "git": ("programs.git", "GitLens"),
    "s-nail": ("programs.snail", "SnailLens"),
    "thunderbird": ("programs.thunderbird", "ThunderbirdLens"),
    "mailutils": ("programs.mailutils", "MailutilsLens"),
}
"""Name → file and class, the ideal readers first."""


class _Lenses(Mapping[str, "Lens"]):
    """The lenses; each is loaded when it is first asked for, so that who reads with one does not wait for all."""

    def __getitem__(self, name: str) -> Lens:
        return _made(*_CLASSES[name])

    def __contains__(self, name: object) -> bool:
        return name in _CLASSES

    def __iter__(self) -> Iterator[str]:
        return iter(_CLASSES)

    def __len__(self) -> int:
        return len(_CLASSES)


@cache
def _made(file: str, name: str) -> Lens:
    lens: Lens = getattr(import_module(f"{__name__}.{file}"), name)()
    return lens


LENSES: Final[Mapping[str, Lens]] = _Lenses()
"""Every lens by its name, the ideal readers first."""


def lens_named(name: str) -> Lens:
    """A reader's lens by its name.

    Raises:
        UsageError: There is none of that name.
    """
    lens = LENSES.get(name)
    if lens is None:
        from heloworld.wire.visible import visible_text

        raise UsageError(f"There is no reader {visible_text(name)}.", f"Choose one of: {', '.join(LENSES)}.")
    return lens
