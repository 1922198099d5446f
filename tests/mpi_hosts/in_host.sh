#!/bin/sh
# In place of ssh, for two_hosts.sh:  sh in_host.sh HOSTS ADDRESS COMMAND...
# runs the command in that host's network, under a name of its own.
hosts=$1 number=${2##*.}
shift 2
exec ip netns exec "${hosts}_$number" unshare --uts sh -c "hostname host$number; $*"
