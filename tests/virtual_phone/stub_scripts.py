"""The shell scripts that stand in for a phone's commands.

Small POSIX scripts that print prepared files: a whole scan runs hundreds of ``dumpsys package PKG``, so nothing but
``cat`` is started for one. Messages and exit codes are Android's (frameworks/native/cmds/dumpsys and cmd,
PackageManagerShellCommand, SettingsService, AppOpsService.Shell). ``$O`` is the folder of outputs, ``$F`` that of the
phone's files, ``$SDK`` its version.
"""

from __future__ import annotations

from tests.virtual_phone.stub_pm import PM

DUMPSYS = r"""
while :; do
  case "$1" in
    -t|-T) shift 2 ;;
    -l) echo 'Currently running services:'; sed 's/^/  /' "$O/services"; exit 0 ;;
    --*) shift ;;
    *) break ;;
  esac
done
service=$1
[ $# -gt 0 ] && shift
[ "$1" = -a ] && shift
case "$service" in
  package)
    [ $# -eq 0 ] && exec cat "$O/dumpsys/package"
    case "$1" in
      p|packages) exec cat "$O/dumpsys/package-packages" ;;
      */*|..) ;;
      *) [ -f "$O/package/$1" ] && exec cat "$O/package/$1" ;;
    esac
    case "$1" in
      *.*) echo "Unable to find package: $1" ;;
      *) exec cat "$O/dumpsys/package" ;;
    esac ;;
  deviceidle)
    [ "$1" = whitelist ] && exec cat "$O/dumpsys/deviceidle-whitelist"
    exec cat "$O/dumpsys/deviceidle" ;;
  activity)
    case "$1" in services|s) exec cat "$O/dumpsys/activity-services" ;; esac
    exec cat "$O/dumpsys/activity" ;;
  batterystats)
    case "$1" in
      --daily) exec cat "$O/dumpsys/batterystats-daily" ;;
      -*) echo "Unknown option: $1"; exit 0 ;;
    esac
    exec cat "$O/dumpsys/batterystats" ;;
  '') for name in $(cat "$O/services"); do
        printf '%079d\n' 0 | tr 0 -
        echo "DUMP OF SERVICE $name:"
        cat "$O/dumpsys/$name"
        [ "$SDK" -le 25 ] || echo "--------- 0.004s was the duration of dumpsys $name, ending at: 2026-11-20 14:05:31"
      done ;;
  */*) echo "Can't find service: $service" >&2 ;;
  *) [ -f "$O/dumpsys/$service" ] && exec cat "$O/dumpsys/$service"
     echo "Can't find service: $service" >&2 ;;
esac
"""

SETTINGS = r"""
# Android 7: a program that always ends well, and whose list is that of user 0, whoever is asked for
usage_7() {
  echo 'usage:  settings [--user NUM] get namespace key' >&2
  echo '        settings [--user NUM] list namespace' >&2
  exit 0
}
settings_7() {
  user=0; verb=; table=
  [ $# -ge 2 ] || usage_7
  while [ $# -gt 0 ]; do
    case "$1" in
      --user) shift; user=$1; case "$user" in ''|*[!0-9]*) usage_7 ;; esac ;;
      get|list) [ -z "$verb" ] || break; verb=$1 ;;
      secure|system|global) [ -z "$table" ] || break; table=$1; [ "$verb" = list ] && break ;;
      *) [ -z "$table" ] || break
         if [ -z "$verb" ]; then echo "Invalid command: $1" >&2; else echo "Invalid namespace '$1'" >&2; fi
         usage_7 ;;
    esac
    shift
  done
  [ -n "$table" ] || usage_7
  [ "$verb" = list ] && exec cat "$O/settings/$table.0/.list"
  case "$1" in '') usage_7 ;; */*) echo null; exit 0 ;; esac
  [ "$table" = global ] && user=0
  [ -f "$O/settings/$table.$user/.list" ] || { echo null; exit 0; }
  [ -f "$O/settings/$table.$user/$1" ] && exec cat "$O/settings/$table.$user/$1"
  exec awk -v key="$1" 'index($0, key "=") == 1 { print substr($0, length(key) + 2); found = 1; exit }
    END { if (!found) print "null" }' "$O/settings/$table.$user/.list"
}
[ "$SDK" -le 25 ] && settings_7 "$@"
user=0; verb=; table=; key=
while [ $# -gt 0 ]; do
  case "$1" in
    --user)
      [ $# -gt 1 ] || { echo 'Invalid user: user id not specified' >&2; exit 255; }
      shift; user=$1; case "$user" in current|cur) user=0 ;; esac ;;
    *) if [ -z "$verb" ]; then verb=$1; elif [ -z "$table" ]; then table=$1; elif [ -z "$key" ]; then key=$1
       else echo "Invalid argument: $1" >&2; exit 255; fi ;;
  esac
  shift
done
case "$verb" in
  list|get) ;;
  '') echo 'Invalid command: no command specified' >&2; exit 255 ;;
  *) echo "Invalid command: $verb" >&2; exit 255 ;;
esac
case "$table" in
  secure|system) ;;
  global) user=0 ;;
  *) echo "Invalid namespace '$table'" >&2; exit 255 ;;
esac
if [ -f "$O/users/refused.$user" ]; then
  echo >&2; echo "Exception occurred while executing '$verb':" >&2
  echo "java.lang.SecurityException: Shell does not have permission to access user $user" >&2
  exit 255
fi
if [ ! -d "$O/settings/$table.$user" ]; then
  echo 'cmd: Failure calling service settings: Failed transaction (2147483646)' >&2
  exit 224
fi
[ "$verb" = list ] && exec cat "$O/settings/$table.$user/.list"
case "$key" in
  '') echo 'Bad arguments' >&2; exit 255 ;;
  */*) echo null; exit 0 ;;
esac
[ -f "$O/settings/$table.$user/$key" ] && exec cat "$O/settings/$table.$user/$key"
exec awk -v key="$key" 'index($0, key "=") == 1 { print substr($0, length(key) + 2); found = 1; exit }
  END { if (!found) print "null" }' "$O/settings/$table.$user/.list"
"""

APPOPS = r"""
verb=$1
[ $# -gt 0 ] && shift
user=0
[ "$1" = --user ] && { user=$2; shift 2; case "$user" in current|cur) user=0 ;; esac; }
case "$verb" in
  get)
    case "$1" in
      ''|*/*) echo 'Error: Package name or UID not specified.' >&2; exit 255 ;;
    esac
    if [ ! -f "$O/appops/$user/$1" ]; then echo "Error: No UID for $1 in user $user" >&2; exit 255; fi
    [ $# -eq 1 ] && exec cat "$O/appops/$user/$1"
    awk -v op="$2" '{ name = $1 == "Uid" ? $3 : $1 }
      name == op ":" { print; found = 1 }
      END { if (!found) { print "No operations."; print "Default mode: default" } }' "$O/appops/$user/$1" ;;
  query-op)
    [ -n "$1" ] || { echo 'Error: Operation not specified.' >&2; exit 255; }
    awk -v user="$user" -v op="$1" -v mode="${2:-allow}" '
      $1 == user && $2 == op && $3 == mode { print $4; found = 1 }
      END { if (!found) print "No operations." }' "$O/appops/index" ;;
  *) echo "Unknown command: $verb"; exit 255 ;;
esac
"""

DPM = r"""
if [ "$1" = list-owners ] && [ "$SDK" -ge 31 ]; then exec cat "$O/owners"; fi
echo 'usage: dpm [subcommand] [options]' >&2
echo "Error: unknown command '$1'" >&2
exit 1
"""

IME = r"""
[ "$1" = list ] && [ "$2" = -s ] && [ $# -eq 2 ] && exec cat "$O/keyboards"
echo "Error: unknown command '$1'" >&2
exit 1
"""

CMD = r"""
service=$1
[ $# -gt 0 ] && shift
case "$service" in
  package) export BY=cmd; exec pm "$@" ;;
  settings) exec settings "$@" ;;
  appops) exec appops "$@" ;;
  device_policy) exec dpm "$@" ;;
  deviceidle) [ "$1" = whitelist ] && exec cat "$O/dumpsys/deviceidle-whitelist"; exit 255 ;;
  user) [ "$1" = list ] && exec cat "$O/users/listed"; exit 255 ;;
  '') echo 'cmd: No service specified; use -l to list all running services.' >&2; exit 20 ;;
  *) echo "cmd: Can't find service: $service" >&2; exit 20 ;;
esac
"""

ID = r"""
case "$1" in
  -u) echo 2000 ;;
  -un|-nu) echo shell ;;
  *) groups='2000(shell),1004(input),1007(log),1011(adb),3003(inet)'
     echo "uid=2000(shell) gid=2000(shell) groups=$groups context=u:r:shell:s0" ;;
esac
"""

SHA256SUM = r"""
# one process for all files, as on a phone; the names are the phone's
cd "$F" || exit 1
for name in "$@"; do set -- "$@" "${name#/}"; shift; done
PATH=/usr/bin:/bin sha256sum "$@" 2>"$O/errors.$$" | sed 's|  |  /|'
if [ -s "$O/errors.$$" ]; then sed 's|sha256sum: |&/|' "$O/errors.$$" >&2; status=1; fi
rm -f "$O/errors.$$"
exit ${status:-0}
"""

STAT = r"""
[ "$1" = -c ] || exit 1
format=$2; shift 2
case "$format" in *%n) format=${format%??}/%n ;; esac
cd "$F" || exit 1
for name in "$@"; do set -- "$@" "${name#/}"; shift; done
exec /usr/bin/stat -c "$format" "$@"
"""

TAIL = r"""
[ "$1" = -c ] && [ $# -eq 3 ] || exec /usr/bin/tail "$@"
[ -f "$F$3" ] && exec /usr/bin/tail -c "$2" "$F$3"
echo "tail: $3: No such file or directory" >&2
exit 1
"""

DD = r"""
for word in "$@"; do
  case "$word" in
    if=*) [ -f "$F${word#if=}" ] || { echo "dd: ${word#if=}: No such file or directory" >&2; exit 1; }
          word=if=$F${word#if=} ;;
    of=*) echo "dd: ${word#of=}: Read-only file system" >&2; exit 1 ;;
  esac
  set -- "$@" "$word"; shift
done
exec /bin/dd "$@"
"""

LS = r"""
names=; status=0; nl='
'
visible=$nl$(/bin/cat "$O/visible")$nl
for word in "$@"; do
  case "$word" in
    -*) ;;
    *) names=1
       case "$visible" in
         *"$nl$word$nl"*) echo "$word"; continue ;;
       esac
       status=1
       case "$word" in
         /data/adb/*) echo "ls: $word: Permission denied" >&2 ;;
         *) echo "ls: $word: No such file or directory" >&2 ;;
       esac ;;
  esac
done
[ -n "$names" ] || exec /bin/ls "$@"
exit $status
"""

CAT = r"""
[ "$*" = /proc/uptime ] && set -- "$O/uptime"
[ "$*" = /system/etc/hosts ] && set -- "$O/hosts"
exec /bin/cat "$@"
"""

DATE = r"""
# the phone's own zone, written out: this computer may know none by name
PATH=/usr/bin:/bin; TZ=CET-1CEST,M3.5.0,M10.5.0/3; export PATH TZ
exec date "$@"
"""

SCRIPTS: dict[str, str] = {
    "appops": APPOPS,
    "cat": CAT,
    "cmd": CMD,
    "date": DATE,
    "dd": DD,
    "dpm": DPM,
    "dumpsys": DUMPSYS,
    "getenforce": 'exec /bin/cat "$O/selinux"\n',
    "id": ID,
    "ime": IME,
    "ls": LS,
    "pm": PM,
    "settings": SETTINGS,
    "sha256sum": SHA256SUM,
    "stat": STAT,
    "tail": TAIL,
    "whoami": "echo shell\n",
}
"""The scripts by command; ``getprop`` is made for each phone."""
