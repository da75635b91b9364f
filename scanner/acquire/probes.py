"""THE table: every command that is ever sent to a phone, and what reads its answer.

A command here only reads. ``{user}`` is a number; ``{packages}`` are names that passed names.is_package, ``{files}``
paths that passed names.is_apk_path, ``{ranges}`` such paths behind two numbers, and ``{marker}`` is a random word of
letters and digits. Nothing else is ever put into a command.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scanner.acquire import reasons
from scanner.parse import (
    accessibility,
    accounts,
    adb_keys,
    apk_certificates,
    apk_hashes,
    apk_parts,
    appops,
    battery_daily,
    battery_exemptions,
    clock,
    device_owners,
    device_policy,
    hosts_file,
    keyboards,
    launchers,
    media_projection,
    notification_listeners,
    package_list,
    packages,
    properties,
    roles,
    root_signs,
    running_services,
    seen_hosts,
    setting_writers,
    settings,
    uptime,
    users,
    vpn,
)
from scanner.parse.base import Parsed

Parser = Callable[[str], Parsed[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One row. ``core``: without it no phone may be called read. ``timeout`` in seconds, for one command.

    ``fallback`` is the same question in an older syntax, asked where the phone does not know the first. ``since`` is
    the first SDK that has the source; earlier phones are not asked. ``option`` names what a person has to ask for
    before the command is sent at all. ``all_users_since`` is the first SDK whose answer holds for users other than the
    main one; before it those are asked ``further_user`` instead, or not at all. ``per_file`` rows read APKs (apks.py).
    """

    id: str
    command: str
    parse: Parser
    core: bool = False
    timeout: float = 30.0
    per_user: bool = False
    per_package: bool = False
    per_file: bool = False
    fallback: str | None = None
    since: int | None = None
    option: str | None = None
    all_users_since: int | None = None
    further_user: str | None = None


RELEASES = {24: "7", 26: "8", 28: "9", 29: "10", 30: "11", 31: "12", 33: "13", 34: "14", 35: "15", 36: "16"}
"""The Android versions of the SDKs that rows may name."""


def too_old(since: int) -> str:
    """Say that a phone was not asked, because its Android tells nobody; what is asked for may be there all the same."""
    return reasons.TOO_OLD.format(version=RELEASES[since])


def options(*, accounts: bool) -> frozenset[str]:
    """Return the options that a person chose, by the names that rows give them."""
    return frozenset({"accounts"}) if accounts else frozenset()


_REFUSALS = "-e '/^Permission Denial/p' -e \"/^Can't find service: /p\" -e '/^[*][*][*] SERVICE /p'"
"""Lets through, behind a filter, what a phone says where it refuses a dump, does not know it or gives it up."""


def _query(categories: str) -> tuple[str, str]:
    """Return the question for the activities that answer MAIN with ``categories``, in its newer and older form."""
    asked = f"query-activities --brief --user {{user}} -a android.intent.action.MAIN{categories}"
    return f"cmd package {asked}", f"pm {asked}"


_ICONS = _query(" -c android.intent.category.LAUNCHER")
_TELEVISION = _query(" -c android.intent.category.LEANBACK_LAUNCHER")
_ANY = _query("")  # an intent without a category is answered by every filter with its action

_ACCOUNT_LISTS = (
    "dumpsys account | sed -n -e 's/^Permission Denial.*/Permission Denial/p' "
    "-e \"s/^Can't find service: .*/&/p\" -e 's/^[*][*][*] SERVICE .*/&/p' "
    "-e 's/^User UserInfo{\\([0-9][0-9]*\\):.*:[0-9a-f][0-9a-f]*}:$/User UserInfo{\\1}:/p' -e t "
    "-e 's/^User .*/User ?/p' -e t "
    "-e '/^  Accounts: [0-9][0-9]*$/,/^  AccountId, Action_Type, /{' "
)
"""Lets through each user's number and opens the block for the lines of their list."""

_RANGES = (
    "for r in {ranges}; do echo; echo {marker} $r; s=${r%%:*}; r=${r#*:}; "
    "dd if=${r#*:} bs=4096 skip=$s count=${r%%:*} 2>/dev/null; done | base64"
)
"""Reads parts of files: each word is BLOCK:COUNT:PATH, in blocks of 4096 bytes."""

_WRITERS = "dumpsys settings | sed -n -e '/^[A-Z]* SETTINGS (user [0-9]*)$/p' -e 's/ value:.*//' " + " ".join(
    f"-e '/^_id:[^ ]* name:{name} pkg:[^ ]*$/p'" for name in setting_writers.NAMES
)
"""Lets through the headings and, without their values, the rows of a few settings."""

PROBES: tuple[Probe, ...] = (
    Probe(
        id="getprop",
        command="getprop",
        parse=properties.parse,
        core=True,
    ),
    Probe(id="clock", command="date '+%s %z'", parse=clock.parse),
    Probe(id="users", command="pm list users", parse=users.parse, core=True),
    Probe(
        id="user_types",
        # The list of users does not say what sort of profile one is; the rest of this dump is not needed.
        command="dumpsys user | sed -n -e '/^ *UserInfo{/p' -e '/^ *Type: /p' -e '/^ *State: /p' " + _REFUSALS,
        parse=users.parse,
    ),
    Probe(
        id="package_dump",
        command="dumpsys package",
        parse=packages.parse,
        core=True,
        timeout=120.0,
    ),
    Probe(
        id="appops",
        command="dumpsys appops",
        parse=appops.parse,
        core=True,
        timeout=60.0,
    ),
    Probe(
        id="packages",
        command="pm list packages -f -i -U --user {user}",
        fallback="pm list packages -f -i --user {user}",
        parse=package_list.parse,
        core=True,
        per_user=True,
    ),
    Probe(
        id="packages_third_party",
        command="pm list packages -3 --user {user}",
        parse=package_list.parse_maybe_empty,
        per_user=True,
    ),
    Probe(
        id="launchers",
        command=_ICONS[0],
        fallback=_ICONS[1],
        parse=launchers.parse,
        core=True,
        per_user=True,
    ),
    Probe(
        id="launchers_tv",
        command=_TELEVISION[0],
        fallback=_TELEVISION[1],
        parse=launchers.parse,
        per_user=True,
    ),
    Probe(
        id="main_activities",
        command=_ANY[0],
        fallback=_ANY[1],
        parse=launchers.parse,
        per_user=True,
    ),
    Probe(
        id="packages_disabled",
        command="pm list packages -d --user {user}",
        parse=package_list.parse_maybe_empty,
        per_user=True,
    ),
    Probe(
        id="packages_uninstalled",
        command="pm list packages -u --user {user}",
        parse=package_list.parse,
        per_user=True,
    ),
    Probe(
        id="settings_secure",
        command="settings list --user {user} secure",
        fallback="settings --user {user} list secure",
        parse=settings.parse,
        core=True,
        per_user=True,
        # Android 7 lists the main user's, whoever is named (AOSP SettingsCmd.listForUser); single values are right.
        all_users_since=26,
        further_user=f"for k in {' '.join(settings.READ)}; do "
        'v=$(settings --user {user} get secure $k) || exit; echo "$k=$v"; done',
    ),
    Probe(
        id="settings_system",
        command="settings list --user {user} system",
        fallback="settings --user {user} list system",
        parse=settings.parse,
        per_user=True,
        all_users_since=26,
    ),
    Probe(
        id="settings_global",
        command="settings list global",
        parse=settings.parse,
        core=True,
    ),
    # the values are read by the rows above: many of the others are nobody's business
    Probe(id="setting_writers", command=f"{_WRITERS} {_REFUSALS}", parse=setting_writers.parse, since=26),
    Probe(
        id="device_policy",
        command="dumpsys device_policy",
        parse=device_policy.parse,
        core=True,
    ),
    Probe(
        id="accessibility",
        command="dumpsys accessibility",
        parse=accessibility.parse,
        core=True,
    ),
    Probe(
        id="notification_listeners",
        # Only this part leaves the phone: the rest of the dump holds what other people wrote to its owner.
        command="dumpsys notification | sed -n -e '/Notification listeners:/,/Snoozed notification listeners/p' "
        + _REFUSALS,
        parse=notification_listeners.parse,
        core=True,
    ),
    Probe(id="roles", command="dumpsys role", parse=roles.parse, since=29),
    Probe(id="keyboards", command="ime list -s", parse=keyboards.parse),
    Probe(id="battery_exemptions", command="dumpsys deviceidle whitelist", parse=battery_exemptions.parse),
    Probe(id="media_projection", command="dumpsys media_projection", parse=media_projection.parse),
    Probe(id="vpn", command="dumpsys vpn_management", parse=vpn.parse, since=31),
    Probe(id="device_owners", command="dpm list-owners", parse=device_owners.parse, since=31),
    Probe(id="adb_keys", command="dumpsys adb", parse=adb_keys.parse, since=29),
    Probe(
        id="uptime",
        command="cat /proc/uptime",
        parse=uptime.parse,
    ),
    Probe(
        id="accounts",
        # Names are people's addresses: they do not leave the phone. A line that fits nothing shows as a question mark.
        command=_ACCOUNT_LISTS
        + "-e 's|^    Account {name=.*, type=\\([A-Za-z0-9._:/ -][A-Za-z0-9._:/ -]*\\)}$|    Account {type=\\1}|p' "
        "-e t -e 's/^  Accounts: [0-9][0-9]*$/&/p' -e t "
        "-e 's/^  AccountId, Action_Type, .*/  AccountId, Action_Type, /p' -e t "
        "-e 's/^ *[^ ].*/    ?/p' -e '}'",
        parse=accounts.parse,
        timeout=60.0,
    ),
    Probe(
        id="account_names",
        command=_ACCOUNT_LISTS + "-e 's/^  AccountId, Action_Type, .*/  AccountId, Action_Type, /' -e '/[^ ]/p' -e '}'",
        parse=accounts.parse,
        timeout=60.0,
        option="accounts",
    ),
    Probe(
        id="running_services",
        # The whole is one or two megabytes, with what apps send each other in it.
        command="dumpsys activity services | sed -n -e '/^ACTIVITY MANAGER SERVICES/p' "
        "-e '/^  User [0-9]* active services:$/p' -e '/^  (nothing)$/p' -e '/^  [*] [A-Za-z ]*ServiceRecord{/p' "
        "-e '/^    packageName=/p' -e '/^    app=/p' -e '/^    createTime=/p' -e '/^    startRequested=/p' "
        "-e 's/^\\(    isForeground=[a-z]* foregroundId=[-0-9]*\\).*/\\1/p' -e '/^Permission Denial/p' "
        "-e \"/^Can't find service: /p\" -e '/^[*][*][*] SERVICE /p'",
        parse=running_services.parse,
        timeout=60.0,
    ),
    Probe(
        id="battery_daily",
        command="dumpsys batterystats --daily | sed -n -e '/^Daily stats:/p' -e '/^  Current start time: /p' "
        "-e '/^  Daily from /p' -e '/^    Package changes:/p' -e '/^      [A-Z]/p' -e '/^Unknown option/p' "
        + _REFUSALS,
        parse=battery_daily.parse,
        timeout=60.0,
    ),
    Probe(
        id="root_signs",
        # Only names are asked for: nothing of what they name is opened, and su is never started.
        command="ls -1 -d " + " ".join(root_signs.PLACES) + " 2>&1; getenforce 2>&1; id 2>&1",
        parse=root_signs.parse,
    ),
    Probe(id="hosts_file", command="cat /system/etc/hosts", parse=hosts_file.parse),
    Probe(
        id="package_details",
        command="for p in {packages}; do echo {marker} $p; dumpsys package $p; done",
        parse=packages.parse,
        per_package=True,
        timeout=90.0,
    ),
    Probe(
        id="apk_ends",
        # base64, because a terminal between the phone and this computer would change bytes; both outputs together, so
        # that a refusal stands where the file's end would
        command="(stat -c '{marker} size %s %n' {files}; for f in {files}; do echo; echo {marker} end $f; "
        "tail -c 1024 $f; done) 2>&1 | base64",
        parse=apk_parts.parse,
        per_file=True,
        timeout=60.0,
    ),
    Probe(id="apk_ranges", command=_RANGES, parse=apk_parts.parse, per_file=True, timeout=60.0),
    # the same for the names of apps: that one cannot be read must not speak against who signed them
    Probe(id="apk_names", command=_RANGES, parse=apk_parts.parse, per_file=True, timeout=60.0),
    Probe(
        id="apk_hashes",
        command="sha256sum {files}",
        parse=apk_hashes.parse,
        per_file=True,
        option="hashes",
        timeout=60.0,
    ),
)

OFFLINE = (
    Probe(id="apk_certificates", command="", parse=apk_certificates.parse, per_file=True),
    Probe(id="seen_hosts", command="", parse=seen_hosts.parse),
)
"""What only bugreports and the files of other programs hold; nothing of these is ever sent."""

BY_ID = {probe.id: probe for probe in (*PROBES, *OFFLINE)}
