"""Runs the commands of a phone on disk by ``sh``, without adb: the shortest way from a Phone to the product."""

from __future__ import annotations

import subprocess
from pathlib import Path

from scanner.transport.base import CommandTimeout, PhoneInfo, Result, Route, State
from tests.virtual_phone.child import environment


class LocalPhone:
    """A Transport to the phone that ``install`` wrote to ``root``."""

    def __init__(self, root: Path) -> None:
        self.info = PhoneInfo(serial="LOCAL", route=Route.TCP, state=State.DEVICE)
        self.parallel = 1
        self._root = root

    def run(self, command: str, timeout: float) -> Result:
        """Run ``command`` in a shell that finds the phone's commands first; raise CommandTimeout as a phone does."""
        try:
            done = subprocess.run(
                ["sh", "-c", command],
                check=False,
                capture_output=True,
                cwd=self._root / "files",
                env=environment(self._root),
                stdin=subprocess.DEVNULL,
                timeout=timeout,
            )
        except subprocess.TimeoutExpired as late:
            raise CommandTimeout(late.stdout or b"") from late
        return Result(done.stdout, done.stderr, done.returncode)

    def close(self) -> None:
        """Nothing is held between two commands."""
