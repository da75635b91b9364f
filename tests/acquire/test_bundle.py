"""Bundles: what was recorded comes back, and what was changed or made up is refused."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.acquire import bundle
from scanner.acquire.opening import open_capture
from scanner.capture import Capture, Entry, SourceKind, Status
from scanner.errors import InputError
from scanner.text import clean

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def capture(*entries: Entry) -> Capture:
    return Capture(kind=SourceKind.CAPTURE, route="tcp", started=NOW, finished=NOW, entries=entries, tool_version="0")


def rewritten(original: bytes, change: Callable[[dict[str, bytes]], None], *, sums: bool) -> bytes:
    """Change the files of a bundle; ``sums`` makes SHA256SUMS fit again, as a forger would."""
    with zipfile.ZipFile(io.BytesIO(original)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    if sums:
        listed = sorted(name for name in files if name != "SHA256SUMS")
        files["SHA256SUMS"] = "".join(f"{hashlib.sha256(files[n]).hexdigest()}  {n}\n" for n in listed).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


WHOLE = bundle.dump(
    capture(
        Entry(id="getprop", probe="getprop", command="getprop", status=Status.OK, stdout=b"[a]: [b]\n", started=NOW)
    )
)


def opened(tmp_path: Path, content: bytes) -> Capture:
    path = tmp_path / "bundle.zip"
    path.write_bytes(content)
    return open_capture(path)


entries = st.builds(
    Entry,
    id=st.just("settings_secure.u0"),
    probe=st.just("settings_secure"),
    command=st.text(max_size=40),
    status=st.sampled_from(list(Status)),
    detail=st.text(max_size=40).map(clean),
    user=st.none() | st.integers(0, 999),
    stdout=st.binary(max_size=300),
    stderr=st.binary(max_size=50),
    exit_code=st.none() | st.integers(0, 255),
    started=st.none() | st.just(NOW),
    duration_s=st.floats(0, 100),
    marker=st.none() | st.just("clearsight12"),
)


@given(entries)
def test_what_was_recorded_comes_back(entry: Entry) -> None:
    """Byte for byte, with command, user, status and times."""
    recorded = capture(entry)
    with zipfile.ZipFile(io.BytesIO(bundle.dump(recorded))) as archive:
        assert bundle.load(archive, "x") == recorded


def test_the_same_capture_is_always_the_same_file() -> None:
    """So that two copies of the evidence can be compared."""
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as archive:
        assert bundle.dump(bundle.load(archive, "x")) == WHOLE


def manifest(change: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, bytes]], None]:
    def apply(files: dict[str, bytes]) -> None:
        data = json.loads(files["manifest.json"])
        change(data)
        files["manifest.json"] = json.dumps(data).encode()

    return apply


def entry(**changes: object) -> Callable[[dict[str, bytes]], None]:
    return manifest(lambda data: data["entries"][0].update(changes))


FORGED: dict[str, Callable[[dict[str, bytes]], None]] = {
    "other-output": lambda files: files.update({"outputs/getprop.out": b"[a]: [c]\n"}),
    "missing-output": lambda files: files.__delitem__("outputs/getprop.out"),
    "path-outside": manifest(lambda data: data["entries"][0].update(id="../../etc/passwd")),
    "newer-format": manifest(lambda data: data.update(format_version=99)),
    "status-made-up": manifest(lambda data: data["entries"][0].update(status="fine")),
    "no-entries": manifest(lambda data: data.pop("entries")),
    "time-made-up": manifest(lambda data: data.update(started="yesterday")),
    "infinite-user": entry(user=float("inf")),
    "negative-user": entry(user=-5),
    "infinite-exit-code": entry(exit_code=float("inf")),
    "ancient": entry(started="0001-01-01T00:00:00+00:00"),
    "time-without-zone": manifest(lambda data: data.update(started="2026-01-01T00:00:00")),
    "route-made-up": manifest(lambda data: data.update(route="x\x1b[31m")),
    "serial-made-up": manifest(lambda data: data.update(serial_sha256={"a": [1]})),
    "not-a-mapping": lambda files: files.update({"manifest.json": b"[1]"}),
    "deep": lambda files: files.update({"manifest.json": b"[" * 100_000}),
    "no-json": lambda files: files.update({"manifest.json": b"\xff\xfe"}),
}


@pytest.mark.parametrize("name", sorted(FORGED))
def test_a_forged_bundle_is_refused_even_if_its_sums_fit(tmp_path: Path, name: str) -> None:
    """It may have been made by someone hostile."""
    with pytest.raises(InputError) as refused:
        opened(tmp_path, rewritten(WHOLE, FORGED[name], sums=True))
    assert refused.value.message.isprintable()


def test_a_file_that_the_sums_do_not_list_is_refused(tmp_path: Path) -> None:
    """Nothing rides along unchecked."""
    with pytest.raises(InputError, match="does not list"):
        opened(tmp_path, rewritten(WHOLE, lambda files: files.update({"extra": b"x"}), sums=False))


def test_a_bundle_that_unfolds_beyond_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small file can unfold to any size; reading stops at the limit."""
    monkeypatch.setattr("scanner.acquire.bundle.TOTAL_LIMIT", 2000)
    big = rewritten(WHOLE, lambda files: files.update({"outputs/getprop.out": b"x" * 5000}), sums=True)
    with pytest.raises(InputError, match="larger than"):
        opened(tmp_path, big)
