"""Names: zones as text, a name server, a resolver, and every question explained (RFC 1034, RFC 1035)."""
