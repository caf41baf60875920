"""The client's half of IMAP's grammar (RFC 3501 §9): commands as they crossed → what they ask for."""
