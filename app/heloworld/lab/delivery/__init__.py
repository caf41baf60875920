"""From a letter that was accepted to the mailbox files: what is written, how several share one sync, how much waits."""
