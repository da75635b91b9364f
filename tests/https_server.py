"""A real HTTPS server on this computer's own address, with a certificate that only its tests trust."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Answer = bytes | Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers from the server's pages; what is not among them is not found."""

    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        """Answer one request and close."""
        self.close_connection = True
        self.server.asked.append(self.path)
        answer = self.server.pages.get(self.path)
        if answer is None:
            self.send(b"not here", 404)
        elif isinstance(answer, bytes):
            self.send(answer)
        else:
            answer(self)

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        """Send a whole answer."""
        self.send_response(status)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in {"Content-Length": str(len(body)), **named}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    pages: dict[str, Answer]
    asked: list[str]

    def handle_error(self, *_: object) -> None:
        """Say nothing of callers that left."""


@dataclass(frozen=True, slots=True)
class Site:
    """A running server: its address, its pages, which may be changed, and which were asked for."""

    url: str
    pages: dict[str, Answer]
    asked: list[str] = field(default_factory=list)


def certificate(folder: Path) -> tuple[Path, Path]:
    """Make a key and a certificate for 127.0.0.1, and return the files of both: the certificate, and both together."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    public = made.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "trusted.pem").write_bytes(public)
    (folder / "server.pem").write_bytes(secret + public)
    return folder / "trusted.pem", folder / "server.pem"


@contextmanager
def serving(server_pem: Path) -> Iterator[Site]:
    """Serve until the block ends."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(server_pem)
    server = _Server(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.pages, server.asked = {}, []
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield Site(f"https://127.0.0.1:{server.server_address[1]}", server.pages, server.asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
