"""The scripts of the stages, those that are about one thing in one file."""
