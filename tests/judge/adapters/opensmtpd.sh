#!/bin/sh
# opensmtpd.sh PORT MAILBOX, which is ana.mbox: every user's file stands beside it
touch "$2" && chown 64901 "$2"
cat >smtpd.conf <<END
table users { ana = ana, ben = ben, postmaster = postmaster }
listen on 127.0.0.1 port $1 hostname mail.harbour.test
action "append" mda "/usr/libexec/opensmtpd/mail.mboxfile -f %{mbox.from} $(dirname "$2")/%{user.username}.mbox" virtual <users>
match from any for domain "harbour.test" action "append"
END
exec "$(dirname "$0")/world.sh" sh -c 'mkdir -p -m 711 /var/spool/smtpd; exec smtpd -d -f smtpd.conf'
