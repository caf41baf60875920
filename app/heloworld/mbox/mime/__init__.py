"""MIME: what is inside a message (RFC 2045 to 2049): parts, their encodings and names, and which of them to read first.

Taken apart here and not by Python's email package, so that there is one rule for what a header field is, and none of
the answers takes longer the more somebody repeats a character.
"""
