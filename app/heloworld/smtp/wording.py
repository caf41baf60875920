"""Every reply that the server can give, in Postfix's words, because those are the words people will meet.

Enhanced status codes are used wherever one is allowed: RFC 2034 §4 exempts the greeting and the replies to HELO and
EHLO. Where Postfix has nothing to say about a case of ours, the reply follows its style.

Some replies are ours on purpose, because they tell a learner more, or because the RFC is stricter. What has to come
first is named (``send HELO/EHLO first``, ``need MAIL command``, ``need RCPT command``), where Postfix names a later
command or says ``no valid recipients``. Whoever has logged in hears nothing of AUTH any more from EHLO. A mailbox that
is locked is told at once (451), because there is no queue. A line that begins with no letter is refused and does not
end the session. A malformed address is a syntax error (501).
"""

from __future__ import annotations

from collections.abc import Mapping

from heloworld.smtp.states import SmtpState
from heloworld.wire.rows import State

GREETING = "220 {hostname} ESMTP"
HELLO = "250 {hostname}"
OK = "250 2.0.0 Ok"
SENDER_OK = "250 2.1.0 Ok"
RECIPIENT_OK = "250 2.1.5 Ok"
GO_ON = "354 End data with <CR><LF>.<CR><LF>"
QUEUED = "250 2.0.0 Ok: queued as {queue_id}"
BYE = "221 2.0.0 Bye"
READY_FOR_TLS = "220 2.0.0 Ready to start TLS"
VERIFIED = "252 2.0.0 {path}"
HELP = "214 2.0.0 Commands: {verbs}"
CHALLENGE = "334 {question}"
LOGGED_IN = "235 2.7.0 Authentication successful"

NOT_RECOGNIZED = "500 5.5.2 Error: command not recognized"
EMPTY_LINE = "500 5.5.2 Error: bad syntax"
LINE_TOO_LONG = "500 5.5.2 Error: command line too long"
NOT_IMPLEMENTED = "502 5.5.1 Error: command not implemented"
NO_AUTHENTICATION = "503 5.5.1 Error: authentication not enabled"
ALREADY_LOGGED_IN = "503 5.5.1 Error: already authenticated"
TLS_FIRST = "530 5.7.0 Must issue a STARTTLS command first"
ABORTED = "501 5.7.0 Authentication aborted"
ANSWER_TOO_LONG = "500 5.5.6 SASL response limit exceeded"
LOGIN_FAILED = "535 5.7.8 Error: authentication failed: {why}"
NO_SUCH_METHOD = "Invalid authentication mechanism"
NOT_BASE64 = "Invalid base64 data in {which} response"
NO_REASON = "(reason unavailable)"
HELLO_SYNTAX = "501 Syntax: {verb} hostname"
SYNTAX = "501 5.5.4 Syntax: {syntax}"
BAD_SENDER = "501 5.1.7 Bad sender address syntax"
BAD_RECIPIENT = "501 5.1.3 Bad recipient address syntax"
BAD_SIZE = "501 5.5.4 Bad message size syntax"
UNSUPPORTED_OPTION = "555 5.5.4 Unsupported option: {option}"
SMTPUTF8_NEEDED = "553 5.6.7 Must declare SMTPUTF8 to send unicode address"
TOO_BIG = "552 5.3.4 Message size exceeds fixed limit"
TEXT_TOO_BIG = "552 5.3.4 Error: message file too big"
TOO_MANY_HOPS = "554 5.4.0 Error: too many hops"
LONG_TEXT_LINE = "554 5.6.0 Error: a line of the message is too long"
NUL_IN_TEXT = "554 5.6.0 Error: the message contains a NUL byte"
TLS_ACTIVE = "554 5.5.1 Error: TLS already active"
TLS_UNAVAILABLE = "454 4.7.0 TLS not available due to local problem"

SPF_FAILED = "550 5.7.23 <{path}>: Recipient address rejected: Message rejected due to: SPF fail - not authorized."
DMARC_REJECTED = "550 5.7.1 rejected by DMARC policy for {domain}"
RELAY_DENIED = "554 5.7.1 <{path}>: Relay access denied"
ACCESS_DENIED = "554 5.7.1 <{path}>: Recipient address rejected: Access denied"
NOT_OWNED = "553 5.7.1 <{sender}>: Sender address rejected: not owned by user {user}"
NOT_LOGGED_IN = "553 5.7.1 <{sender}>: Sender address rejected: not logged in"
USER_UNKNOWN = "550 5.1.1 <{path}>: Recipient address rejected: User unknown in local recipient table"
GREYLISTED = "450 4.2.0 <{path}>: Recipient address rejected: Greylisted"
TOO_MANY_RECIPIENTS = "452 4.5.3 Error: too many recipients"

DISK_FULL = "452 4.3.1 Insufficient system storage"
MAILBOX_LOCKED = "451 4.2.0 <{path}>: mailbox is locked by another program"
SOME_MAILBOX_LOCKED = "451 4.2.0 Error: a mailbox is locked by another program"
QUEUE_BROKEN = "451 4.3.0 Error: queue file write error"
MAILBOX_BROKEN = "451 4.3.0 Error: mailbox write error"
OUR_FAULT = "451 4.3.0 Error: local error in processing"

TOO_MANY_ERRORS = "421 4.7.0 {hostname} Error: too many errors"
TOO_MANY_CONNECTIONS = "421 4.7.0 {hostname} Error: too many connections"
TOO_MANY_OF_CLIENT = "421 4.7.0 {hostname} Error: too many connections from {client}"
NO_MEMORY = "421 4.3.1 {hostname} Error: insufficient system storage"
TIMEOUT = "421 4.4.2 {hostname} Error: timeout exceeded"
SHUTTING_DOWN = "421 4.3.2 {hostname} Service shutting down"
NOT_MAIL = "221 2.7.0 Error: I can break rules, too. Goodbye."

NEED_HELLO = "503 5.5.1 Error: send HELO/EHLO first"
NEED_MAIL = "503 5.5.1 Error: need MAIL command"
NEED_RCPT = "503 5.5.1 Error: need RCPT command"
NO_VALID_RECIPIENTS = "554 5.5.1 Error: no valid recipients"
NESTED_MAIL = "503 5.5.1 Error: nested MAIL command"
IN_TRANSACTION = "503 5.5.1 Error: MAIL transaction in progress"

_NO_TRANSACTION = {"RCPT": NEED_MAIL, "DATA": NEED_MAIL}
_TRANSACTION = {"MAIL": NESTED_MAIL, "AUTH": IN_TRANSACTION}

OUT_OF_ORDER: Mapping[State, Mapping[str, str]] = {
    SmtpState.CONNECTED: dict.fromkeys(("MAIL", "RCPT", "DATA", "AUTH"), NEED_HELLO),
    SmtpState.GREETED: _NO_TRANSACTION,
    SmtpState.QUEUED: _NO_TRANSACTION,
    SmtpState.MAIL: {"DATA": NEED_RCPT} | _TRANSACTION,
    SmtpState.RCPT: _TRANSACTION,
    SmtpState.CLOSED: {},
}
"""What is said to a command that `states.TABLE` does not know in a state."""

FORBIDDEN = frozenset({"CONNECT", "GET", "POST"})
"""Verbs of a web client that has come to the wrong door (Postfix: smtpd_forbidden_commands)."""

UNIMPLEMENTED = frozenset({"EXPN", "TURN", "ETRN", "BDAT", "SEND", "SOML", "SAML"})
"""Verbs that some SMTP specification knows and this server does not carry out."""

BEFORE_TLS = frozenset({"EHLO", "HELO", "NOOP", "STARTTLS", "QUIT"})
"""All that is carried out in the clear where TLS has to come first (RFC 3207 §4)."""
