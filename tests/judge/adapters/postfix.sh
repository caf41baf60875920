#!/bin/sh
# postfix.sh PORT MAILBOX
(umask 022; mkdir -p etc data spool/postfix && cd spool/postfix && mkdir -p active bounce corrupt defer deferred flush hold \
  incoming maildrop pid private public saved trace && chown -R postfix . ../../data && chown root . pid)
awk '!/^(#| |smtp )/ { $5 = "n"; print }' /usr/share/postfix/master.cf.dist >etc/master.cf
echo "$1 inet n - n - - smtpd" >>etc/master.cf
printf '%s\n' >etc/main.cf 'compatibility_level = 3.6' "queue_directory = $PWD/spool/postfix" "data_directory = $PWD/data" \
  'myhostname = mail.harbour.test' 'mydestination =' 'inet_interfaces = 127.0.0.1' 'mynetworks = 192.0.2.1' \
  'virtual_mailbox_domains = harbour.test' "virtual_mailbox_base = $(dirname "$2")" 'virtual_uid_maps = static:65534' \
  "virtual_mailbox_maps = inline:{ {ana@harbour.test=$(basename "$2")} {ben@harbour.test=others} {postmaster@harbour.test=others} }" \
  'virtual_gid_maps = static:65534' "maillog_file = $PWD/log" 'maillog_file_prefixes = /tmp, /var' 'alias_maps =' 'biff = no'
exec "$(dirname "$0")/world.sh" "$(postconf -hd daemon_directory)/master" -d -c "$PWD/etc"
