"""A virtual phone that answers in this process, without a shell: the quick way from a Phone to a Capture.

The commands of the probe table are answered by the printers of ``tests.virtual_phone``; only the filters behind a ``|``
run in a real shell. A command that is not known here is an error, so that no new probe goes unanswered unseen.
"""

from __future__ import annotations

import base64
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from scanner.acquire.live import Acquisition
from scanner.pipeline import Judge
from scanner.transport.base import PhoneInfo, Result, Route, State
from tests.virtual_phone import identity, packed
from tests.virtual_phone.dumps import (
    activities,
    batterystats,
    keyboards,
    package,
    package_list,
    properties,
    root,
    running_services,
    settings,
    small,
    users,
)
from tests.virtual_phone.services import services

if TYPE_CHECKING:
    from scanner.acquire.apks import ApkPlan
    from scanner.capture import Capture
    from scanner.detect.rules import RuleSet
    from scanner.detect.signatures import SignatureSet
    from scanner.results import Report
    from tests.virtual_phone.model import Phone

_ZONE = timedelta(hours=1)
_BLOCK, _END = 4096, 1024
_WORDS = re.compile(r"^(?:cmd package|pm) (.*)$")
_ENDS = re.compile(r"^\(stat -c '(\w+) size %s %n' ([^;]*); for f in ")
_RANGES = re.compile(r"^for r in ([^;]*); do echo; echo (\w+) \$r;")
_DETAILS = re.compile(r"^for p in ([^;]*); do echo (\w+) \$p; dumpsys package \$p; done$")
_PLACES = re.compile(r"^ls -1 -d ([^;]*) 2>&1; getenforce")


def phone_time(phone: Phone) -> datetime:
    """Return the phone's time; all of these phones are an hour before UTC."""
    return datetime.fromisoformat(phone.now).replace(tzinfo=UTC) - _ZONE


@lru_cache(maxsize=4096)
def _filtered(text: str, command: str) -> bytes:
    done = subprocess.run(["sh", "-c", command], input=text.encode(), capture_output=True, check=True)
    return done.stdout


def _option(words: list[str], name: str) -> str:
    return words[words.index(name) + 1] if name in words else ""


class PrintedPhone:
    """A Transport to a phone on which nothing goes wrong."""

    def __init__(self, phone: Phone) -> None:
        self.info = PhoneInfo(serial="PRINTED", route=Route.TCP, state=State.DEVICE)
        self.parallel = 1
        self._phone = phone
        self._services = dict(services(phone))

    def run(self, command: str, timeout: float) -> Result:  # noqa: ARG002 - nothing here takes long
        """Answer ``command``; raise LookupError for one that is not known."""
        for pattern, answer in (
            (_ENDS, self._ends),
            (_RANGES, self._ranges),
            (_DETAILS, self._details),
            (_PLACES, self._places),
        ):
            found = pattern.match(command)
            if found is not None:
                return Result(answer(found[1], found[2] if found.lastindex == 2 else ""), b"", 0)
        asked, _, behind = command.partition(" | ")
        text = self._printed(asked)
        return Result(_filtered(text, behind) if behind else text.encode(), b"", 0)

    def close(self) -> None:
        """Nothing is held between two commands."""

    @cached_property
    def _files(self) -> dict[str, bytes]:
        present = [app for app in self._phone.apps if app.installed or app.system]
        return {identity.apk_path(app, self._phone.sdk): packed.apk_of(app, self._phone) for app in present}

    def _ends(self, marker: str, files: str) -> bytes:
        here = [path for path in files.split() if path in self._files]
        sizes = "".join(f"{marker} size {len(self._files[path])} {path}\n" for path in here)
        parts = (f"\n{marker} end {path}\n".encode() + self._end(path) for path in files.split())
        return base64.encodebytes(sizes.encode() + b"".join(parts))

    def _end(self, path: str) -> bytes:
        gone = f"tail: {path}: No such file or directory\n".encode()
        return self._files[path][-_END:] if path in self._files else gone

    def _ranges(self, ranges: str, marker: str) -> bytes:
        answer = b""
        for word in ranges.split():
            first, count, path = word.split(":", 2)
            start = int(first) * _BLOCK
            answer += f"\n{marker} {word}\n".encode() + self._files[path][start : start + int(count) * _BLOCK]
        return base64.encodebytes(answer)

    def _details(self, packages: str, marker: str) -> bytes:
        apps = (self._phone.app(name) for name in packages.split())
        return "".join(f"{marker} {app.package}\n{package.single(self._phone, app)}" for app in apps).encode()

    def _places(self, places: str, _: str) -> bytes:
        seen = root.visible(self._phone).split("\n")
        lines = [path if path in seen else f"ls: {path}: No such file or directory" for path in places.split()]
        return "\n".join([*lines, self._phone.selinux, "uid=2000(shell) gid=2000(shell)", ""]).encode()

    def _printed(self, command: str) -> str:
        phone = self._phone
        plain: dict[str, Callable[[], str]] = {
            "getprop": lambda: properties.render(phone),
            "date '+%s %z'": lambda: f"{phone_time(phone).timestamp():.0f} +0100\n",
            "pm list users": lambda: users.listed(phone),
            "settings list global": lambda: settings.listed(phone, "global", 0),
            "ime list -s": lambda: keyboards.listed(phone),
            "dumpsys deviceidle whitelist": lambda: small.whitelist(phone),
            "dumpsys batterystats --daily": lambda: batterystats.daily(phone),
            "dumpsys activity services": lambda: running_services.render(phone),
            "dpm list-owners": lambda: small.owners(phone),
            "cat /proc/uptime": lambda: root.proc_uptime(phone),
            "cat /system/etc/hosts": lambda: phone.hosts,
        }
        if command in plain:
            return plain[command]()
        words = command.split()
        if words[0] == "dumpsys":
            return self._services[words[1]](phone)
        if words[:2] == ["settings", "list"]:
            return settings.listed(phone, words[-1], int(_option(words, "--user")))
        if _WORDS.match(command) is None:
            raise LookupError(f"a command that this phone does not know: {command}")
        return self._packages(words) if "packages" in words else self._activities(words)

    def _activities(self, words: list[str]) -> str:
        user, category = int(_option(words, "--user")), _option(words, "-c")
        leanback = category.endswith(".LEANBACK_LAUNCHER")
        return activities.query(self._phone, user, leanback=leanback, main=not category)

    def _packages(self, words: list[str]) -> str:
        """Answer ``pm list packages``; the columns are those of the virtual phone's own table."""
        lines = []
        for row in package_list.rows(self._phone, int(_option(words, "--user"))).splitlines():
            path, name, _, installer, uid, system, enabled, installed = row.split("\t")
            if ("-u" not in words and installed == "0") or ("-3" in words and system == "1"):
                continue
            if "-d" in words and enabled == "1":
                continue
            told = f"package:{path}={name}" if "-f" in words else f"package:{name}"
            told += f"  installer={installer}" if "-i" in words else ""
            lines.append(f"{told} uid:{uid}" if "-U" in words else told)
        return "".join(f"{line}\n" for line in lines)


def report_of(phone: Phone, signatures: SignatureSet, rules: RuleSet) -> Report:
    """Return what lists and rules say of a phone, on its own day."""
    judge = Judge(signatures, rules)
    return judge.judge(capture_of(phone, judge.plan()), phone_time(phone))


def capture_of(phone: Phone, apks: ApkPlan) -> Capture:
    """Return what a scan reads of a phone, as if it were done at the phone's own time, in no time."""
    capture = Acquisition(PrintedPhone(phone), apks=apks).run()
    when = phone_time(phone)
    # the clock alone is compared with the time at which it was read; the others stay what the judge remembers
    entries = tuple(replace(entry, started=when) if entry.probe == "clock" else entry for entry in capture.entries)
    return replace(capture, started=when, finished=when, entries=entries)
