"""DKIM: has a domain signed this letter, and is it still as it was? (RFC 6376, RFC 8301, RFC 8463)."""
