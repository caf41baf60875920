"""What is left of a mailbox after kills: counts, and whether anything is lost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Report:
    """What was found.

    Attributes:
        torn_files: How often a kill left a journal.
        torn_rewrites: How often it was that of a rewrite, not only of a delivery.
        delivered: Letters whose 250 came.
        popped: Letters for whose deletion QUIT was acknowledged.
        expunged: Letters for which EXPUNGE was.
        flagged: Letters for which another STORE was.
        served: Letters that IMAP or POP3 gave whole while all this went on.
        missing: Letters that were acknowledged, are gone, and whose deletion nobody asked for.
        undead: Letters that are there although their deletion was acknowledged.
        torn: Places where something else stands than a whole letter.
        twice: Letters that are there more than once.
        wrong_flags: Letters with flags that are neither the last acknowledged ones nor those asked for since.
        wrong_letters: Letters that were not the one that had been asked for, by text, UID or UIDL name.
        left_behind: Files of no use in the folder.
        complaints: What servers said on stderr.
    """

    rounds: int = 0
    torn_files: int = 0
    torn_rewrites: int = 0
    delivered: int = 0
    popped: int = 0
    expunged: int = 0
    flagged: int = 0
    served: int = 0
    missing: int = 0
    undead: int = 0
    torn: int = 0
    twice: int = 0
    wrong_flags: int = 0
    wrong_letters: int = 0
    left_behind: str = ""
    complaints: str = ""

    @property
    def is_clean(self) -> bool:
        wrong = self.missing or self.undead or self.torn or self.twice or self.wrong_flags or self.wrong_letters
        return not (wrong or self.left_behind or self.complaints)
