"""What a test can choose about the virtual phone's ADB daemon."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

IMPLEMENTED = frozenset({"shell_v2", "cmd", "stat_v2", "ls_v2"})


class Prompt(Enum):
    """What the phone's owner does when asked to allow a computer's key."""

    ACCEPT = auto()
    DENY = auto()
    IGNORE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class DaemonOptions:
    """How the daemon presents itself, and which trouble it makes.

    Delays are in seconds, sizes in bytes. ``latency`` passes before each command starts; the longest prefix of the
    command in ``latencies`` goes before it. ``known_keys`` are the contents of ``adbkey.pub`` files.
    ``drop_after`` cuts each connection once its streams have put out that many bytes; ``silent`` leaves the port open
    and never answers; ``tls`` asks for TLS as wireless debugging does and goes no further; ``refuse`` lists beginnings
    of service names (``shell,v2``, ``sync:``) that are refused.
    """

    product: str = "sdk"
    model: str = "Virtual_Phone"
    device: str = "virtual"
    features: frozenset[str] = IMPLEMENTED
    version: int = 0x01000001
    max_payload: int = 256 * 1024
    auth: bool = False
    known_keys: tuple[bytes, ...] = ()
    prompt: Prompt = Prompt.ACCEPT
    prompt_delay: float = 0.0
    latency: float = 0.0
    latencies: Mapping[str, float] = field(default_factory=dict)
    drop_after: int | None = None
    silent: bool = False
    tls: bool = False
    refuse: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        unknown = self.features - IMPLEMENTED
        if unknown:
            raise ValueError(f"the virtual phone cannot do {', '.join(sorted(unknown))}")

    def latency_of(self, command: str) -> float:
        """Seconds to wait before ``command`` starts."""
        prefixes = [prefix for prefix in self.latencies if command.startswith(prefix)]
        return self.latencies[max(prefixes, key=len)] if prefixes else self.latency

    def banner(self) -> bytes:
        """Return what CNXN says of the phone, in the order and spelling that adbd uses."""
        properties = f"ro.product.name={self.product};ro.product.model={self.model};ro.product.device={self.device};"
        return f"device::{properties}features={','.join(sorted(self.features))}".encode()
