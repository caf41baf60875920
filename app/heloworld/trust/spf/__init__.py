"""SPF: may this client send for that domain? (RFC 7208)."""
