"""What every screen has use for: views of very many lines, key bar, tabs, title."""
