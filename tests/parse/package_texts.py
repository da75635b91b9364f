"""Small dumps of packages, and phones with little on them, for the tests of that parser."""

from __future__ import annotations

from dataclasses import replace

from scanner.parse import packages
from scanner.parse.package_rows import PackageDump
from tests.virtual_phone import Phone, phones

MARKER = "clearsight0123456789abcdef"
EVERY_SDK = tuple(range(24, 37))
NAME = phones.planted_unlisted().package


def parsed(text: str) -> PackageDump:
    """Return the dump; nothing in it may have been left over."""
    found = packages.parse(text)
    assert (found.unread, found.problems) == (0, ())
    return found.value


def watched(sdk: int, vendor: str = "google", **changes: object) -> Phone:
    """Return a phone with one app that may do much, among a few others."""
    app = replace(phones.planted_unlisted(), **changes)  # type: ignore[arg-type]  # its own fields
    few = tuple(one for one in phones.stock(sdk).apps if one.package in {"android", "com.android.settings"})
    return Phone(sdk=sdk, vendor=vendor, apps=(*few, app))


BLOCK = """Packages:
  Package [a.b] (1a):
    appId=10123
    versionCode=7 minSdk=24 targetSdk=30
    versionName=1.2
    flags=[ HAS_CODE ]
    lastUpdateTime=2026-05-04 10:00:00
    install permissions:
      android.permission.INTERNET: granted=true
    User 0: installed=true hidden=false suspended=false stopped=false enabled=0 instant=false
      firstInstallTime=2026-05-03 19:18:20
      gids=[3002, 3003]
      runtime permissions:
        android.permission.READ_SMS: granted=true, flags=[ USER_SET ]
      disabledComponents:
        a.b.Icon
"""
