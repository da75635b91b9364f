"""Phones that a running adb server holds: its address, its list, and commands through it. Standard library only.

It only asks: no server is started or stopped. Only wireless.py tells one to connect to something.
"""

from __future__ import annotations

from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

from scanner.errors import (
    ConnectionLost,
    NoPermission,
    NoPhone,
    Offline,
    PhoneError,
    SeveralPhones,
    Unauthorised,
    UsageError,
)
from scanner.text import clean
from scanner.transport.answer import Refused, Unfinished
from scanner.transport.base import CommandTimeout, PhoneInfo, Result, Route, State
from scanner.transport.devicelist import parse_devices
from scanner.transport.shell import Shell
from scanner.transport.smartsocket import Address, Failed, Garbled, SmartSocket

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scanner.transport.answer import Answer

_DEFAULT: Address = ("127.0.0.1", 5037)
_WAIT = 5.0
"""Seconds for questions that the server answers by itself."""


def server_address(environ: Mapping[str, str]) -> Address:
    """Return host and port of the adb server, from the variables that adb itself reads.

    Source: AOSP packages/modules/adb/client/main.cpp and socket_spec.cpp. Raises UsageError for values that name
    no TCP address.
    """
    spec = environ.get("ADB_SERVER_SOCKET", "")
    if spec:
        kind, _, rest = spec.partition(":")
        host, _, port = rest.rpartition(":")
        if kind != "tcp" or (host and host != host.strip()):
            raise UsageError(
                f"ADB_SERVER_SOCKET={clean(spec)!r} is not understood.", "Use the form tcp:HOST:PORT or tcp:PORT."
            )
        return host.removeprefix("[").removesuffix("]") or _DEFAULT[0], _port("ADB_SERVER_SOCKET", port)
    port = environ.get("ANDROID_ADB_SERVER_PORT", "") or str(_DEFAULT[1])
    return environ.get("ANDROID_ADB_SERVER_ADDRESS", "") or _DEFAULT[0], _port("ANDROID_ADB_SERVER_PORT", port)


def _port(variable: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:6]) < 65536):  # noqa: PLR2004 - the largest port
        raise UsageError(f"The port in {variable} is not a number from 1 to 65535: {clean(text)!r}.", "Correct it.")
    return int(text)


class AdbServer:
    """A client of one adb server; safe to use from several threads, since every question has its own connection."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.name = f"{address[0]}:{address[1]}"

    def version(self, timeout: float = 0.3) -> int | None:
        """Return the server's protocol version (41 since 2018), or ``None`` where no server runs.

        Raises PhoneError where something else listens at the address, or a server that does not answer.
        """
        try:
            line = SmartSocket(self.address, timeout)
        except OSError:
            return None
        with line, self._understood():
            try:
                line.request("host:version")
                answer = line.block()
            except Failed as failure:
                raise Garbled("an adb server always tells its version") from failure
            try:
                return int(answer, 16)
            except ValueError as error:
                raise Garbled("a version that is no number") from error

    def devices(self) -> tuple[PhoneInfo, ...]:
        """Return the phones the server knows; raises NoPhone where no server runs, PhoneError where it is none."""
        try:
            return parse_devices(self.ask("host:devices-l", _WAIT))
        except Failed as failure:
            raise PhoneError(f"The adb server at {self.name} lists no phones: {failure.reason}") from failure

    def open(self, serial: str, timeout: float) -> ServerTransport:
        """Return the phone ``serial``, ready for commands; raises the PhoneError that says why it is not."""
        try:
            features = self.ask(f"host-serial:{serial}:features", timeout)
        except Failed as failure:
            raise _failure(failure.reason, serial) from failure
        listed = {phone.serial: phone for phone in self.devices()}
        return ServerTransport(
            self.address,
            PhoneInfo(
                serial=serial,
                route=Route.SERVER,
                state=State.DEVICE,
                model=listed[serial].model if serial in listed else None,
                features=frozenset(clean(name, 64) for name in features.split(",") if name),
            ),
        )

    def ask(self, service: str, seconds: float) -> str:
        """Return the server's answer to a question; raises Failed for its refusal, NoPhone where no server runs.

        Raises PhoneError where no adb server answers there, or none in time.
        """
        try:
            line = SmartSocket(self.address, seconds)
        except OSError as error:
            raise NoPhone(
                f"No adb server is running at {self.name}.",
                "Start one with `adb start-server`, or leave out --via server to look for the phone on USB.",
            ) from error
        with line, self._understood():
            line.request(service)
            return line.block()

    @contextmanager
    def _understood(self) -> Iterator[None]:
        try:
            yield
        except (OSError, EOFError, Garbled) as error:
            raise PhoneError(
                f"What listens at {self.name} does not answer like an adb server.",
                "Another program may use this port. Restart the adb server, or set ADB_SERVER_SOCKET to its address.",
            ) from error


class ServerTransport:
    """A phone behind the adb server: one connection per command, so several may run at once."""

    parallel = 8

    def __init__(self, address: Address, info: PhoneInfo) -> None:
        self.info = info
        self._address = address
        self._shell = Shell(info.features)
        self._lock = Lock()
        self._waiting: set[SmartSocket] = set()
        self._closed = False

    def run(self, command: str, timeout: float) -> Result:
        """Run ``command``; see base.Transport. Raises Unfinished (a CommandTimeout) for an answer that was cut."""
        try:
            return self._shell.run(command, lambda answer: self._ask(answer, timeout))
        except Unfinished:
            self._check_still_there()
            raise

    def close(self) -> None:
        """End every command that still runs, from whichever thread; nothing is held between commands."""
        with self._lock:
            self._closed = True
            for line in self._waiting:
                line.hang_up()

    @contextmanager
    def _line(self, seconds: float) -> Iterator[SmartSocket]:
        """Open a connection to the server that ``close`` can end."""
        with SmartSocket(self._address, seconds) as line:
            with self._lock:
                if self._closed:
                    raise EOFError("closed")
                self._waiting.add(line)
            try:
                yield line
            finally:
                with self._lock:
                    self._waiting.discard(line)

    def _ask(self, answer: Answer, timeout: float) -> Result:
        try:
            with self._line(timeout) as line:
                self._select(line)
                try:
                    line.request(answer.service)
                except Failed as failure:
                    raise Refused(failure.reason) from failure
                for data in line.chunks():
                    answer.feed(data)
                    if answer.done:
                        break
        except TimeoutError as error:
            raise CommandTimeout(answer.partial()) from error
        except (OSError, EOFError, Garbled) as error:
            raise ConnectionLost("The connection to the adb server broke.") from error
        return answer.result()

    def _select(self, line: SmartSocket) -> None:
        try:
            line.request(f"host:transport:{self.info.serial}")
        except Failed as failure:
            error = _failure(failure.reason, self.info.serial)
            if isinstance(error, (NoPhone, Offline)):
                error = ConnectionLost("The phone is no longer connected.")
            raise error from failure

    def _check_still_there(self) -> None:
        """Raise ConnectionLost where an answer was cut because the phone is gone: the server only hangs up then."""
        try:
            with self._line(_WAIT) as line:
                self._select(line)
        except (OSError, EOFError, Garbled) as error:
            raise ConnectionLost("The connection to the adb server broke.") from error


def _failure(reason: str, serial: str) -> PhoneError:
    """Return the error for a reason given with FAIL, in the wordings of adb 29 to 34.

    Source: AOSP packages/modules/adb/transport.cpp, acquire_one_transport.
    """
    low = reason.lower()
    name = clean(serial)
    error: PhoneError
    if "authoriz" in low:
        error = Unauthorised(f"The phone {name} has not accepted this computer's key.")
    elif "permission" in low:
        error = NoPermission(f"The adb server may not open the phone {name}.")
    elif "offline" in low or "connecting" in low:
        error = Offline(f"The phone {name} does not answer.")
    elif "more than one" in low:
        error = SeveralPhones(f"Several phones answer to {name}.")
    elif "not found" in low or "no devices" in low:
        error = NoPhone(f"The adb server knows no phone {name}.")
    else:
        error = PhoneError(f"The adb server gives no access to the phone {name}: {reason}")
    return error
