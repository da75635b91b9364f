"""A command's process: in a group of its own, so that nothing it starts outlives the stream it serves."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STDOUT, STDERR = 1, 2

_CHUNK = 64 * 1024
_LOOK_UP_EVERY = 0.5  # seconds; a killed child's pipes end at once unless a stray descendant holds them


def environment(root: Path) -> dict[str, str]:
    """Everything that a command of the phone inherits."""
    return {
        "PATH": f"{root / 'bin'}{os.pathsep}{os.defpath}",
        "PHONE_ROOT": str(root),
        "HOME": str(root / "files"),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
    }


class Child:
    """A process under way. ``output`` and ``wait`` are for one thread, ``feed`` for another, ``kill`` for any."""

    def __init__(self, argv: list[str], root: Path, *, merged: bool) -> None:
        self._lock = threading.Lock()
        self._killed = False
        self._reaped = False
        self._process = subprocess.Popen(
            argv,
            bufsize=0,
            cwd=root / "files",
            env=environment(root),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if merged else subprocess.PIPE,
            start_new_session=True,
        )

    def output(self) -> Iterator[tuple[int, bytes]]:
        """Yield what the process writes while it comes, with the kind of stream, until all its ends are closed."""
        with selectors.DefaultSelector() as selector:
            for pipe, kind in ((self._process.stdout, STDOUT), (self._process.stderr, STDERR)):
                if pipe is not None:
                    selector.register(pipe, selectors.EVENT_READ, kind)
            while selector.get_map() and not self._killed:
                for key, _ in selector.select(_LOOK_UP_EVERY):
                    data = os.read(key.fd, _CHUNK)
                    if data:
                        yield key.data, data
                    else:
                        selector.unregister(key.fileobj)

    def feed(self, data: bytes) -> None:
        """Write to the process; what it does not want to read any more is dropped."""
        pipe = self._process.stdin
        view = memoryview(data)
        with suppress(BrokenPipeError):
            while view and pipe is not None and not pipe.closed:
                view = view[os.write(pipe.fileno(), view) :]

    def close_input(self) -> None:
        """Let the process see the end of its input; may be called again."""
        if self._process.stdin is not None:
            self._process.stdin.close()

    def kill(self) -> None:
        """Kill the process and all it started; may be called again, and at any time."""
        with self._lock:
            self._killed = True
            if not self._reaped:
                self._kill_group()

    def wait(self) -> int:
        """Wait for the end and return the exit code as a shell has it: 128 and more for a signal."""
        code = self._process.wait()
        with self._lock:
            if not self._reaped:
                self._kill_group()  # what it left in the background
            self._reaped = True
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()
        return code if code >= 0 else 128 - code

    def _kill_group(self) -> None:
        # Not there: all have ended. Not permitted: what some systems say of a group of zombies.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
