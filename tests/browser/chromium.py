# ruff: noqa: ANN401 - what DevTools take and give is JSON of any shape
"""Chromium without a window, driven by its DevTools protocol over two pipes (``--remote-debugging-pipe``).

A message is JSON that ends with a zero byte: https://chromedevtools.github.io/devtools-protocol/. So the tests need no
driver, no open port and no library, and see every request that a page makes.
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE_S = 60.0
"""How long an answer may take; nothing is measured by it."""

_QUIET = (
    "--headless", "--no-first-run", "--no-default-browser-check", "--disable-background-networking", "--disable-gpu",
    "--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-dev-shm-usage",
    "--no-sandbox", "--hide-scrollbars", "--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=127.0.0.1:1",
)  # fmt: skip
"""Without a sandbox, because root has none, and with no way to any host."""


def program() -> str | None:
    """Return where Chromium is, or ``None``."""
    return shutil.which("chromium")


class Chromium:
    """A running Chromium with one page."""

    def __init__(self, home: Path) -> None:
        found = program()
        if found is None:
            raise LookupError("chromium is not installed")
        ours_in, self._write = os.pipe()
        self._read, ours_out = os.pipe()
        # The shell puts the pipes where Chromium looks for them: 3 to read from, 4 to write to.
        script = f'exec "$0" "$@" 3<&{ours_in} 4>&{ours_out}'
        self._process = subprocess.Popen(
            ["bash", "-c", script, found, *_QUIET, "--remote-debugging-pipe", f"--user-data-dir={home / 'profile'}"],
            pass_fds=(ours_in, ours_out),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, "HOME": str(home)},
        )
        os.close(ours_in)
        os.close(ours_out)
        self._pending = b""
        self._number = 0
        self._session: str | None = None
        self.events: list[dict[str, Any]] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.call(f"{domain}.enable")

    def close(self) -> None:
        """End Chromium with all of its processes."""
        os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        os.close(self._write)
        os.close(self._read)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command and return its result; raise AssertionError where Chromium refuses it."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        self._send(message)
        answer = self._until(lambda one: one.get("id") == self._number)
        assert "error" not in answer, answer["error"]
        result: dict[str, Any] = answer["result"]
        return result

    def _send(self, message: dict[str, Any]) -> None:
        raw = memoryview(json.dumps(message).encode() + b"\0")
        while raw:
            raw = raw[os.write(self._write, raw) :]

    def _until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        end = time.monotonic() + PATIENCE_S
        while True:
            while b"\0" not in self._pending:
                ready, _, _ = select.select([self._read], [], [], max(0.0, end - time.monotonic()))
                piece = os.read(self._read, 1 << 16) if ready else b""
                if not piece:
                    raise AssertionError("Chromium does not answer")
                self._pending += piece
            raw, _, self._pending = self._pending.partition(b"\0")
            message: dict[str, Any] = json.loads(raw)
            if "method" in message:
                self.events.append(message)
            if wanted(message):
                return message

    def open(self, file: Path, *, width: int = 800, dark: bool = False) -> None:
        """Show a file in a window of ``width`` pixels, in light or dark colours."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", media="", features=[scheme])
        self.events.clear()
        self.call("Page.navigate", url=file.as_uri())
        if not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self._until(lambda one: one.get("method") == "Page.loadEventFired")

    def run(self, script: str) -> Any:
        """Return the value of an expression, or of the promise that it makes."""
        answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def scripts(self, *, allowed: bool) -> None:
        """Let pages run scripts, or not."""
        self.call("Emulation.setScriptExecutionDisabled", value=not allowed)

    def press(self, key: str) -> None:
        """Press and release a key."""
        text = {"Enter": "\r"}.get(key, "")
        code = {"Tab": 9, "Enter": 13}[key]
        for kind in ("keyDown", "keyUp"):
            more = {"text": text} if text and kind == "keyDown" else {}
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **more)

    @property
    def requested(self) -> list[str]:
        """The addresses that were asked for since the page was opened."""
        sent = [event for event in self.events if event["method"] == "Network.requestWillBeSent"]
        return [event["params"]["request"]["url"] for event in sent]

    def picture(self) -> bytes:
        """Return the whole page as a PNG."""
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        return base64.b64decode(self.call("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)["data"])

    def printed(self, *, width: float = 8.27, height: float = 11.69) -> bytes:
        """Return the page as it is printed on paper of so many inches (A4), as a PDF with an outline of headings."""
        outline = {"generateDocumentOutline": True, "generateTaggedPDF": True}
        printed = self.call("Page.printToPDF", paperWidth=width, paperHeight=height, **outline)
        return base64.b64decode(printed["data"])
