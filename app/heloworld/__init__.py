"""HELO World: learn SMTP and the mbox format by doing them for real.

The house, from the bottom up (imports run one way, upwards only)::

    wire     bytes on a connection: events, the transcript, lines, safe text, the client
    dns      names: zones as text, a name server, a resolver, messages explained
    smtp     the protocol that sends: states, dissector, replies, commands, the server
    pop      the protocol that fetches: the same
    imap     the protocol that works in a mailbox where it is: the same
    mbox     the file: dialects, index, message, safe append
    trust    whom a receiver believes: SPF, DKIM, DMARC, their results as a header field, greylisting, spam
    relay    the next hop: the way there, the queue, the tries, the reports
    lab      the world a learner plays in: server + mailboxes + transcript
    course   lessons and guided tours as a subject, without a screen
    judge    a learner's own server, client or mailbox reader on trial, stage by stage
    classroom  the class as a subject: evidence, hand-ins, grades
    ui       the screen: Textual, and nothing but views
    web      the screen in a browser: who may come, for how long, and what they can reach
    cli      the commands
"""

__version__ = "0.1.0"
