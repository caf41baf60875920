"""The stages of a server that takes mail, RFC 5321."""
