"""The stages of a client that sends a letter, RFC 5321: ours is the server, and does what a stage's script says."""
