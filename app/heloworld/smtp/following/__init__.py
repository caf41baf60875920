"""What is found out about a session from outside, beside its state: what waits for a reply, what mail is under way."""
