#!/bin/sh
# curl.sh HOST PORT FROM TO CAFILE; curl prints the last reply's code, 0 where there was none
code=$(curl -sS --crlf --mail-from "$3" --mail-rcpt "$4" --upload-file - ${5:+--ssl-reqd --cacert "$5"} \
  --write-out '%{response_code}' "smtp://$1:$2") && exit 0
case $code in 5*) exit 69 ;; *) exit 75 ;; esac
