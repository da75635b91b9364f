"""Applies the rules to a phone with 500 apps, and prints the seconds; reading it is not counted.

The lists stand aside: what a match costs is measured by itself.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace

from scanner.detect.engine import detect
from scanner.detect.rules import load_rules
from scanner.join.snapshot import join
from scanner.pipeline import Judge
from scanner.read import read
from tests.evaluation.measure import no_signatures
from tests.evaluation.printed import capture_of
from tests.virtual_phone import phones

_APPS = 500


def main() -> None:
    """Print how long the rules take; every app of the phone is one that somebody added."""
    rules, lists = load_rules(), no_signatures()
    phone = phones.large(_APPS).with_app(phones.planted_unlisted())
    capture = capture_of(phone, Judge(lists, rules).plan())
    snapshot = join(read(capture), capture)
    added = [app for app in snapshot.apps if not app.system]
    apps = (replace(added[n % len(added)], package=f"org.example.copy{n}") for n in range(_APPS))
    snapshot = replace(snapshot, apps=tuple(apps))
    before = time.perf_counter()
    found, _ = detect(snapshot, lists, rules)
    assert found
    sys.stdout.write(f"{time.perf_counter() - before}\n")


main()
