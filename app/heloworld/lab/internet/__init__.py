"""The world beyond one server: its clock, and the way to its other hosts."""
