"""The servers of a world alone, without a screen: what happens goes to stdout."""
