"""The stages of a program that reads a mailbox file, and perhaps writes to it: mboxrd (qmail mbox(5), RFC 4155)."""
