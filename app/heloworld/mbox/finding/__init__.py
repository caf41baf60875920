"""Finding in a mailbox: text and patterns, messages that hold a word, places by number."""
