"""What a phone says about its own integrity: whether its bootloader is open, and whether its system is its maker's.

Whoever opened the bootloader can put anything into the system, where no other check sees it. The properties, by who
sets them and since when:

- ``ro.boot.verifiedbootstate``, on some ``vendor.boot.verifiedbootstate`` (Android 6, wherever the boot is verified):
  green is the maker's system behind a locked bootloader, yellow a system with another key behind a locked one, orange
  an open bootloader, behind which nothing is verified, red a check that failed.
- ``ro.boot.flash.locked`` (Android 6; 1 or 0), ``ro.boot.vbmeta.device_state`` and ``vendor.boot.vbmeta.device_state``
  (Android 8 with Verified Boot 2; locked or unlocked), ``ro.secureboot.lockstate`` (Xiaomi; the same words),
  ``ro.boot.realme.lockstate`` (Realme; 1 or 0): the bootloader.
- ``ro.boot.veritymode`` (Android 6; enforcing, eio, logging, disabled): whether the system partition is checked as it
  is read. eio is stricter than enforcing, not weaker.
- ``ro.boot.warranty_bit``, ``ro.warranty_bit`` and their ``ro.vendor.`` twins (Samsung; 1 for ever once anything else
  was started).
- ``ro.build.tags``, ``ro.build.type``, ``ro.debuggable``, ``ro.secure``, ``ro.adb.secure`` (every version): how the
  system was built. Makers ship release-keys, user, 0, 1, 1.
- ``ro.boot.selinux`` (some makers): permissive where the kernel was told not to enforce.

None of them is proof of anything: with root access every property can be given another value, and people open their
bootloaders themselves. So a property that speaks of a change counts, whatever the others say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scanner.text import clean


@dataclass(frozen=True, slots=True)
class BootSign:
    """One question and its answer: ``True`` it is so, ``False`` the phone says it is not, ``None`` it does not say.

    ``seen`` holds the properties that the answer rests on, as ``name=value``.
    """

    id: str
    state: bool | None
    seen: tuple[str, ...] = ()


_Values = Mapping[str, bool]

_TRUE = {"1": True, "0": False}
_FALSE = {"0": True, "1": False}
_LOCK: _Values = {"unlocked": True, "locked": False}

SELINUX = "selinux_permissive"

_SIGNS: tuple[tuple[str, tuple[tuple[str, _Values], ...]], ...] = (
    (
        "bootloader_unlocked",
        (
            ("ro.boot.verifiedbootstate", {"orange": True, "green": False, "yellow": False}),
            ("vendor.boot.verifiedbootstate", {"orange": True, "green": False, "yellow": False}),
            ("ro.boot.flash.locked", _FALSE),
            ("ro.boot.vbmeta.device_state", _LOCK),
            ("vendor.boot.vbmeta.device_state", _LOCK),
            ("ro.secureboot.lockstate", _LOCK),
            ("ro.boot.realme.lockstate", _FALSE),
        ),
    ),
    (
        "other_system",
        (
            ("ro.boot.verifiedbootstate", {"yellow": True, "red": True, "green": False}),
            ("vendor.boot.verifiedbootstate", {"yellow": True, "red": True, "green": False}),
        ),
    ),
    (
        "system_not_verified",
        (("ro.boot.veritymode", {"disabled": True, "logging": True, "enforcing": False, "eio": False}),),
    ),
    (
        "warranty_void",
        (
            ("ro.boot.warranty_bit", _TRUE),
            ("ro.warranty_bit", _TRUE),
            ("ro.vendor.boot.warranty_bit", _TRUE),
            ("ro.vendor.warranty_bit", _TRUE),
        ),
    ),
    (
        "test_build",
        (
            ("ro.build.tags", {"test-keys": True, "dev-keys": True, "release-keys": False}),
            ("ro.build.type", {"userdebug": True, "eng": True, "user": False}),
            ("ro.secure", _FALSE),
        ),
    ),
    ("debuggable", (("ro.debuggable", _TRUE),)),
    ("adb_unprotected", (("ro.adb.secure", _FALSE),)),
    (SELINUX, (("ro.boot.selinux", {"permissive": True, "disabled": True, "enforcing": False}),)),
)


def _answers(name: str, values: _Values, properties: Mapping[str, str]) -> list[tuple[bool, str]]:
    """Return what one property says; its value may be a list (``ro.build.tags``), of which any word counts."""
    value = properties.get(name, "").strip().lower()
    said = [values[word] for word in value.split(",") if word in values]
    return [(any(said), f"{name}={clean(value, 60)}")] if said else []


def _sign(identity: str, rows: tuple[tuple[str, _Values], ...], properties: Mapping[str, str]) -> BootSign:
    answers = [answer for name, values in rows for answer in _answers(name, values, properties)]
    if not answers:
        return BootSign(identity, None)
    state = any(said for said, _ in answers)
    return BootSign(identity, state, tuple(text for said, text in answers if said is state))


def boot_signs(properties: Mapping[str, str]) -> tuple[BootSign, ...]:
    """Return the answer to every question, from ``getprop`` as scanner.parse.properties reads it."""
    return tuple(_sign(identity, rows, properties) for identity, rows in _SIGNS)
