"""Python's smtplib: HOST PORT FROM TO CAFILE."""

import smtplib
import ssl
import sys

host, port, sender, recipient, cafile = sys.argv[1:]
try:
    with smtplib.SMTP(host, int(port)) as client:
        if cafile:
            client.starttls(context=ssl.create_default_context(cafile=cafile))
        client.sendmail(sender, recipient, sys.stdin.buffer.read().replace(b"\n", b"\r\n"))
except smtplib.SMTPRecipientsRefused as refused:
    sys.exit(69 if refused.recipients[recipient][0] >= 500 else 75)
except smtplib.SMTPResponseException as refused:
    sys.exit(69 if refused.smtp_code >= 500 else 75)
except (OSError, smtplib.SMTPException):
    sys.exit(75)
