"""SMTP: the protocol as tables, its dissector, its server."""
