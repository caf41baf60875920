"""What learners are told who are not on the way: mistakes, what has to be undone, and dead ends."""
