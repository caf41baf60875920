"""What the server answers to each command, before the login and after it, as values: nothing here reads or writes."""
