"""IMAP: a mailbox stays on the server, and many programs work in it at once (RFC 3501)."""
