"""The server of a class: its world, its folder, its record."""
