"""Judging letters: where the verdicts of `trust` meet the DNS, the mailboxes and the hosts."""
