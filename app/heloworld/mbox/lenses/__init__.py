"""The same bytes through the eyes of the programs that people read mail with.

`LENSES` has them by the names that ``helo mbox --as`` and ``--compare`` take. Each lens is one file here: its class
says in a few lines where a message starts for that program, where a header and a body end, and what comes out.
Their rules were read in the programs' sources and tried against the programs themselves; where a lens is not exact,
its `limits` say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from heloworld.errors import UsageError
from heloworld.mbox.lenses.ideal import Mboxcl2Lens, MboxclLens, MboxoLens, MboxrdLens, NaiveLens
from heloworld.mbox.lenses.model import Lens
from heloworld.mbox.lenses.programs.dovecot import DovecotLens
from heloworld.mbox.lenses.programs.formail import FormailLens
from heloworld.mbox.lenses.programs.git import GitLens
from heloworld.mbox.lenses.programs.mailutils import MailutilsLens
from heloworld.mbox.lenses.programs.mutt import MuttLens
from heloworld.mbox.lenses.programs.python import PythonLens
from heloworld.mbox.lenses.programs.snail import SnailLens
from heloworld.mbox.lenses.programs.thunderbird import ThunderbirdLens
from heloworld.wire.visible import visible_text

LENSES: Final[Mapping[str, Lens]] = {
    lens.name: lens
    for lens in (
        NaiveLens(),
        MboxoLens(),
        MboxrdLens(),
        MboxclLens(),
        Mboxcl2Lens(),
        PythonLens(),
        MuttLens(),
        DovecotLens(),
        FormailLens(),
        GitLens(),
        SnailLens(),
        ThunderbirdLens(),
        MailutilsLens(),
    )
}
"""Every lens by its name, the ideal readers first."""


def lens_named(name: str) -> Lens:
    """A reader's lens by its name.

    Raises:
        UsageError: There is none of that name.
    """
    lens = LENSES.get(name)
    if lens is None:
        raise UsageError(f"There is no reader {visible_text(name)}.", f"Choose one of: {', '.join(LENSES)}.")
    return lens
