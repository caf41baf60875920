"""The parts of the lens view that are no widgets: what the readers have made of a file, and what is said of it."""
