"""The steps of a scan as functions, for programs that use clearsight as a library; click and rich are not needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from scanner.acquire import opening
from scanner.acquire.live import Acquisition
from scanner.acquire.probes import options
from scanner.capture import Capture
from scanner.detect.hosts import searched_hosts
from scanner.detect.rules import RuleSet, load_rules
from scanner.detect.signatures import SignatureSet, load_signatures
from scanner.pipeline import Judge, judge
from scanner.report import json as json_report
from scanner.transport import discover

if TYPE_CHECKING:
    from pathlib import Path

    from scanner.results import Report
    from scanner.transport.base import Transport

__all__ = ["acquire", "connect", "load_rules", "load_signatures", "open_capture", "render", "scan"]


def connect(serial: str | None = None, *, via: str = "auto", timeout: float = 60.0) -> Transport:
    """Return a phone ready for reading: the one in sight, or ``serial`` (a USB serial, or HOST:PORT).

    ``via`` is auto, server, usb or tcp; ``timeout`` in seconds includes the owner's answer to the phone's question.
    Raises PhoneError. Close it when done.
    """
    return discover.connect(serial, discover.Via(via), timeout)


def open_capture(path: Path, *, signatures: SignatureSet | None = None) -> Capture:
    """Return the capture at ``path``: a bundle of ours, a bugreport, an androidqf acquisition or outputs.

    The logs of a bugreport are searched for the hosts of the lists, the bundled ones where none are given; nothing else
    of them is kept. Raises InputError where the path does not exist, cannot be read, or is of no known kind.
    """
    return opening.open_capture(path, hosts=searched_hosts(signatures or load_signatures()))


def acquire(
    phone: Transport,
    *,
    timeout: float | None = None,
    accounts: bool = False,
    hashes: bool = False,
    apks: bool = True,
    signatures: SignatureSet | None = None,
    rules: RuleSet | None = None,
) -> Capture:
    """Read everything from a phone; ``timeout`` in seconds bounds each command. Raises PhoneError.

    The names of its accounts are read only where ``accounts`` asks for them. ``hashes`` also hashes every added APK
    on the phone, ``apks=False`` reads no byte of one. Lists and rules decide whose certificates and names are read
    beside those of the added apps; they are the bundled ones where none are given.
    """
    judge = Judge(signatures or load_signatures(), rules or load_rules())
    plan = judge.plan(certificates=apks, hashes=hashes)
    return Acquisition(phone, timeout=timeout, options=options(accounts=accounts), apks=plan).run()


def scan(
    source: Transport | Capture,
    *,
    signatures: SignatureSet | None = None,
    rules: RuleSet | None = None,
    country: str | None = None,
) -> Report:
    """Return the report on a connected phone or on a capture, by the bundled lists and rules or by others.

    ``country`` is the one whose helplines the report names, else that of the phone's language; raises UsageError where
    none of it is known.
    """
    signatures, rules = signatures or load_signatures(), rules or load_rules()
    capture = source if isinstance(source, Capture) else acquire(source, signatures=signatures, rules=rules)
    return judge(capture, signatures, rules, country=country)


def render(report: Report, form: Literal["json", "text"] = "json") -> str:
    """Return a report as JSON or as text of 80 columns."""
    if form == "json":
        return json_report.render(report)
    from scanner.report import terminal  # noqa: PLC0415 - rich is imported where it is used

    return terminal.render(report)
