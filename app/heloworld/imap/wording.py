"""What the server can say, in Dovecot's words, because those are the words people will meet.

Where Dovecot has nothing to say about a case of ours, the response follows its style.
"""

from __future__ import annotations

GREETING = "* OK [CAPABILITY {capabilities}] {hostname} IMAP ready."
IMAP_BEFORE_LOGIN = ("IMAP4rev1", "SASL-IR", "ID", "ENABLE", "IDLE", "LITERAL+")
IMAP_AFTER_LOGIN = (*IMAP_BEFORE_LOGIN, "NAMESPACE", "UNSELECT", "UIDPLUS", "MOVE", "CHILDREN", "SPECIAL-USE")

CAPABILITY_BEFORE_LOGIN = "Pre-login capabilities listed, post-login capabilities have more."
COMPLETED = "{verb} completed."
LOGGED_IN = "[CAPABILITY {capabilities}] Logged in"
BEGIN_TLS = "Begin TLS negotiation now."
ENABLED = "Enabled."
READ_WRITE = "[READ-WRITE] Select completed."
READ_ONLY = "[READ-ONLY] Examine completed."
STATUS_OF_SELECTED = "[CLIENTBUG] Status on selected mailbox completed."
STORE_IGNORED = "Store ignored with read-only mailbox."
NO_MESSAGES = "No messages found."
APPENDED = "[APPENDUID {uid_validity} {uid}] Append completed."
COPIED = "[COPYUID {uid_validity} {sources} {uids}] Copy completed."
SOME_GONE = "[EXPUNGEISSUED] Some messages were already expunged."

FLAGS = "* FLAGS ({flags})"
PERMANENT_FLAGS = r"* OK [PERMANENTFLAGS ({flags} \*)] Flags permitted."
READ_ONLY_FLAGS = "* OK [PERMANENTFLAGS ()] Read-only mailbox."
EXISTS = "* {count} EXISTS"
RECENT = "* {count} RECENT"
EXPUNGED = "* {number} EXPUNGE"
UNSEEN = "* OK [UNSEEN {number}] First unseen."
UID_VALIDITY = "* OK [UIDVALIDITY {uid_validity}] UIDs valid"
UID_NEXT = "* OK [UIDNEXT {uid_next}] Predicted next UID"
PREVIOUS_CLOSED = "* OK [CLOSED] Previous mailbox closed."
MOVED = "* OK [COPYUID {uid_validity} {sources} {uids}] Moved UIDs."
NOT_SEEN = r"* NO [INUSE] Mailbox is locked, \Seen could not be set."
NEVER_SEEN = r"* NO [LIMIT] Mailbox is too large to be changed here, \Seen could not be set."
NAMESPACE = '* NAMESPACE (("" "/")) NIL NIL'
ID = '* ID ("name" "HELO World")'
NOTHING_ENABLED = "* ENABLED"
NO_REFERENCE = r'* LIST (\Noselect) "/" ""'

CONTINUE = "+ OK"
IDLING = "+ idling"
CHALLENGE = "+ {question}"

BYE = "* BYE Logging out"
LITERAL_TOO_LARGE = "* BYE Literal size too large"
TOO_MANY = "* BYE Too many invalid IMAP commands."
INCONSISTENT = "* BYE IMAP session state is inconsistent, please relogin."
TOO_MANY_CONNECTIONS = "* BYE [UNAVAILABLE] Too many connections."
TOO_MANY_OF_CLIENT = "* BYE [UNAVAILABLE] Too many connections from {client}."
INACTIVE = "* BYE Disconnected for inactivity."
SHUTTING_DOWN = "* BYE Server shutting down."

INVALID_TAG = "* BAD Error in IMAP tag: Invalid tag."
LINE_TOO_LONG = "* BAD Error in IMAP command received by server: Too long command line."
TAG_IS_COMMAND = (
    "First parameter in line is IMAP's command tag, not the command name. "
    "Add that before the command, like: a login user pass"
)
INVALID_NAME = "Error in IMAP command: Invalid command name."
BEFORE_LOGIN = "Error in IMAP command received by server."
UNKNOWN_COMMAND = "Error in IMAP command {verb}: Unknown command."
IN_COMMAND = "Error in IMAP command {verb}: {complaint}."
NO_MAILBOX = "No mailbox selected."
EXPECTED_DONE = "Expected DONE."
TLS_ACTIVE = "TLS is already active."
ABORTED = "Authentication aborted by client."

AUTHENTICATION_FAILED = "[AUTHENTICATIONFAILED] Authentication failed."
INVALID_BASE64 = "[AUTHENTICATIONFAILED] Invalid base64 data in response"
UNSUPPORTED_METHOD = "[ALERT] Unsupported authentication mechanism."
EXPOSED = (
    "* BAD [ALERT] Plaintext authentication not allowed without SSL/TLS, but your client did it anyway. "
    "If anyone was listening, the password was exposed."
)
NO_PLAINTEXT = "[PRIVACYREQUIRED] Plaintext authentication disallowed on non-secure (SSL/TLS) connections."
TLS_UNAVAILABLE = "[UNAVAILABLE] TLS is not available due to a local problem."

NO_SUCH_FOLDER = "Mailbox doesn't exist: {name}."
FOLDER_EXISTS = "[ALREADYEXISTS] Mailbox already exists."
TARGET_EXISTS = "[ALREADYEXISTS] Target mailbox already exists."
MESSAGE_TOO_LARGE = "[TOOBIG] Message too large: no more than {limit} octets are taken."
NO_OCTETS = "Can't save a zero byte message."
NAME_REFUSED = "[CANNOT] Invalid mailbox name: {name}."
INBOX_STAYS = "INBOX can't be deleted."
UNKNOWN_CHARSET = "[BADCHARSET (US-ASCII UTF-8)] Unknown charset."
IS_READ_ONLY = "[READ-ONLY] Mailbox is read-only."
IN_USE = "[INUSE] Mailbox is locked by another program."
TOO_LARGE = "[LIMIT] Mailbox is too large to be changed here."
TROUBLE = "[UNAVAILABLE] Mailbox cannot be read or written now."
OUR_FAULT = "[SERVERBUG] Internal error occurred."
