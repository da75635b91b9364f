"""One family of known apps, and the YAML file that holds it: read, checked and written here only.

The facts come from public lists; what an entry must look like is AOSP's (package names: FrameworkParsingPackageUtils
.validateName, here with digits allowed to begin a part; certificates: the digests that `apksigner` prints).
"""

from __future__ import annotations

import datetime
import ipaddress
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import yaml

from scanner.datafile import DataFile
from scanner.detect.patterns import name_pattern_problem, package_pattern_problem
from scanner.detect.public_keys import PUBLIC_TEST_KEYS
from scanner.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

__all__ = ["CHECKS", "HOSTS", "PUBLIC_TEST_KEYS", "Category", "Family", "family_of", "family_text", "read_family"]


class Category(StrEnum):
    """What a family is, the worst first."""

    STALKERWARE = "stalkerware"
    WATCHWARE = "watchware"
    DUAL_USE = "dual_use"

    @property
    def rank(self) -> int:
        """0 for the worst, growing downwards."""
        return list(Category).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A product, or several sold from one hand, with everything by which its apps can be known.

    ``samples`` are the SHA-256 of APKs, in lower-case hexadecimal; certificates are SHA-1 or SHA-256 in capitals.
    ``scanner.detect.patterns`` says what the patterns may be.
    """

    name: str
    category: Category
    also_known_as: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    package_patterns: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    certificate_organizations: tuple[str, ...] = ()
    certificate_common_name_patterns: tuple[str, ...] = ()
    websites: tuple[str, ...] = ()
    distribution: tuple[str, ...] = ()
    c2_domains: tuple[str, ...] = ()
    c2_addresses: tuple[str, ...] = ()
    ios_bundles: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    source_name: str = ""
    source_commit: str = ""
    source_date: str = ""
    source_licence: str = ""


_PACKAGE = re.compile(r"[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)+")
_BUNDLE = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_HOST = re.compile(r"[^\s\"'<>\\]+")
_DIGEST = re.compile(r"[0-9A-F]{40}|[0-9A-F]{64}")
_SAMPLE = re.compile(r"[0-9a-f]{64}")
_LONGEST_PACKAGE = 223  # MAX_FILE_NAME_SIZE, there


def text_problem(text: str) -> str:
    """Return what is wrong with a text for one line of a report; "" where nothing is."""
    if not text.strip():
        return "must not be empty"
    return "" if clean(text) == text and text.strip() == text else f"{clean(text, 60)!r} cannot be shown on one line"


def package_problem(text: str) -> str:
    """Return what is wrong with a package id; "" where nothing is."""
    good = _PACKAGE.fullmatch(text) and len(text) <= _LONGEST_PACKAGE
    return "" if good else f"{clean(text, 60)!r} cannot be the id of an Android package"


def _certificate_problem(text: str) -> str:
    if text in PUBLIC_TEST_KEYS:
        return f"{text[:8]}... is a public test key of AOSP: it signs harmless apps too and is never a match"
    return "" if _DIGEST.fullmatch(text) else f"{clean(text, 70)!r} is no SHA-1 (40) or SHA-256 (64 hexadecimal digits)"


def sample_problem(text: str) -> str:
    """Return what is wrong with the hash of an APK; "" where nothing is."""
    return "" if _SAMPLE.fullmatch(text) else f"{clean(text, 70)!r} is no SHA-256 (64 hexadecimal digits)"


def _common_name_problem(text: str) -> str:
    return text_problem(text) or name_pattern_problem(text)


def _bundle_problem(text: str) -> str:
    return "" if _BUNDLE.fullmatch(text) else f"{clean(text, 60)!r} cannot be the id of an iOS bundle"


def _host_problem(text: str) -> str:
    return text_problem(text) if _HOST.fullmatch(text) else f"{clean(text, 60)!r} is no host or address of a page"


def _address_problem(text: str) -> str:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return f"{clean(text, 60)!r} is no IP address"
    return ""


CHECKS: Mapping[str, Callable[[str], str]] = {
    "also_known_as": text_problem,
    "packages": package_problem,
    "package_patterns": package_pattern_problem,
    "certificates": _certificate_problem,
    "certificate_organizations": text_problem,
    "certificate_common_name_patterns": _common_name_problem,
    "websites": _host_problem,
    "distribution": _host_problem,
    "c2_domains": _host_problem,
    "c2_addresses": _address_problem,
    "ios_bundles": _bundle_problem,
    "samples": sample_problem,
    "references": text_problem,
}
"""Every list of a family, in the order of its file, and what says what is wrong with one of its entries."""

HOSTS = ("websites", "distribution", "c2_domains", "c2_addresses")
"""The lists that stand under ``hosts``."""

_SOURCE = ("name", "commit", "date", "licence")
_KEYS = ("name", "category", *(name for name in CHECKS if name not in HOSTS), "hosts", "source")


def canonical(field: str, text: str) -> str:
    """Return an entry as it is compared: digests without colons, of certificates in capitals; else as it stands."""
    if field == "samples":
        return text.lower()
    return text.replace(":", "").upper() if field == "certificates" else text


def date_problem(text: str) -> str:
    """Return what is wrong with a date; "" where nothing is."""
    try:
        written = datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        written = ""
    return "" if written == text else f"{clean(text, 20)!r} is no date (YYYY-MM-DD)"


def _checked_list(file: DataFile, field: str) -> tuple[str, ...]:
    found = tuple(canonical(field, text) for text in file.texts(field))
    for number, text in enumerate(found):
        if problem := CHECKS[field](text):
            raise file.fail((field, number), problem)
    return tuple(dict.fromkeys(found))


def _checked(file: DataFile, key: str, problem_of: Callable[[str], str], *, required: bool = True) -> str:
    text = file.text(key, required=required)
    if (required or text) and (problem := problem_of(text)):
        raise file.fail((key,), problem)
    return text


def _category(file: DataFile) -> Category:
    text = file.text("category")
    try:
        return Category(text)
    except ValueError:
        known = ", ".join(member.value for member in Category)
        raise file.fail(("category",), f"{clean(text, 40)!r} is not one of {known}") from None


def read_family(path: Path) -> Family:
    """Return the family in a file; raise DataError naming file, line and key where it is broken."""
    return family_of(DataFile.read(path))


def family_of(file: DataFile) -> Family:
    """Return the family in a mapping, a whole file or an entry of one; raise DataError as ``read_family`` does."""
    file.only(*_KEYS)
    hosts, source = file.part("hosts"), file.part("source")
    hosts.only(*HOSTS)
    source.only(*_SOURCE)
    return Family(
        name=_checked(file, "name", text_problem),
        category=_category(file),
        **{field: _checked_list(hosts if field in HOSTS else file, field) for field in CHECKS},
        source_name=_checked(source, "name", text_problem),
        source_commit=_checked(source, "commit", text_problem, required=False),
        source_date=_checked(source, "date", date_problem),
        source_licence=_checked(source, "licence", text_problem, required=False),
    )


def family_text(family: Family) -> str:
    """Return a family as the text of its file; the same family always gives the same text."""
    hosts = {field: list(getattr(family, field)) for field in HOSTS if getattr(family, field)}
    source = {key: getattr(family, f"source_{key}") for key in _SOURCE}
    content = {
        "name": family.name,
        "category": family.category.value,
        **{field: list(getattr(family, field)) for field in CHECKS if field not in HOSTS and getattr(family, field)},
        **({"hosts": hosts} if hosts else {}),
        "source": {key: text for key, text in source.items() if text},
    }
    # The dumper in Python, not libyaml's: its text does not depend on what is installed. No line is ever folded.
    return yaml.dump(content, Dumper=yaml.SafeDumper, sort_keys=False, allow_unicode=True, width=1_000_000)
