"""The names of a world: its zones, and the server that answers for them."""
