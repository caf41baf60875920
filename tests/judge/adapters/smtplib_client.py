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
except OSError as refused:  # smtplib's own exceptions are among these
    codes = [getattr(refused, "smtp_code", 0), *(code for code, _ in getattr(refused, "recipients", {}).values())]
    sys.exit(69 if max(codes) >= 500 else 75)
