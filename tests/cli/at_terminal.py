"""Runs the program at a terminal of its own, as a person would."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios

from tests.conftest import ROOT

PROGRAM = [sys.executable, "-m", "scanner"]


def at_terminal(arguments: list[str], answer: bytes = b"", *, columns: int = 80) -> tuple[int, str]:
    """Return exit code and everything shown; ``answer`` is typed when the program asks its question."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with subprocess.Popen(
        [*PROGRAM, *arguments], stdin=follower, stdout=follower, stderr=follower, cwd=ROOT, start_new_session=True
    ) as process:
        os.close(follower)
        shown = b""
        answered = False
        while True:
            try:
                part = os.read(leader, 65536)
            except OSError:  # the other end was closed: the program has ended
                break
            if not part:
                break
            shown += part
            if not answered and b"[y/N]" in shown:
                os.write(leader, answer)
                answered = True
        code = process.wait(30)
    os.close(leader)
    return code, shown.decode()
