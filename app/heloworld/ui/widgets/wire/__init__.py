"""What a connection looks like: its lines, their meaning, the prompt, the state strip."""
