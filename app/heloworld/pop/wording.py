"""Every reply that the server can give, in Dovecot's words, because those are the words people will meet.

Where Dovecot has nothing to say about a case of ours, the reply follows its style. The greeting has no ``<`` in it: a
client would take what follows for the time stamp of APOP (RFC 1939 §7).
"""

from __future__ import annotations

GREETING = "+OK {hostname} POP3 ready."
OK = "+OK"
LOGGED_IN = "+OK Logged in."
BEGIN_TLS = "+OK Begin TLS negotiation now."
STAT = "+OK {count} {octets}"
MESSAGES = "+OK {count} messages:"
ONE = "+OK {number} {fact}"
OCTETS = "+OK {octets} octets"
MARKED = "+OK Marked to be deleted."
BYE = "+OK Logging out."
BYE_BEFORE_LOGIN = "+OK Logging out"
DELETED = "+OK Logging out, messages deleted."
CHALLENGE = "+ {question}"

NO_USER = "-ERR No username given."
AUTHENTICATION_FAILED = "-ERR [AUTH] Authentication failed."
UNSUPPORTED_METHOD = "-ERR [AUTH] Unsupported authentication mechanism."
GIVEN_UP = "-ERR Authentication aborted by client."
INVALID_BASE64 = "-ERR Invalid base64 in response"
NO_PLAINTEXT = "-ERR [AUTH] Plaintext authentication disallowed on non-secure (SSL/TLS) connections."
NO_PLAINTEXT_METHOD = "-ERR [AUTH] Plaintext authentication disabled."
TLS_ACTIVE = "-ERR TLS is already active."
TLS_UNAVAILABLE = "-ERR [SYS/TEMP] TLS is not available due to a local problem."

NO_MESSAGE = "-ERR There's no message {number}."
INVALID_NUMBER = "-ERR Invalid message number: {words}"
NOISE = "-ERR Noise after message number: {words}"
INVALID_SIZE = "-ERR Invalid size: {words}"
IS_DELETED = "-ERR Message is deleted."

UNKNOWN = "-ERR Unknown command."
UNKNOWN_WORD = "-ERR Unknown command: {verb}"
LINE_TOO_LONG = "-ERR Too long input line"
OUR_FAULT = "-ERR [SYS/TEMP] Internal error occurred."

IN_USE = "-ERR [IN-USE] Mailbox is locked by another session."
NOT_READ = "-ERR [SYS/TEMP] Mailbox cannot be read now."
TOO_LARGE = "-ERR [SYS/PERM] Mailbox is too large to be changed here, no message was deleted."
NOT_DELETED = "-ERR [SYS/TEMP] Mailbox cannot be written now, no message was deleted."

TOO_MANY_BEFORE_LOGIN = "-ERR Too many invalid bad commands."
TOO_MANY = "-ERR Too many bad commands."
TOO_MANY_CONNECTIONS = "-ERR [SYS/TEMP] Too many connections."
TOO_MANY_OF_CLIENT = "-ERR [SYS/TEMP] Too many connections from {client}."
IDLE = "-ERR Disconnected for inactivity."
SHUTTING_DOWN = "-ERR [SYS/TEMP] Server shutting down."
