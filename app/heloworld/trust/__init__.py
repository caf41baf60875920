"""Whom a receiver believes: pure, no sockets and no clock; what is to be asked or remembered is given to it.

::

    look_up.py                  Ask: how a verdict asks the DNS
    verdict.py                  Verdict and Step: a result, its reason, and how it came about
    message.py                  a letter: fields and a body, each with its place
    authentication.py           all that is asked about one letter
    spf/                        may this client send for that domain? (RFC 7208)
    dkim/                       has a domain signed this, and is it still so? (RFC 6376, 8463)
    dmarc/                      is one of the two about the name that people read? (RFC 9989)
    authentication_results.py   all of it as a header field, and forged ones stripped (RFC 8601)
    greylist.py                 strangers come back later (RFC 6647)
    spam.py                     ten rules and a sum
"""
