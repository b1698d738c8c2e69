#!/bin/bash
# act.sh PORT ACTION MULTIADDR: has the dialer that serves at PORT do something; exit status 0 where it could.
exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 2
echo "$2 $3" >&3
read -r answer <&3
echo "$answer"
[ "$answer" = ok ]
