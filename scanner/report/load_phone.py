"""The part of a JSON report that is known of the phone: the device and its apps, read back by report/load.py.

A report holds less than a scan knows: the lines behind states and powers, the paths of files and the links of apps are
not in it. They come back as unknown, and no renderer looks at them.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scanner.model import (
    CAN_SEE,
    AccountKind,
    App,
    Certificate,
    Device,
    IconState,
    InstallerKind,
    LastUse,
    Observation,
    PackageEvent,
    Signing,
    Timezone,
    TrustedComputer,
    User,
    UserKind,
    Way,
)

if TYPE_CHECKING:
    from scanner.report.jsonpath import At

_OFFSET = re.compile(r"[+-][0-9]{4}")
_LOCALE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?")
_SCHEMES = ("v1", "v2", "v3", "v3.1", "told")
_EVENTS = ("installed", "removed", "failed")
_POWERS = (
    "device_owner", "profile_owner", "device_admin", "accessibility", "notification_access", "keyboard", "overlay",
    "usage_access", "all_files", "install_unknown_apps",
)  # fmt: skip
"""The powers of which every report of schema 1.x tells, as docs/report-schema.json has them."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNTOLD = Observation(None, "")


def device_of(at: At) -> Device:
    """Return what a report tells of the phone itself."""
    offset, computers, accounts, history = (
        at["timezone"]["utc_offset"], at["trusted_computers"], at["accounts"], at["history"],
    )  # fmt: skip
    return Device(
        manufacturer=at["manufacturer"].maybe_text(),
        model=at["model"].maybe_text(),
        android=at["android"].maybe_text(),
        sdk=at["sdk"].maybe_whole(),
        security_patch=at["security_patch"].maybe_text(),
        build=at["build"].maybe_text(),
        serial_sha256=at["serial_sha256"].maybe_digest(64),
        users=tuple(_user(row) for row in at["users"].rows()),
        timezone=Timezone(
            name=at["timezone"]["name"].maybe_text(),
            utc_offset=None if offset.is_nothing else offset.matching(_OFFSET, "an offset as in +0100"),
        ),
        uptime_s=at["uptime_s"].maybe_number(),
        locale=None if at["locale"].is_nothing else at["locale"].matching(_LOCALE, "a language tag as de-DE"),
        states={
            name: Observation(seen["value"].maybe_bool(), seen["source"].text(""), seen["line"].told(""))
            for name, seen in at["states"].pairs()
        },
        roles=_roles(at["roles"]),
        accounts=None if accounts.is_nothing else tuple(_account(row) for row in accounts.rows()),
        trusted_computers=None if computers.is_nothing else tuple(_computer(row) for row in computers.rows()),
        read_at=at["read_at"].maybe_text(),
        history=None if history.is_nothing else tuple(_event(row) for row in history.rows()),
    )


def _user(at: At) -> User:
    return User(
        id=at["id"].whole(),
        name=at["name"].text(""),
        kind=at["kind"].kind(UserKind, UserKind.PROFILE),
        running=at["running"].maybe_bool(),
    )


def _roles(at: At) -> dict[int, dict[str, tuple[str, ...]]] | None:
    if at.is_nothing:
        return None
    roles: dict[int, dict[str, tuple[str, ...]]] = {}
    for row in at.rows():
        roles.setdefault(row["user"].whole(), {})[row["role"].text()] = row["packages"].texts()
    return roles


def _account(at: At) -> AccountKind:
    return AccountKind(
        user=at["user"].whole(), type=at["type"].text(), count=at["count"].whole(), names=at["names"].maybe_texts()
    )


def _computer(at: At) -> TrustedComputer:
    last = at["last_connected"]
    return TrustedComputer(
        fingerprint=at["fingerprint"].text(),
        name=at["name"].maybe_text(),
        last_connected_ms=None if last.is_nothing else round((last.moment() - _EPOCH).total_seconds() * 1000),
    )


def _event(at: At) -> PackageEvent:
    return PackageEvent(
        package=at["package"].text(),
        kind=at["kind"].one_of(_EVENTS),
        at=at["at"].maybe_text(),
        until=at["until"].maybe_text(),
        user=at["user"].maybe_whole(),
        by=at["by"].maybe_text(),
        source=at["source"].text(""),
    )


def app_of(at: At) -> App:
    """Return what a report tells of one app."""
    icon, granted, requested = at["icon"], at["permissions_granted"], at["permissions_requested"]
    return App(
        package=at["package"].text(),
        user=at["user"].whole(),
        installed=at["installed"].maybe_bool() is not False,
        enabled=at["enabled"].maybe_bool(),
        label=at["label"].maybe_text(),
        version=at["version"].maybe_text(),
        system=at["system"].maybe_bool(),
        path=None,
        installed_by=at["installed_by"].maybe_text(),
        installer_kind=at["installer_kind"].kind(InstallerKind, InstallerKind.UNKNOWN),
        installer_why=at["installer_why"].told(""),
        origin=at["origin"].kind(Way, Way.UNKNOWN),
        target_sdk=at["target_sdk"].maybe_whole(),
        first_installed=at["first_installed"].maybe_text(),
        last_updated=at["last_updated"].maybe_text(),
        launcher_icon=Observation(at["launcher_icon"].maybe_bool(), ""),
        icon=None if icon.is_nothing else icon.kind(IconState),
        powers=_powers(at),
        states={name: Observation(seen.maybe_bool(), "") for name, seen in at["states"].pairs()},
        last_used=_last_used(at["last_used"]),
        restricted_settings_lifted=_UNTOLD,
        granted=None if granted.is_nothing else frozenset(granted.texts()),
        requested=None if requested.is_nothing else frozenset(requested.texts()),
        can_see=_kinds(at["can_see"]),
        sees_directly=_kinds(at["sees_directly"]),
        other_users_only=False,
        record_contradicts=None,
        signing=_signing(at["certificates"]),
        sha256=at["sha256"].maybe_digest(64),
        by_platform=at["signed_by_platform"].maybe_bool(),
    )


def _powers(at: At) -> dict[str, Observation]:
    """Return the powers that are on and those that are not known; what a report names in neither list is off."""
    on, unknown = at["powers"], at["powers_unknown"]
    known = dict.fromkeys(on.texts(), Observation(True, ""))
    known |= {name: _UNTOLD for name in unknown.texts() if name not in known}
    told = not on.is_nothing and not unknown.is_nothing
    return known | {name: Observation(False, "") for name in _POWERS if told and name not in known}


def _kinds(at: At) -> tuple[str, ...] | None:
    return None if at.is_nothing else tuple(row.one_of(CAN_SEE) for row in at.rows())


def _last_used(at: At) -> dict[str, LastUse] | None:
    if at.is_nothing:
        return None
    return {
        kind: LastUse(
            at=use["at"].maybe_text(),
            background_at=use["background_at"].maybe_text(),
            ago_s=use["seconds_ago"].maybe_number(),
            now=bool(use["now"].maybe_bool()),
        )
        for kind, use in at.pairs()
        if kind in CAN_SEE
    }


def _signing(at: At) -> Signing | None:
    if at.is_nothing:
        return None
    rows = list(at.rows())
    past = [row for row in rows if row["past"].maybe_bool()]
    return Signing(
        scheme=rows[0]["scheme"].one_of(_SCHEMES, "told") if rows else "told",
        signers=tuple(_certificate(row) for row in rows if row not in past),
        past=tuple(map(_certificate, past)),
    )


def _certificate(at: At) -> Certificate:
    return Certificate(
        sha1=at["sha1"].digest(40),
        sha256=at["sha256"].digest(64),
        organisation=at["organisation"].maybe_text(),
        common_name=at["common_name"].maybe_text(),
    )
