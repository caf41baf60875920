"""A hand-in: a mail with the transcripts of lessons, made by a learner, read with suspicion."""
