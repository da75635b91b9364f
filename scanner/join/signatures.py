"""Who signed each app, by the APK that its path leads to, and whether the phone's own system is signed the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.join.records import Records
from scanner.parse.names import base_apk
from scanner.read_apks import CERTIFICATES, HASHES, ApkReadings
from scanner.say import say, say_count, say_list

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scanner.apk.manifest import AppManifest
    from scanner.model import Signing
    from scanner.parse.package_list import ListedPackage
    from scanner.parse.package_rows import PackageRow
    from scanner.read import Readings

_SYSTEM = "android"
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class ApkSources:
    """What was read of APKs, to be asked by package."""

    apks: ApkReadings
    lists: Mapping[int, Mapping[str, ListedPackage]]
    rows: Mapping[str, PackageRow]

    @classmethod
    def of(
        cls,
        readings: Readings,
        lists: Mapping[int, Mapping[str, ListedPackage]],
        rows: Mapping[str, PackageRow],
    ) -> ApkSources:
        """Pick what was read of APKs out of all readings."""
        return cls(readings.one(CERTIFICATES) or ApkReadings(), lists, rows)

    def path(self, package: str) -> str | None:
        """Return the path of a package's base APK; all users share it."""
        told = next((rows[package].path for rows in self.lists.values() if package in rows), None)
        row = self.rows.get(package)
        return told or (base_apk(row.value("codePath") or "") if row is not None else None)

    def signing(self, package: str) -> Signing | None:
        """Return who signed a package; ``None`` where it was not read."""
        return self.apks.signing.get(self.path(package) or "")

    def manifest(self, package: str) -> AppManifest | None:
        """Return its name and declarations, where they were read."""
        return self.apks.manifests.get(self.path(package) or "")

    def sha256(self, package: str) -> str | None:
        """Return the SHA-256 of its base APK, where it was hashed."""
        return self.apks.sha256.get(self.path(package) or "")

    def by_platform(self, package: str) -> bool | None:
        """Whether a package bears the certificate of the phone's own system; ``None`` where one was not read."""
        own, system = self.signing(package), self.signing(_SYSTEM)
        if own is None or system is None:
            return None
        return {one.sha256 for one in own.signers} == {one.sha256 for one in system.signers}

    def why_unread(self, package: str) -> str:
        """Return why the signer of a package is not known."""
        path = self.path(package)
        if path is None:
            return say("where it lies was not told")
        return self.apks.problems.get(path) or say("it was not read")


def _named(packages: list[str]) -> str:
    names = ", ".join(packages[:_SHOWN])
    more = len(packages) - _SHOWN
    return say("{packages} and {count} more", packages=names, count=more) if more > 0 else names


def _why(reasons: Counter[str]) -> str:
    """Return reasons with their numbers, the most frequent first."""
    return say_list(
        say("{count} x {reason}", count=count, reason=reason) if count > 1 else reason
        for reason, count in reasons.most_common(_SHOWN)
    )


def unsigned(readings: Readings) -> Iterator[tuple[str, str]]:
    """Hold certificates and hashes against lists and records of added packages: what is missing is told in numbers."""
    records = Records.of(readings)
    added = {name for name, row in records.rows.items() if row.is_added}.union(*records.added.values())
    sources = ApkSources.of(readings, records.lists, records.rows)
    missing = sorted(name for name in added if sources.signing(name) is None)
    if missing:
        reasons = Counter(sources.why_unread(name) for name in missing)
        problem = say_count(
            "{count} of {added} added apps have no known signer ({packages}: {why})",
            "{count} of {added} added apps have no known signer ({packages}: {why})",
            len(missing),
            added=len(added),
            packages=_named(missing),
            why=_why(reasons),
        )
        yield CERTIFICATES, problem
    unhashed = sorted(name for name in added if sources.sha256(name) is None)
    if unhashed:
        problem = say_count(
            "{count} of {added} added apps were not hashed ({packages})",
            "{count} of {added} added apps were not hashed ({packages})",
            len(unhashed),
            added=len(added),
            packages=_named(unhashed),
        )
        yield HASHES, problem
