"""Lessons and guided tours as a subject: what they ask for, and whether it has happened."""
