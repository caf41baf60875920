"""What a server thinks of letters: whom it asks, what it writes down, what it does about it, and what it signs."""
