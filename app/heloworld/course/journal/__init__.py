"""What is kept of a lesson as it is learned: a saved transcript of each world, with what the learner chose among it."""
