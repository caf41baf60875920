"""The parts of a workbench that are no widgets: each does one thing with its wire pane or its mailbox pane."""
