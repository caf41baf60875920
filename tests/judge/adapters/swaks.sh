#!/bin/sh
# swaks.sh HOST PORT FROM TO CAFILE; swaks says who refused, and not for how long
swaks --server "$1" --port "$2" --from "$3" --to "$4" --data - ${5:+--tls --tls-verify --tls-ca-path "$5"} >log 2>&1 && exit 0
grep -q '^<\*\* 4\|^<~\* 4\|^\*\*\* ' log && exit 75
exit 69
