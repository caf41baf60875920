#!/bin/sh
# exim.sh PORT MAILBOX
touch "$2" && chown mail "$2"
cat >exim.conf <<END
primary_hostname = mail.harbour.test
exim_user = mail
exim_group = mail
timezone = UTC
keep_environment =
spool_directory = $PWD/spool/exim
log_file_path = $PWD/exim-%s
daemon_smtp_ports = $1
local_interfaces = 127.0.0.1
tls_advertise_hosts =
smtp_max_synprot_errors = 20
acl_smtp_rcpt = rcpt
begin acl
rcpt:
  accept domains = harbour.test
         verify = recipient
  deny message = relay not permitted
begin routers
local:
  driver = accept
  domains = harbour.test
  local_parts = ana : ben : postmaster
  transport = mbox
begin transports
mbox:
  driver = appendfile
  user = mail
  lock_interval = 1s
  file = \${if eq{\$local_part}{ana}{$2}{$PWD/others.mbox}}
END
exec "$(dirname "$0")/world.sh" exim4 -C "$PWD/exim.conf" -bdf -q1m
