"""The small sources of real phones' bugreports, where there are such captures: all of each is understood."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from scanner.acquire.probes import BY_ID
from scanner.acquire.sections import service_entries
from scanner.text import decode

if TYPE_CHECKING:
    from pathlib import Path

SINCE_7 = {"battery_exemptions", "media_projection"}
SINCE_10 = SINCE_7 | {"roles", "adb_keys"}
PHONES = {
    "android-9-emulator": SINCE_7,
    "android-10-emulator": SINCE_10,
    "android-10-pixel": SINCE_10,
    "android-13-mediatek": SINCE_10 | {"vpn"},
}


@pytest.mark.parametrize("name", sorted(PHONES))
def test_the_small_sources_of_a_real_bugreport_are_understood(captures: Path, name: str) -> None:
    """Each that this Android has, with nothing left over."""
    with zipfile.ZipFile(captures / name / "bugreport.zip") as archive:
        main = max(archive.infolist(), key=lambda member: member.file_size)
        entries = service_entries(archive.read(main))
    small = {entry.probe: entry for entry in entries if entry.probe in SINCE_10 | {"vpn"}}
    assert set(small) == PHONES[name]
    for probe, entry in small.items():
        parsed = BY_ID[probe].parse(decode(entry.stdout))
        assert (parsed.unread, parsed.problems) == (0, ()), probe
