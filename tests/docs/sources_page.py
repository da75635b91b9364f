"""docs/sources.md, made from the table of probes, so that the page and the program never tell different things."""

from __future__ import annotations

from collections import defaultdict

from scanner.acquire.apks import MOST_FILES
from scanner.acquire.live import BATCH
from scanner.acquire.probes import PROBES, RELEASES, Probe
from scanner.detect.facts import FACTS
from scanner.detect.rules import Rule, load_rules
from scanner.parse import package_details
from scanner.read_apks import CERTIFICATES
from scanner.report.words import CHECKS

_HEAD = """# What is read from a phone

This page is made from the table of probes (`scanner/acquire/probes.py`) by `make docs`; a test compares the two.

Every command below only reads. `{user}` becomes a number; `{packages}` become names that have the shape of a package
name; `{marker}` becomes a random word. Nothing else is ever put into a command. A command with an older form is asked
again in that form where the phone does not know the first. What an older Android does not tell is not asked for there,
and the report then says so.

A **core** source is one without which no phone is called read: where it fails, the verdict is "incomplete". A fact
whose source could not be read is unknown, and a rule that cannot be decided without it is reported as not checked.
"""


_NEWEST = "16"
_OLDEST = "7"

TOLD = {
    "getprop": "device (maker, model, version, build, time zone)",
    "clock": "scan.clock_skew_s, device.timezone",
    "uptime": "device.uptime_s",
    "hosts_file": "findings (`listed-host`)",
    "users": "device.users",
    "package_dump": "apps (version, origin, times, permissions, can_see), device.history",
    "packages": "apps (path, installed_by)",
    "packages_third_party": "apps (system)",
    "packages_disabled": "apps (enabled)",
    "package_details": "apps (permissions_requested, icon)",
    "main_activities": "apps (icon)",
    "launchers": "apps (icon)",
    "launchers_tv": "apps (icon)",
    "appops": "apps (powers, last_used)",
    "roles": "device.roles",
    "setting_writers": "device.states (play_protect_off_by_computer)",
    "accounts": "device.accounts",
    "account_names": "device.accounts (names)",
    "adb_keys": "device.trusted_computers",
    "battery_daily": "device.history",
    "apk_ends": "apps (certificates, signed_by_platform)",
    "apk_ranges": "apps (certificates, signed_by_platform)",
    "apk_names": "apps (label)",
    "apk_hashes": "apps (sha256)",
}
"""What of the report beside the facts comes of a source."""

SERVES = {
    "apk_ends": ("certificates",),
    "apk_ranges": ("certificates",),
    "apk_names": ("app_names",),
    "apk_hashes": ("file_hashes",),
}
"""The checks that commands serve together; other commands are a check of their own."""

CROSS_CHECKED = {
    "packages": "package_dump",
    "packages_uninstalled": "packages",
    "packages_disabled": "package_dump",
    "users": "package_dump",
    "accessibility": "settings_secure",
    "device_policy": "device_owners",
    "device_owners": "device_policy",
    "keyboards": "settings_secure",
    "launchers": "packages_third_party",
    "apk_ends": "packages_third_party",
}
"""Which other source a source is held against; a disagreement makes it partial, with both numbers."""


def _core(probe: Probe) -> bool:
    """Whether a phone may not be called read without a source; certificates are read by two commands together."""
    return probe.core or CERTIFICATES in SERVES.get(probe.id, ())


def _yes(value: object) -> str:
    return "yes" if value else "no"


def facts_by_source() -> dict[str, list[str]]:
    """Return the facts that rest on each check, in the order of the vocabulary."""
    found: dict[str, list[str]] = defaultdict(list)
    for fact in FACTS.values():
        for source in fact.sources:
            found[source].append(fact.name)
    return found


def _table(rules: tuple[Rule, ...]) -> list[str]:
    lines = ["| source | what it is | Android | core | asked for each | rules |", "|---|---|---|---|---|---:|"]
    for probe in PROBES:
        each = "user" if probe.per_user else f"{BATCH} packages" if probe.per_package else "phone"
        each = f"up to {MOST_FILES} APKs" if probe.per_file else each
        count = sum(probe.id in rule.sources for rule in rules)
        lines.append(
            f"| [`{probe.id}`](#{probe.id}) | {CHECKS[probe.id]} | {_versions(probe)} | {_yes(_core(probe))} | {each} "
            f"| {count} |"
        )
    return lines


def _versions(probe: Probe) -> str:
    return f"{RELEASES[probe.since] if probe.since is not None else _OLDEST} to {_NEWEST}"


def _named(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) if names else "none"


def _source(probe: Probe, facts: list[str], rules: tuple[Rule, ...]) -> list[str]:
    needing = [f"[{rule.id}](rules.md#{rule.id})" for rule in rules if probe.id in rule.sources]
    lines = [f"## {probe.id}", "", f"{CHECKS[probe.id][0].upper()}{CHECKS[probe.id][1:]}.", ""]
    lines += ["```sh", probe.command, "```", ""]
    if probe.fallback is not None:
        lines += ["Where the phone does not know that:", "", "```sh", probe.fallback, "```", ""]
    reading = package_details.parse if probe.per_package else probe.parse
    parser = reading.__module__.replace(".", "/")
    if probe.further_user is not None and probe.all_users_since is not None:
        version = RELEASES[probe.all_users_since]
        lines += [f"Before Android {version}, for users other than the main one:", ""]
        lines += ["```sh", probe.further_user, "```", ""]
    if probe.option is not None:
        lines += [f"Sent only where `--{probe.option}` asks for it.", ""]
    against = CROSS_CHECKED.get(probe.id)
    return [
        *lines,
        f"- Android {_versions(probe)}. Core: {_yes(_core(probe))}. Time-out: {probe.timeout:g} s. "
        f"Read by `{parser}.py`.",
        *([f"- Held against: [`{against}`](#{against})."] if against is not None else []),
        f"- Facts: {_named(facts)}.",
        *([f"- In the report: {TOLD[probe.id]}."] if probe.id in TOLD else []),
        f"- Rules that need it: {', '.join(needing) if needing else 'none'}.",
        "",
    ]


def page() -> str:
    """Return the page as Markdown."""
    rules = load_rules().rules
    facts = facts_by_source()
    lines = [_HEAD, *_table(rules), ""]
    for probe in PROBES:
        resting = [name for check in SERVES.get(probe.id, (probe.id,)) for name in facts[check]]
        lines += _source(probe, resting, rules)
    return "\n".join(lines).rstrip("\n") + "\n"
