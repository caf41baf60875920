"""What the board shows, as a fold over what happened: people, progress, beliefs, votes, hands."""
