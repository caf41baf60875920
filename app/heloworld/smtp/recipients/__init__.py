"""Whether a mail may go to a recipient."""
