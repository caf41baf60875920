"""What the server answers, command by command; no I/O but through `heloworld.imap.mailbox`."""
