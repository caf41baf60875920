"""What a mailbox file looks like: as text, as a hex dump, as a list, through readers' eyes."""
