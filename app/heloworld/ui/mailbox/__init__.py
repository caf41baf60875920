"""The parts of the mailbox screen that are no widgets: what goes with what, and the questions of its line."""
