"""A file is fetched by HTTPS alone, whole or not at all, and never for longer or of more than was allowed."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from typing import TYPE_CHECKING

import pytest

from scanner.errors import InputError
from scanner.fetch import Limits, fetch
from tests.https_server import Site, certificate, serving
from tests.test_layers import MODULES, _imports

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.https_server import Handler

SOON = Limits(answer=0.5, file=1.0, together=5.0)


@pytest.fixture(scope="module")
def pems(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return certificate(tmp_path_factory.mktemp("pems"))


@pytest.fixture(autouse=True)
def without_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reach this computer itself, whatever proxy it uses."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def site(pems: tuple[Path, Path]) -> Iterator[Site]:
    with serving(pems[1]) as running:
        yield running


@pytest.fixture
def trusting(pems: tuple[Path, Path]) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(pems[0]))


def complaint(url: str, context: ssl.SSLContext | None, **more: int) -> str:
    with pytest.raises(InputError) as caught:
        fetch(url, limits=SOON, context=context, **more)
    assert caught.value.message.startswith(f"{url}: ")
    return caught.value.message.removeprefix(f"{url}: ")


def test_a_file_is_fetched_whole(site: Site, trusting: ssl.SSLContext) -> None:
    """Byte for byte, also in chunks and after a redirect to another https address."""

    def chunks(asked: Handler) -> None:
        asked.send_response(200)
        asked.send_header("Transfer-Encoding", "chunked")
        asked.end_headers()
        asked.wfile.write(b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")

    site.pages["/a"] = bytes(range(256)) * 1000
    site.pages["/chunks"] = chunks
    site.pages["/moved"] = lambda asked: asked.send(b"", 302, Location=f"{site.url}/a")
    assert fetch(f"{site.url}/a", context=trusting) == bytes(range(256)) * 1000
    assert fetch(f"{site.url}/chunks", context=trusting) == b"abcde"
    assert fetch(f"{site.url}/moved", context=trusting) == site.pages["/a"]


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(site: Site) -> None:
    """The computer's own certificates decide."""
    site.pages["/a"] = b"x"
    assert "its certificate cannot be trusted" in complaint(f"{site.url}/a", None)


def test_the_computers_own_certificates_are_used(
    site: Site, pems: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever runs a mirror of their own can name its certificate as for any other program."""
    monkeypatch.setenv("SSL_CERT_FILE", str(pems[0]))
    site.pages["/a"] = b"x"
    assert fetch(f"{site.url}/a") == b"x"


@pytest.mark.parametrize("url", ["http://127.0.0.1/a", "file:///etc/hosts", "ftp://127.0.0.1/a", "127.0.0.1/a", ""])
def test_nothing_but_https_is_fetched(url: str) -> None:
    """Not even asked."""
    assert complaint(url, None) == "only https is fetched"


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("http://127.0.0.1:1/a", "leads to http://127.0.0.1:1/a, which is not https"),
        ("file:///etc/hosts", "answered 301"),
        ("data:,x", "answered 301"),
    ],
)
def test_a_redirect_leads_only_to_https(site: Site, trusting: ssl.SSLContext, target: str, message: str) -> None:
    """Whoever sits on the line cannot lead the program away from it."""
    site.pages["/a"] = lambda asked: asked.send(b"", 301, Location=target)
    assert complaint(f"{site.url}/a", trusting) == message


def test_redirects_end(site: Site, trusting: ssl.SSLContext) -> None:
    """One that leads in a circle is not followed for ever."""
    site.pages["/a"] = lambda asked: asked.send(b"", 302, Location="/a")
    assert complaint(f"{site.url}/a", trusting) == "answered 302"


def cut(asked: Handler) -> None:
    asked.send_response(200)
    asked.send_header("Content-Length", "100")
    asked.end_headers()
    asked.wfile.write(b"x" * 40)


def cut_chunk(asked: Handler) -> None:
    asked.send_response(200)
    asked.send_header("Transfer-Encoding", "chunked")
    asked.end_headers()
    asked.wfile.write(b"50\r\nabc")


def silent(asked: Handler) -> None:
    time.sleep(1.5)
    asked.send(b"late")


def dripping(asked: Handler) -> None:
    asked.send_response(200)
    asked.send_header("Content-Length", "1000")
    asked.end_headers()
    for _ in range(40):
        asked.wfile.write(b"x")
        asked.wfile.flush()
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda asked: asked.send(b"no", 404), "answered 404"),
        (lambda asked: asked.send(b"no", 500), "answered 500"),
        (lambda asked: asked.send(b"", 204), "answered 204"),
        (lambda asked: asked.send(b"x" * 1001), "larger than 1000 bytes"),
        (lambda asked: asked.send(b"x", Content_Encoding="gzip"), "came packed (gzip), which was not asked for"),
        (cut, "cut short after 40 of 100 bytes"),
        (cut_chunk, "cut short"),
        (silent, "no answer within 0.5 seconds"),
        (dripping, "was not there within 1 seconds"),
        (lambda asked: asked.wfile.write(b"nonsense\r\n\r\n"), "cannot be fetched: nonsense"),
    ],
)
def test_what_is_not_whole_is_refused(
    site: Site, trusting: ssl.SSLContext, answer: Callable[[Handler], None], message: str
) -> None:
    """With the reason, and in time."""
    site.pages["/a"] = answer
    begun = time.monotonic()
    assert message in complaint(f"{site.url}/a", trusting, largest=1000)
    assert time.monotonic() - begun < SOON.file + 1.5


def test_a_server_that_never_speaks_is_left(trusting: ssl.SSLContext) -> None:
    """Even before any certificate is shown."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"https://127.0.0.1:{listening.getsockname()[1]}/a"
        assert "no answer within 0.5 seconds" in complaint(url, trusting)


def test_nobody_at_the_address_is_told(trusting: ssl.SSLContext) -> None:
    """As is a name that cannot be."""
    assert "refused" in complaint("https://127.0.0.1:1/a", trusting)
    assert "cannot be fetched" in complaint("https://127.0.0.1:port/a", trusting)


def test_no_wait_is_left_behind(site: Site, trusting: ssl.SSLContext) -> None:
    """The thread that reads ends with its answer."""
    site.pages["/a"] = b"x"
    fetch(f"{site.url}/a", context=trusting)
    assert [row for row in threading.enumerate() if "work" in row.name] == []


def test_nothing_else_in_the_program_reaches_the_internet() -> None:
    """One module knows HTTP, and only the update of the list uses it."""
    users = {
        name
        for name, path in MODULES.items()
        if {"urllib.request", "http.client", "ssl"} & _imports(path, at_run_time=True)
    }
    assert users == {"scanner.fetch"}
    assert {name for name, path in MODULES.items() if "scanner.fetch" in _imports(path)} == {
        "scanner.cli.signatures_update",
        "scanner.download",
        "scanner.update",
    }
