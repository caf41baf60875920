#!/bin/sh
# postfix.sh PORT MAILBOX
(umask 022; mkdir -p etc data spool/postfix && cd spool/postfix && mkdir -p active bounce corrupt defer deferred flush \
  hold incoming maildrop pid private public saved trace && chown -R postfix . ../../data && chown root . pid)
touch "$2" && chown nobody "$2"
awk '!/^(#| |smtp )/ { $5 = "n"; print }' /usr/share/postfix/master.cf.dist >etc/master.cf
echo "$1 inet n - n - - smtpd" >>etc/master.cf
cat >etc/main.cf <<END
compatibility_level = 3.6
queue_directory = $PWD/spool/postfix
data_directory = $PWD/data
maillog_file = $PWD/log
maillog_file_prefixes = /tmp, /var
myhostname = mail.harbour.test
mydestination =
inet_interfaces = 127.0.0.1
smtpd_relay_restrictions = reject_unauth_destination
smtpd_forbid_bare_newline = yes
smtpd_forbid_bare_newline_exclusions =
virtual_mailbox_domains = harbour.test
virtual_mailbox_base = $(dirname "$2")
virtual_mailbox_maps = inline:{ {ana@harbour.test=$(basename "$2")}, {ben@harbour.test=others}, {postmaster@harbour.test=others} }
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
virtual_mailbox_lock = fcntl
alias_maps =
END
touch -d 2000-01-01 etc/main.cf etc/master.cf # it waits for files that were changed just now
exec "$(dirname "$0")/world.sh" "$(postconf -hd daemon_directory)/master" -d -c "$PWD/etc"
