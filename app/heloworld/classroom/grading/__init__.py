"""Grades: what was handed in is played through the goals again; nothing that it says of itself is believed."""
