"""Writing to a mailbox so that "250" can be a promise: locks, appending, the journal, recovery after a kill."""
