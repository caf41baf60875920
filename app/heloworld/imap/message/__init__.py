"""A message as FETCH and SEARCH tell of it: envelope, structure, sections, words (RFC 3501 §6.4.5, §7.4.2)."""
