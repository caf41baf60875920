"""What is kept of a learner from one day to the next."""
