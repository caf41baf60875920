"""What the servers of all protocols do alike: open doors, let clients in, read lines, write replies, begin TLS."""
