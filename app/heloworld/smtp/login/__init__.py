"""Login (RFC 4954): what the server says to AUTH, who is logged in as seen from outside, and the exchange in words."""
