"""A mailbox file as POP3 and IMAP see it: letters with UIDs, flags and texts, whoever else writes to the file."""
