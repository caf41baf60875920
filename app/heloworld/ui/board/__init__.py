"""What the board's screen is made of, besides widgets."""
