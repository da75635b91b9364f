"""Commands that misbehave: what a test orders, and the shell lines that play it in front of a stub."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.virtual_phone import identity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Fault:
    """How a command misbehaves.

    ``stdout`` replaces what it prints. ``None`` leaves the ordinary output, but only where the fault cuts or delays
    it: a command that hangs, writes to ``stderr`` or fails prints nothing, unless ``truncate`` says how many bytes.
    ``delay`` (seconds) passes before the first byte; ``hang`` never ends after the last one.
    """

    stdout: bytes | None = None
    stderr: bytes = b""
    exit_code: int = 0
    hang: bool = False
    truncate: int | None = None
    delay: float = 0.0

    @property
    def keeps_output(self) -> bool:
        """Whether the ordinary output is printed, whole or cut."""
        if self.stdout is not None:
            return False
        return self.truncate is not None or not (self.hang or self.stderr or self.exit_code)


def _fault_lines(prefix: str, fault: Fault, folder: Path) -> list[str]:
    """Return the branch of a stub that plays a fault; ``$0`` asked again gives the ordinary output."""
    name = f"{identity.address('fault', prefix)}"
    steps = [f"sleep {fault.delay:g}"] if fault.delay else []
    ordinary = 'NO_FAULT=1 "$0" "$@"'
    if fault.keeps_output and fault.truncate is None:
        return [*steps, f"{ordinary}; exit $?"]
    cut = "" if fault.truncate is None else f" | head -c {fault.truncate}"
    if fault.stdout is not None:
        (folder / f"{name}.out").write_bytes(fault.stdout)
        steps.append(f"cat {shlex.quote(str(folder / name))}.out{cut}")
    elif fault.keeps_output:
        steps.append(f"{ordinary}{cut}")
    if fault.stderr:
        (folder / f"{name}.err").write_bytes(fault.stderr)
        steps.append(f"cat {shlex.quote(str(folder / name))}.err >&2")
    return [*steps, "exec sleep 3600" if fault.hang else f"exit {fault.exit_code}"]


def lines_for(faults: Mapping[str, Fault], command: str, folder: Path) -> str:
    """Return the shell lines that stand before the stub of ``command``; their outputs are written to ``folder``."""
    mine = [prefix for prefix in faults if prefix.split()[0] == command]
    if not mine:
        return ""
    lines = ['if [ -z "$NO_FAULT" ]; then', f'case "{command} $*" in']
    for prefix in sorted(mine, key=len, reverse=True):
        quoted = shlex.quote(" ".join(prefix.split()))
        lines.append(f"{quoted}|{quoted}' '*)")
        lines += [f"  {line}" for line in _fault_lines(prefix, faults[prefix], folder)]
        lines.append("  ;;")
    return "\n".join([*lines, "esac", "fi", "unset NO_FAULT", ""])
