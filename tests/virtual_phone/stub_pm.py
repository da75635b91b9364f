"""The shell script that stands in for ``pm``, and so for ``cmd package``.

Messages, options and exit codes: AOSP PackageManagerShellCommand; ``pm`` itself is a program of its own (Pm.java) up to
Android 8, which knows fewer commands. An unknown user, or one whose owner forbids debugging, is refused with an
exception; since Android 15 the list of packages only prints it and goes on, and up to 8 it is empty.
"""

from __future__ import annotations

PM = r"""
refuse() {
  if [ "$SDK" -ge 30 ]; then echo >&2; echo "Exception occurred while executing '$2':" >&2
  else echo "Security exception: Shell does not have permission to access user $1" >&2; echo >&2; fi
  echo "java.lang.SecurityException: Shell does not have permission to access user $1" >&2
  printf '\tat com.android.server.am.UserController.handleIncomingUser(UserController.java:2330)\n' >&2
  printf '\tat com.android.server.pm.PackageManagerShellCommand.onCommand(PackageManagerShellCommand.java:362)\n' >&2
  exit 255
}
failed() {
  echo >&2
  if [ "$SDK" -ge 30 ]; then echo "Exception occurred while executing '$1':" >&2
  elif [ "$SDK" -ge 28 ]; then echo 'Exception occurred while executing:' >&2
  else echo 'Exception occurred while dumping:' >&2; fi
  echo "java.lang.IllegalArgumentException: $2" >&2
  exit 255
}
list_packages() {
  f=0; i=0; U=0; u=0; v=0; want=; users=; filter=
  while [ $# -gt 0 ]; do
    case "$1" in
      -f) f=1 ;;
      -i) i=1 ;;
      -U|--show-versioncode|--uid)
        # these came with Android 8
        [ "$SDK" -ge 26 ] || { echo "Error: Unknown option: $1"; exit 255; }
        case "$1" in -U) U=1 ;; --show-versioncode) v=1 ;; *) U=1; shift ;; esac ;;
      -u) u=1 ;;
      -a|-l) ;;
      -s|-3|-d|-e) want="$want$1" ;;
      --user)
        if [ $# -lt 2 ]; then
          echo 'Error: java.lang.IllegalArgumentException: Argument expected after "--user"'; exit 255
        fi
        shift; users=$1 ;;
      -*) echo "Error: Unknown option: $1"; exit 255 ;;
      *) filter=$1 ;;
    esac
    shift
  done
  case "$users" in
    current|cur) users=0 ;;
    ''|all) if [ "$SDK" -ge 33 ]; then users=$(cat "$O/users/all"); else users=0; fi ;;
  esac
  tables=
  for user in $users; do
    if [ -f "$O/users/$user" ]; then tables="$tables $O/packages/$user"
    elif [ "$SDK" -lt 28 ]; then :
    elif [ "$SDK" -lt 35 ]; then refuse "$user" list
    # since Android 15 the others are listed all the same, and the exit code is 0
    else echo "Error: java.lang.SecurityException: Shell does not have permission to access user $user" >&2; fi
  done
  [ -n "$tables" ] || exit 0
  # the outputs' folder has no blanks in its name, or the stubs would not have been installed
  exec awk -F '\t' -v f=$f -v i=$i -v U=$U -v u=$u -v v=$v -v want="$want" -v filter="$filter" '
    (!u && !$8) || (filter != "" && index($2, filter) == 0) { next }
    (index(want, "s") && !$6) || (index(want, "3") && $6) { next }
    (index(want, "d") && $7) || (index(want, "e") && !$7) { next }
    {
      line = "package:" (f ? $1 "=" : "") $2 (v ? " versionCode:" $3 : "") (i ? "  installer=" $4 : "")
      if (!(line in uids)) { order[++n] = line; uids[line] = $5 } else { uids[line] = uids[line] "," $5 }
    }
    END { for (k = 1; k <= n; k++) print order[k] (U ? " uid:" uids[order[k]] : "") }
  ' $tables
}
query_activities() {
  user=0; kind=main; main=0; components=0
  while [ $# -gt 0 ]; do
    case "$1" in
      --brief) ;;
      --components) components=1 ;;
      --user) shift; user=$1 ;;
      -a) shift; [ "$1" = android.intent.action.MAIN ] && main=1 ;;
      -c) shift
        case "$1" in
          android.intent.category.LAUNCHER) kind=launcher ;;
          android.intent.category.LEANBACK_LAUNCHER) kind=leanback ;;
          *) kind=other ;;
        esac ;;
      -p|--query-flags) shift ;;
      *) failed query-activities "Unknown option: $1" ;;
    esac
    shift
  done
  case "$user" in current|cur|all) user=0 ;; esac
  [ -f "$O/users/refused.$user" ] && refuse "$user" query-activities
  answer=$O/activities/$user.$kind
  if [ $main = 0 ] || [ ! -f "$answer" ]; then echo 'No activities found'; exit 0; fi
  [ $components = 0 ] && exec cat "$answer"
  exec sed -n -e 's/^    \([^ =]*\/[^ ]*\)$/\1/p' -e '/^No activities/p' "$answer"
}
path() {
  user=0
  [ "$1" = --user ] && { user=$2; shift 2; }
  [ -f "$O/packages/$user" ] || exit 1
  awk -F '\t' -v name="$1" '$2 == name && $8 { print "package:" $1; found = 1 } END { exit !found }' "$O/packages/$user"
}
command=$1
[ $# -gt 0 ] && shift
if [ "$SDK" -lt 28 ] && [ "$BY" != cmd ]; then
  case "$command" in
    list|path|dump|get-install-location) ;;
    *) echo "Error: unknown command '$command'" >&2; echo 'usage: pm path [--user USER_ID] PACKAGE' >&2; exit 1 ;;
  esac
fi
case "$command" in
  list)
    what=$1
    [ $# -gt 0 ] && shift
    case "$what" in
      users) exec cat "$O/users/listed" ;;
      package|packages) list_packages "$@" ;;
      features) exec cat "$O/features" ;;
      '') echo 'Error: didn'"'"'t specify type of data to list'; exit 255 ;;
      *) echo "Error: unknown list type '$what'"; exit 255 ;;
    esac ;;
  path) path "$@" ;;
  dump) exec dumpsys package "$@" ;;
  query-activities) query_activities "$@" ;;
  get-install-location) echo '0[auto]' ;;
  *) echo "Unknown command: $command"; exit 255 ;;
esac
"""
