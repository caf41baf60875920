"""What is said of a judgement: for people, as JSON Lines, for CI systems, for autograders."""
