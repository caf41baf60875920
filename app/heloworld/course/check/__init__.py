"""``helo lessons check``: whether lessons keep the rules."""
