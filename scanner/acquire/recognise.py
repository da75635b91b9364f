"""Tells which probe a saved output answers: by the command above it, by its name, or by how it begins."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.parse.names import is_package, number

if TYPE_CHECKING:
    from scanner.acquire.pieces import Piece

_NAMES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (probe, re.compile(pattern))
    for probe, pattern in (
        ("settings_secure", r"\bsettings\b.*\bsecure\b|\bsecure settings\b"),
        ("settings_system", r"\bsettings\b.*\bsystem\b|\bsystem settings\b"),
        ("settings_global", r"\bsettings\b.*\bglobal\b|\bglobal settings\b"),
        ("setting_writers", r"\bdumpsys settings\b|\bsetting writers\b"),
        ("root_signs", r"\broot signs\b|\bgetenforce\b"),
        ("launchers_tv", r"\bleanback\b|\blaunchers? tv\b|\btv launchers?\b"),
        ("launchers", r"\blaunchers?\b"),
        ("main_activities", r"\bmain activities\b|\bquery activities\b.*\bmain\b"),
        ("launchers", r"\bquery activities\b"),
        ("roles", r"\broles?\b"),
        ("keyboards", r"\bime list s\b|\bkeyboards?\b"),
        ("battery_exemptions", r"\bdevice ?idle\b|\bbattery exemptions?\b|\bbattery whitelist\b"),
        ("media_projection", r"\bmedia ?projection\b"),
        ("vpn", r"\bvpns?\b"),
        ("device_owners", r"\blist owners\b|\b(?:device )?owners\b"),
        ("adb_keys", r"\bdumpsys adb\b|\badb keys\b|^adb$"),
        ("accounts", r"\baccounts?\b"),
        ("running_services", r"\b(?:activity|running) services\b|^dumpsys activity$"),
        ("battery_daily", r"\bbattery ?stats\b|\bbattery daily\b"),
        ("uptime", r"\buptime\b"),
        ("hosts_file", r"\betc hosts\b|^hosts(?: file)?$"),
        ("device_policy", r"\bdevice ?policy\b|\bdevicepolicy\b"),
        ("accessibility", r"\baccessibility\b"),
        ("notification_listeners", r"\bnotifications?\b"),
        ("appops", r"\bapp ?ops\b"),
        ("getprop", r"\bgetprop\b|\bprops\b|\bproperties\b"),
        ("package_dump", r"\bdumpsys packages?\b|\bpackage dump\b|\bpackage$"),
        ("packages", r"\bpackages\b|\bpackage list\b"),
        ("user_types", r"\bdumpsys user\b|^user$|\buser types\b"),
        ("users", r"\busers\b"),
    )
)
"""Patterns over names in small letters, with a blank for everything that is no letter or digit. The first counts."""

_BEGINNINGS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (probe, re.compile(pattern, re.MULTILINE))
    for probe, pattern in (
        ("accessibility", r"\AACCESSIBILITY MANAGER \(dumpsys accessibility\)"),
        ("device_policy", r"\ACurrent Device Policy Manager state:"),
        ("appops", r"\ACurrent AppOps Service state:"),
        ("notification_listeners", r"\A(?:Current Notification Manager state:| {0,4}Notification listeners:)"),
        (
            "setting_writers",
            r"\A(?:Unknown argument: [^\n]{0,80}\n)?(?:CONFIG|GLOBAL|SECURE|SYSTEM) SETTINGS \(user \d+\)$",
        ),
        ("getprop", r"\A\[[\w.\-]{1,200}\]: \["),
        ("packages", r"\Apackage:"),
        ("package_dump", r"\A(?:Database versions:|Packages:|[A-Z]\w{1,30}(?: \w{1,30}){0,3} Resolver Table:)"),
        ("user_types", r"\A(?:Current user: \d+\s+)?(?:Users:\s+)?UserInfo\{[^\n]{0,300}\} serialNo="),
        ("users", r"\AUsers:\s+UserInfo\{|\AUserInfo\{"),
        ("launchers", r"\A(?:\d{1,5} activit(?:y|ies) found:|No activities found)"),
        ("roles", r"\AROLE (?:MANAGER )?STATE \(dumpsys role\)"),
        ("media_projection", r"\A(?:MEDIA PROJECTION MANAGER \(dumpsys media_projection\)|Media Projection: )"),
        ("vpn", r"\AVPNs:$"),
        ("device_owners", r"\A(?:no owners|\d{1,3} owners?:)$"),
        ("adb_keys", r"\AADB MANAGER STATE \(dumpsys adb\)"),
        ("accounts", r"\AUser UserInfo\{\d+[:}]"),
        ("running_services", r"\AACTIVITY MANAGER (?:SERVICES|SETTINGS|PENDING INTENTS|BROADCAST STATE) \("),
        ("battery_daily", r"\A(?:Daily stats:|Battery History \()"),
        (
            "battery_exemptions",
            r"\A(?:(?:system-excidle|system|user),[\w.]{1,255},\d+$|Settings:\s+(?:flex|light|inactive)_\w{1,40}=)",
        ),
        ("uptime", r"\A\d{1,11}\.\d\d \d{1,15}\.\d\d\s{0,3}\Z"),
    )
)
"""How outputs begin (AOSP); settings have no beginning of their own."""

_THIRD = re.compile(r"\bpackages\b.*(?:\b3\b|\bthird\b|\badded\b)|\bthird ?party\b|\bthirdparty\b|\buser apps\b")
_SELECTION = re.compile(r"\bpackages\b.* [sde]\b|\b(?:system|disabled|enabled)\b.*\bpackages\b|"
                        r"\bpackages\b.*\b(?:system|disabled|enabled)\b")  # fmt: skip
_DISABLED = re.compile(r"\bpackages\b.* d\b|\bdisabled\b.*\bpackages\b|\bpackages\b.*\bdisabled\b")
_ICONS = re.compile(r"\blaunchers?\b|\bicons?\b")
_PM_LIST = re.compile(
    r"(?:.* )?(?:pm|cmd package) list packages(?: (?:f|i|u|a|l|user|u?\d{1,8}|user\d{1,4}|show versioncode|all|full))*"
)
"""``pm list packages`` with options that leave no package out; any other word may be a filter."""

_UNINSTALLED = re.compile(r"[ _]-u(?![A-Za-z])")
_USER = re.compile(r"\b(?:user ?|u)(\d{1,4})\b")
_HEAD = 4000
_WORDS = re.compile(r"[^a-z0-9]+")
_BLOCK = re.compile(r"^  Package \[([^\]\s]{1,300})\] \(", re.MULTILINE)
_BY_ACTIVITY = ("launchers_tv", "main_activities")
_PROCESS = re.compile(r"Service host process PID:[^\n]{0,200}\n(?:(?:Threads in use|Client PIDs):[^\n]{0,4000}\n){0,2}")
"""What dumpsys may print above a dump since Android 15: who makes it."""

ENDINGS = frozenset({"", ".txt", ".md", ".log", ".out", ".dump", ".list", ".lst", ".prop", ".props", ".text"})
"""The endings of files that hold text."""

_BY_SETTINGS = ("settings_secure", "settings_system", "settings_global")


def _words(text: str) -> str:
    return _WORDS.sub(" ", text.lower()).strip()


def _labels(piece: Piece) -> tuple[str, ...]:
    """Return what tells of a piece, the most telling first: the command, and the names without the file's ending."""
    stem, dot, ending = piece.name.rpartition(".")
    # a file may be named like its command, whose last word has dots of its own; a date is an ending, too
    is_ending = f".{ending.lower()}" in ENDINGS or not any(map(str.isalpha, ending))
    stem = stem if dot and stem and is_ending else piece.name
    return tuple(filter(None, (_words(piece.command), _words(f"{stem} {piece.heading}"))))


def _named(piece: Piece) -> str | None:
    for label in _labels(piece):
        for probe_id, pattern in _NAMES:
            if pattern.search(label):
                return probe_id
    return None


def is_dumpsys(text: str) -> bool:
    """Whether this is the text of many services: a bugreport, or ``dumpsys`` without a name."""
    head = text[:_HEAD].lstrip()
    several = "== dumpstate: " in head or head.startswith("Currently running services:")
    return several or re.search(r"^DUMP OF SERVICE ", head, re.MULTILINE) is not None


def probe(piece: Piece) -> str | None:
    """Return the id of the probe that an output answers; ``None`` where it cannot be told.

    Settings are known by name alone. Elsewhere the beginning counts before the name: names are chosen by people. What a
    command says of itself is no answer.
    """
    if piece.command.endswith((" -h", " --help")):
        return None
    named = _named(piece)
    if named in _BY_SETTINGS:
        return named
    head = _PROCESS.sub("", piece.text[:_HEAD].lstrip(), count=1)
    begins = next((probe_id for probe_id, pattern in _BEGINNINGS if pattern.search(head)), None)
    found = begins or named
    if found == "packages":
        found = _kind_of_list(piece)
    elif found == "launchers" and named in _BY_ACTIVITY:
        found = named
    return found


def _kind_of_list(piece: Piece) -> str:
    """Return the probe of a list of packages, by its command or its name: all of them, or which selection."""
    if any(_THIRD.search(label) for label in _labels(piece)):
        return "packages_third_party"
    if with_uninstalled(piece):
        return "packages_uninstalled"
    if any(_DISABLED.search(label) for label in _labels(piece)):
        return "packages_disabled"
    return "packages"


def is_unsure_query(piece: Piece) -> bool:
    """Whether nothing tells which activities a list of them is about: those with an icon, or more."""
    return not any(_ICONS.search(label) for label in _labels(piece))


def user(piece: Piece) -> int:
    """Return the user that the command or the name tells; 0, the main one, where neither does."""
    for label in _labels(piece):
        found = _USER.search(label)
        if found is not None:
            return number(found.group(1)) or 0
    return 0


def names_command(piece: Piece) -> bool:
    """Whether the command above a list of packages, or the file's name, is ``pm list packages`` for all of them."""
    return any(_PM_LIST.fullmatch(label) for label in _labels(piece))


def with_uninstalled(piece: Piece) -> bool:
    """Whether a list of packages was asked for with ``-u``, which names uninstalled ones, too."""
    return any(_UNINSTALLED.search(told) for told in (piece.command, piece.label))


def is_selection(piece: Piece) -> bool:
    """Whether a list of packages holds, by its command or name, only the system's, the enabled or the disabled."""
    return any(_SELECTION.search(label) for label in _labels(piece))


def is_whole_dump(text: str) -> bool:
    """Whether this is ``dumpsys package`` for all packages, from its beginning."""
    return text[:_HEAD].lstrip().startswith("Database versions:")


def dumped_packages(text: str) -> set[str]:
    """Return the packages that have a block in a dump of the package manager."""
    return {name for name in _BLOCK.findall(text) if is_package(name)}
