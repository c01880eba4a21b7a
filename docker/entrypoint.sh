#!/bin/sh
# What a container does before callqa: says plainly what is wrong, and then becomes `callqa COMMAND …`.
# It waits for nothing. Whoever starts containers starts it again, and the reason stands in its log.
set -eu

say() {
  echo "callqa container: $*" >&2
}

[ $# -gt 0 ] || { say "no command: worker, serve, database upgrade, or another of 'callqa --help'"; exit 2; }

data=${CALLQA_DATA_DIR:-/data}
if ! mkdir -p "$data" 2>/dev/null || ! [ -w "$data" ]; then
  say "$data (CALLQA_DATA_DIR) may not be written by user $(id -u); mount a volume that belongs to it"
  exit 1
fi

# Tables are upgraded by one container before the others start: `database upgrade`, which needs no check before.
case "$1" in
  worker | serve)
    callqa database check >&2 || { say "not started: see the line above"; exit 1; }
    ;;
esac

exec callqa "$@"
