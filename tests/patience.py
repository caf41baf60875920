"""How long a test waits for a fact: it costs nothing where the fact comes, and a busy machine is no fault."""

PATIENCE = 20.0
"""Seconds."""
