"""A lesson as data: read from Markdown, with faults that name file and line."""
