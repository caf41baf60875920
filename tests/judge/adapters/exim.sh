#!/bin/sh
# exim.sh PORT MAILBOX
printf '%s\n' >exim.conf 'primary_hostname = mail.harbour.test' 'exim_user = mail' 'exim_group = mail' 'timezone = UTC' \
  "spool_directory = $PWD/spool/exim" "log_file_path = $PWD/exim-%s" "daemon_smtp_ports = $1" 'local_interfaces = 127.0.0.1' \
  'keep_environment =' 'acl_smtp_rcpt = rcpt' 'accept_8bitmime' 'tls_advertise_hosts =' 'begin acl' 'rcpt:' \
  ' accept domains = harbour.test' ' verify = recipient' ' deny message = relay not permitted' 'begin routers' 'local:' \
  ' driver = accept' ' domains = harbour.test' ' local_parts = ana : ben : postmaster' ' transport = mbox' \
  'begin transports' 'mbox:' ' driver = appendfile' ' user = mail' ' create_directory = false' \
  " file = \${if eq{\$local_part}{ana}{$2}{$PWD/others.mbox}}"
exec "$(dirname "$0")/world.sh" exim4 -C "$PWD/exim.conf" -bdf -q1m
