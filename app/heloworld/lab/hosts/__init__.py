"""The hosts of a world: who there is, at which addresses, and the servers that run on them."""
