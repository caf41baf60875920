#!/bin/sh
# Runs a mail server in a world of its own: with the users that it wants, its queue in the folder where it is started,
# and nothing that outlives it. Programs that exclude each other as packages lie unpacked in /opt/mtas (.ci/run).
mkdir -p spool && chmod 755 .. && chmod 777 . spool && cp /etc/passwd /etc/group .
for user in ana ben postmaster Debian-exim opensmtpd opensmtpq; do
  echo "$user:x:$((id = ${id:-64900} + 1)):$id::/nonexistent:/bin/false" >>passwd
  echo "$user:x:$id:" >>group
done
exec unshare --mount --pid --mount-proc --fork --kill-child sh -c '
  mount --bind passwd /etc/passwd && mount --bind group /etc/group
  mount --bind spool /var/spool && mount -t tmpfs tmpfs /run
  for part in usr var/lib; do
    [ ! -d /opt/mtas/$part ] || mount -t overlay overlay -o lowerdir=/opt/mtas/$part:/$part /$part
  done
  exec "$@"' sh "$@"
