"""A lesson on paper: as blocks, as HTML, as Markdown."""
