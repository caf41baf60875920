"""A lesson as plain lines, for a screen reader, a pipe and scripts."""
