"""Bytes on a connection: what crossed, in which order, and how it may be shown."""
