"""A mailbox as it lies in the file: lines, messages, header fields, parts; for files of any size, as they grow."""
