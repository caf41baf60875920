"""What is found out about a session from outside, beside its state: who is logged in, what the client knows."""
