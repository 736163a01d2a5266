#!/bin/sh
# Takes a server out of an nginx upstream and puts it back, without losing a request. See README.md.
#
#   nginx-drain.sh drain|add SERVER --file FILE [--pid FILE] [--nginx COMMAND] [--wait SECONDS]
#   nginx-drain.sh show --file FILE
#
# Exit code 0: it is so, and nginx works by it. 1: it is not; the reason is on stderr. 2: misuse.
set -eu

file= pid_file=/run/nginx.pid nginx=nginx wait=25

die() { echo "$1" >&2; exit "${2-1}"; }
usage() { die "$1; usage: nginx-drain.sh drain|add SERVER --file FILE [--pid FILE] [--nginx COMMAND] [--wait SECONDS]" 2; }

action=${1-}; [ $# -gt 0 ] && shift
server=
case $action in
  drain | add) server=${1-}; [ -n "$server" ] || usage "a server is missing"; shift ;;
  show) ;;
  *) usage "\"$action\" is neither drain, add nor show" ;;
esac
while [ $# -gt 0 ]; do
  [ $# -ge 2 ] || usage "$1 needs a value"
  case $1 in
    --file) file=$2 ;;
    --pid) pid_file=$2 ;;
    --nginx) nginx=$2 ;;
    --wait) wait=$2 ;;
    *) usage "unknown option $1" ;;
  esac
  shift 2
done
[ -f "$file" ] || usage "--file must name the file with the servers"
case $wait in '' | *[!0-9]*) usage "--wait must be a number of seconds" ;; esac

# The clock that nobody sets: seconds since boot.
now() { read -r up _ < /proc/uptime; echo "${up%.*}"; }
deadline=$(($(now) + wait))

# Each server and whether it is in: "up ADDRESS" or "down ADDRESS".
servers() {
  awk '$1 == "server" {
    line = $0; sub(/;.*/, "", line); n = split(line, words)
    state = "up"; for (i = 3; i <= n; i++) if (words[i] == "down") state = "down"
    print state, words[2]
  }' "$file"
}

# The file with the server down or up; everything else stays as it is written.
rewritten() {
  awk -v server="$server" -v action="$action" '
    $1 == "server" && index($0, ";") {
      head = substr($0, 1, index($0, ";") - 1); rest = substr($0, length(head) + 1)
      n = split(head, words)
      if (words[2] == server) {
        gsub(/[ \t]+down[ \t]+/, " ", head); sub(/[ \t]+down$/, "", head)
        print head (action == "drain" ? " down" : "") rest; next
      }
    }
    { print }' "$file"
}

# The workers of nginx, those that are shutting down included.
workers() {
  for status in $(grep -ls "^PPid:[[:space:]]*$master\$" /proc/[0-9]*/status); do
    pid=${status#/proc/}; pid=${pid%/status}
    case $(title "$pid") in "nginx: worker"*) echo "$pid" ;; esac
  done
}
title() { { tr '\0' ' ' < "/proc/$1/cmdline"; } 2> /dev/null || true; }

# Whether none of these workers takes requests any more.
all_leaving() {
  for pid in $1; do
    case $(title "$pid") in *"is shutting down"*) ;; "nginx: worker"*) return 1 ;; esac
  done
}

# Whether none of these workers is left.
all_gone() {
  for pid in $1; do
    case $(title "$pid") in "nginx: worker"*) return 1 ;; esac
  done
}

until_true() { # CONDITION WORKERS WHAT-IF-NOT
  while ! "$1" "$2"; do
    [ "$(now)" -lt "$deadline" ] || die "$3"
    sleep 0.05
  done
}

if [ "$action" = show ]; then servers; exit 0; fi

# A host that was stopped is not to get requests. `ImageServing start` puts it back.
if [ "$action" = add ] && [ "${IMAGESERVING_KIND-}" = stop ]; then
  echo "$server stays out: it was stopped"
  exit 0
fi

# One at a time: of two that rewrite the file at once, one would undo the other. The kernel gives the lock back, however this ends.
exec 9>> "$file.lock"
flock -w "$wait" 9 || die "$file.lock: somebody else has held it for $wait s"

state=$(servers | awk -v server="$server" '$2 == server { print $1; exit }')
[ -n "$state" ] || die "$file has no server $server; it has: $(servers | awk '{ printf "%s%s", sep, $2; sep = ", " }')"
others=$(servers | awk -v server="$server" '$1 == "up" && $2 != server' | wc -l)
if [ "$action" = drain ] && [ "$state" = up ] && [ "$others" -eq 0 ] && [ "${IMAGESERVING_KIND-}" != stop ]; then
  die "$server is the last one in $file; without it nobody would answer"
fi
master=$(cat "$pid_file" 2> /dev/null) && kill -0 "$master" 2> /dev/null || die "nginx is not running, or not ours to signal: $pid_file"

# Beside the file, so that the rename is atomic; with its owner and mode.
cp -p "$file" "$file.before"
cp -p "$file" "$file.new"
rewritten > "$file.new"
mv "$file.new" "$file"
if ! said=$($nginx -t 2>&1); then
  mv "$file.before" "$file"
  die "nginx does not accept its configuration, $file is as it was: $said"
fi
rm -f "$file.before"

# Also where nothing was changed: whoever changed it may have been killed before this.
old=$(workers)
kill -HUP "$master"
# Under the lock, so that the next one does not take for new what has not read this file.
until_true all_leaving "$old" "nginx has not taken up the new configuration within $wait s; see its error log"
exec 9>&-

if [ "$action" = drain ]; then
  until_true all_gone "$old" "$server is out, but after $wait s old workers of nginx still have requests; consider worker_shutdown_timeout"
  echo "$server is out"
else
  echo "$server is in"
fi
