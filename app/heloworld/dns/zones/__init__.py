"""Zones: from their text to what can be looked up, with what is wrong with each line (RFC 1034 §4.2, RFC 1035 §5)."""
