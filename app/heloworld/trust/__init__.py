"""Whom a receiver believes: pure, no sockets; what is to be asked or remembered is given to it."""
