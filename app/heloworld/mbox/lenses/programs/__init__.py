"""The eyes of one mail program a file, as its source code and its behaviour have them."""
