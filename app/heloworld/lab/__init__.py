"""The world a learner plays in: a server, some mailboxes, one transcript."""
