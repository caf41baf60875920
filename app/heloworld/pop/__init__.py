"""POP3: a mailbox is fetched from, and emptied, by the user's own program (RFC 1939)."""
