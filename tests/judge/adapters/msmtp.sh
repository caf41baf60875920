#!/bin/sh
# msmtp.sh HOST PORT FROM TO CAFILE; its exit status does not tell 421 from 554 in a greeting, what it prints does
msmtp --file=/dev/null --host="$1" --port="$2" --from="$3" --auth=off ${5:+--tls=on --tls-trust-file="$5"} -- "$4" 2>log
status=$?
grep -q 'server message: 4' log && exit 75
exit $status
