"""DMARC: does what SPF or DKIM vouch for belong to the name that people read? (RFC 9989)."""
