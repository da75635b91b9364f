"""A phone spoken to without an adb server, over adb-shell 0.4.4 with its measured defects remedied.

Everything that knows adb-shell is in this module and in tcpline.py and usbline.py, its transports. It
overrides private methods, which is why pyproject.toml pins the version exactly; each override names its defect.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from adb_shell.adb_device import AdbDevice, _AdbIOManager
from adb_shell.adb_message import AdbMessage
from adb_shell.constants import CLSE, CNXN, OKAY, OPEN
from adb_shell.exceptions import AdbTimeoutError, InvalidChecksumError, InvalidCommandError, InvalidResponseError
from adb_shell.hidden_helpers import _AdbTransactionInfo

from scanner.errors import ConnectionLost, NoPhone, Offline, PhoneError, Unauthorised
from scanner.transport.answer import LIMIT, Refused, too_large
from scanner.transport.banner import Banner, parse_banner
from scanner.transport.base import CommandTimeout
from scanner.transport.keys import fingerprint
from scanner.transport.line import LineBroken, LineFlooded, LineTimeout
from scanner.transport.shell import Shell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.transport.answer import Answer
    from scanner.transport.base import PhoneInfo, Result
    from scanner.transport.keys import Signer
    from scanner.transport.line import Line

OnPrompt = Callable[[str], None]
"""Told the key's fingerprint when the phone is about to ask its owner."""

_GREETING = 10.0
"""Seconds that a phone may take for its first answer; only its owner may take longer, over the question."""

_BUDGET = LIMIT + 16 * 1024 * 1024
"""Bytes read for one command: its answer and the packet headers around it."""

# What adb itself says of a computer; adb-shell would send this computer's host name to the phone instead.
_HOST_BANNER = b"features=shell_v2,cmd,stat_v2,ls_v2"

_GREETING_BUDGET = 4 * 1024 * 1024

_STLS = "b'STLS'"
_MALFORMED = (InvalidChecksumError, InvalidCommandError, InvalidResponseError, ValueError)


class _AdbShellSigner:
    """Our key under the names that adb-shell calls."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer

    def Sign(self, data: bytes) -> bytes:  # noqa: N802 - adb-shell's name
        return self._signer.sign(data)

    def GetPublicKey(self) -> bytes:  # noqa: N802 - adb-shell's name
        return self._signer.public


class _IOManager(_AdbIOManager):  # type: ignore[misc] # adb-shell has no types
    """Keeps the phone's greeting, which adb-shell reads and throws away."""

    greeting = b""

    def _read_expected_packet_from_device(self, expected_cmds: list[bytes], adb_info: Any) -> tuple[Any, ...]:  # noqa: ANN401 - adb-shell's
        packet: tuple[Any, ...] = super()._read_expected_packet_from_device(expected_cmds, adb_info)
        if packet[0] == CNXN:
            self.greeting = packet[3]
        return packet


class _Device(AdbDevice):  # type: ignore[misc] # adb-shell has no types
    """One connection: ``greet`` and ``stream`` are all of it that is used."""

    def __init__(self, line: Line) -> None:
        super().__init__(line, banner=_HOST_BANNER)
        self._io_manager = _IOManager(line)
        self._streams = 0

    def greet(self, signer: Signer, seconds: float, on_key: Callable[[], None]) -> Banner:
        """Connect and authenticate; ``on_key`` is called before the phone asks its owner."""
        self.connect(
            rsa_keys=[_AdbShellSigner(signer)],
            transport_timeout_s=seconds,
            auth_timeout_s=seconds,
            read_timeout_s=seconds,
            auth_callback=lambda _: on_key(),
        )
        return parse_banner(self._io_manager.greeting)

    def stream(self, service: str, seconds: float) -> Iterator[bytes]:
        """Open ``service`` and yield what comes until the phone closes it.

        In place of AdbDevice._open, which waits the whole timeout when the phone refuses with CLSE.
        """
        self._streams = self._streams % 0xFFFFFFFF + 1
        info = _AdbTransactionInfo(self._streams, None, seconds, seconds, None)
        self._io_manager.send(AdbMessage(OPEN, info.local_id, 0, service.encode() + b"\0"), info)
        command, info.remote_id, _, _ = self._io_manager.read([OKAY, CLSE], info)
        if command == CLSE:
            raise Refused("the phone closed the service at once")
        yield from self._read_until_close(info)


class AdbShellTransport:
    """A phone over one line, one command at a time.

    After anything but a whole answer the line is out of step, so the next command first connects anew. That may take
    up to ``timeout`` more, and a phone that was allowed only once asks its owner again.
    """

    parallel = 1

    def __init__(
        self,
        line: Line,
        info: PhoneInfo,
        signer: Signer,
        *,
        timeout: float,
        on_prompt: OnPrompt | None = None,
        on_close: Callable[[], None] | None = None,
    ) -> None:
        """Connect, which completes ``info``; raises the PhoneError that says why there is no phone on the line."""
        self.info = info
        self._line = line
        self._signer = signer
        self._timeout = timeout
        self._on_prompt = on_prompt
        self._on_close = on_close
        self._device = _Device(line)
        self._lock = threading.Lock()
        self._in_step = False
        self._shell = Shell(self._connect())

    def run(self, command: str, timeout: float) -> Result:
        """Run ``command``; see base.Transport. Raises Unfinished (a CommandTimeout) for an answer that was cut."""
        with self._lock:
            if not self._in_step:
                self._connect()
            self._line.limits.begin(timeout, _BUDGET)
            return self._shell.run(command, lambda answer: self._ask(answer, timeout))

    def close(self) -> None:
        """Give the phone free."""
        with self._lock:
            self._in_step = False
            self._device.close()
            if self._on_close is not None:
                self._on_close()
                self._on_close = None

    def _ask(self, answer: Answer, timeout: float) -> Result:
        self._in_step = False
        try:
            for data in self._device.stream(answer.service, timeout):
                answer.feed(data)
        except Refused:
            self._in_step = True
            raise
        except (LineTimeout, AdbTimeoutError) as error:
            raise CommandTimeout(answer.partial()) from error
        except LineFlooded as error:
            raise too_large(LIMIT, answer.partial()) from error
        except LineBroken as error:
            raise ConnectionLost(f"The connection to the phone broke: {error}.") from error
        except _MALFORMED as error:
            raise ConnectionLost("What comes from the phone is damaged.") from error
        self._in_step = True
        return answer.result()

    def _connect(self) -> frozenset[str]:
        """Greet the phone and return its features."""
        asked = threading.Event()

        def on_key() -> None:
            asked.set()
            self._line.limits.begin(self._timeout, _GREETING_BUDGET)
            if self._on_prompt is not None:
                self._on_prompt(fingerprint(self._signer.public))

        self._line.limits.begin(min(self._timeout, _GREETING), _GREETING_BUDGET)
        try:
            banner = self._device.greet(self._signer, self._timeout, on_key)
        except (LineTimeout, LineBroken, LineFlooded, AdbTimeoutError, *_MALFORMED) as error:
            self._device.close()
            raise _greeting_error(error, self.info.serial, asked=asked.is_set()) from error
        except BaseException:
            self._device.close()
            raise
        if banner.kind != "device":
            self._device.close()
            raise Offline(f"The phone {self.info.serial} is in {banner.kind} mode.", "Start Android normally.")
        self._in_step = True
        self.info = replace(self.info, model=banner.model or self.info.model, features=banner.features)
        return banner.features


def _greeting_error(error: Exception, name: str, *, asked: bool) -> PhoneError:
    """Return what a failed greeting means; ``asked``: the phone had been sent the key to show to its owner."""
    if asked:
        return Unauthorised(f"The phone {name} has not accepted this computer's key.")
    if isinstance(error, InvalidCommandError) and _STLS in str(error):
        return Unauthorised(
            f"The phone at {name} asks for an encrypted connection (wireless debugging), which needs pairing.",
            "Pair with `adb pair HOST:PORT` (the phone shows the address and a code), then `adb connect HOST:PORT`, "
            "and use --via server. That needs adb 30 or newer. Or use a cable.",
        )
    if isinstance(error, (LineTimeout, AdbTimeoutError)):
        return Offline(
            f"{name} takes the connection but does not answer like a phone.",
            "Is it the right port? Otherwise switch USB debugging off and on.",
        )
    if isinstance(error, LineBroken):
        return Offline(f"The phone {name} ended the connection before it greeted: {error}.")
    return NoPhone(f"What answers at {name} is not a phone's debugging port.", "Check the address and the port.")
