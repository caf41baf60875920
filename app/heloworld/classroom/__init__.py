"""The class as a subject, without a screen: evidence, hand-ins, grades, what the board shows."""
