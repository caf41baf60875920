"""What the board of a class is made of."""
