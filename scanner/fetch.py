"""Fetches a file by HTTPS, and by nothing else: bounded in size and in time, and never a piece of it.

This is the only part of the program that reaches the internet, and only ``clearsight signatures update`` uses it.
"""

from __future__ import annotations

import http.client
import queue
import ssl
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.errors import InputError
from scanner.text import clean

if TYPE_CHECKING:
    from http.client import HTTPMessage
    from typing import IO

LARGEST = 8 << 20
"""Most bytes of one file."""

_CHUNK = 1 << 16
_OK = 200
_HINT = "The list in force stays as it is. Look at the network (a proxy is named with https_proxy), and try again."


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to wait, in seconds: for any answer of the other side, for a whole file, and for all files together."""

    answer: float = 30.0
    file: float = 30.0
    together: float = 90.0


class _HttpsOnly(urllib.request.HTTPRedirectHandler):
    """Follows a redirect only to HTTPS."""

    max_redirections = 5

    def redirect_request(  # noqa: PLR0917 - the interface of urllib
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        """Return the request to follow; raise InputError for any other scheme."""
        if not newurl.lower().startswith("https://"):
            fp.close()
            raise InputError(f"{_shown(req.full_url)}: leads to {_shown(newurl)}, which is not https", _HINT)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _shown(url: str) -> str:
    return clean(url, 200)


def host_shown(url: str) -> str:
    """Return the host of an address, to be shown."""
    return _shown(url.partition("://")[2].split("/", 1)[0] or url)


def fetch(
    url: str, *, limits: Limits | None = None, context: ssl.SSLContext | None = None, largest: int = LARGEST
) -> bytes:
    """Return what stands at an address; ``context`` verifies certificates as the system does where none is given.

    Raise InputError where the address is not https, nobody answers in time, the answer is not 200, is cut short, or is
    larger than ``largest`` bytes.
    """
    if not url.lower().startswith("https://"):
        raise InputError(f"{_shown(url)}: only https is fetched", "Name an address that begins with https://.")
    limits = limits or Limits()
    answers: queue.SimpleQueue[bytes | Exception] = queue.SimpleQueue()

    def work() -> None:
        try:
            answers.put(_read(url, limits, context, largest))
        except Exception as error:
            answers.put(error)

    # In a thread of its own: looking a name up, and headers that come a letter at a time, know no time limit.
    threading.Thread(target=work, daemon=True).start()
    try:
        answer = answers.get(timeout=limits.file)
    except queue.Empty:
        raise InputError(f"{_shown(url)}: was not there within {limits.file:g} seconds", _HINT) from None
    if isinstance(answer, Exception):
        raise _told(url, limits, answer) from answer
    return answer


def _read(url: str, limits: Limits, context: ssl.SSLContext | None, largest: int) -> bytes:
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPSHandler(context=context or ssl.create_default_context()),
        urllib.request.HTTPDefaultErrorHandler(),
        _HttpsOnly(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    request = urllib.request.Request(url, headers={"User-Agent": "clearsight", "Accept-Encoding": "identity"})  # noqa: S310 - https alone
    ends = time.monotonic() + limits.file
    with opener.open(request, timeout=limits.answer) as answer:
        return _body(url, answer, ends, largest)


def _body(url: str, answer: http.client.HTTPResponse, ends: float, largest: int) -> bytes:
    if answer.status != _OK:
        raise InputError(f"{_shown(url)}: answered {answer.status}", _HINT)
    if (coding := answer.headers.get("Content-Encoding", "identity")) != "identity":
        raise InputError(f"{_shown(url)}: came packed ({clean(coding, 40)}), which was not asked for", _HINT)
    promised = answer.headers.get("Content-Length", "")
    found = bytearray()
    while part := answer.read1(_CHUNK):
        found += part
        if len(found) > largest:
            raise InputError(f"{_shown(url)}: larger than {largest} bytes", _HINT)
        if time.monotonic() > ends:
            raise TimeoutError
    if promised.isdecimal() and len(found) != int(promised[:20]):
        raise InputError(f"{_shown(url)}: cut short after {len(found)} of {promised[:20]} bytes", _HINT)
    return bytes(found)


def _told(url: str, limits: Limits, error: Exception) -> InputError:
    """Return the error for a user, whatever the libraries called it; raise what is a fault of this program again."""
    if isinstance(error, InputError):
        return error
    if isinstance(error, urllib.error.HTTPError):
        error.close()
        return InputError(f"{_shown(url)}: answered {error.code}", _HINT)
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    match reason:
        case TimeoutError():
            why = f"no answer within {limits.answer:g} seconds"
        case ssl.SSLCertVerificationError():
            why = f"its certificate cannot be trusted: {reason.verify_message}"
        case http.client.IncompleteRead():
            why = "cut short"
        case OSError() | http.client.HTTPException() | ValueError() | str():
            why = f"cannot be fetched: {str(reason) or type(reason).__name__}"
        case _:
            raise error
    return InputError(f"{_shown(url)}: {clean(why, 150)}", _HINT)
