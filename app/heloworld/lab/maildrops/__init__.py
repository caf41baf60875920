"""Maildrops: the mailboxes of a world as POP3 and IMAP serve them, one for each file, shared by all doors."""
