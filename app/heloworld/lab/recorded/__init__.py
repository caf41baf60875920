"""What was recorded, looked at again: mailboxes at any moment, a bench on which everything has happened already."""
