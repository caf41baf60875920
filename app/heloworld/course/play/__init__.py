"""A lesson that is being learned: its world, where somebody is in it, what is reached, what helps."""
