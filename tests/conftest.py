"""Fixtures shared by all tests: the command line in this process, and captures of real phones where there are any."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from scanner.cli.main import run
from tests.virtual_phone.debian_adb import debian_adb

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["debian_adb"]

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command line gave: exit code, standard output and standard error."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        """The JSON report on standard output."""
        data: dict[str, Any] = json.loads(self.out)
        return data

    @property
    def rules(self) -> set[str]:
        """The rules of all findings."""
        return {found["rule"] for found in self.report["findings"]}

    @property
    def attention(self) -> set[str]:
        """The rules of the findings that need attention; what is only worth knowing is left out."""
        rows = self.report["findings"]
        return {found["rule"] for found in rows if found["severity"] in {"critical", "high", "medium"}}

    @property
    def matched(self) -> set[tuple[str, str]]:
        """Package and family of every match with a list."""
        return {
            (found["subject"]["package"], found["match"]["family"])
            for found in self.report["findings"]
            if found["match"] is not None
        }


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home folder of the tests' own; the key that is made in it takes a while, and serves them all."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """Keep every test away from the keys and the adb server of whoever runs it."""
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("ANDROID_ADB_SERVER_PORT", "1")
    monkeypatch.delenv("ADB_SERVER_SOCKET", raising=False)
    monkeypatch.delenv("ANDROID_ADB_SERVER_ADDRESS", raising=False)


@pytest.fixture
def clearsight(capfd: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Run a command line as the program does, and return what it gave."""

    def call(*arguments: object) -> Outcome:
        capfd.readouterr()
        code = run([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return Outcome(code, out, err)

    return call


@pytest.fixture(scope="session")
def captures() -> Path:
    """Return the folder with captures of real phones, which is not part of this repository."""
    folder = SHARED / "captures"
    if not folder.is_dir():
        pytest.skip("no captures of real phones beside this checkout")
    return folder
