"""A proxy on this machine that speaks TLS with the browser and HTTP with the app, as nginx does before a server."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import select
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

AT_ONCE = 65_536
"""Bytes passed on at a time."""
HEAD = 16_384
"""Bytes of a request's head at most."""


@contextmanager
def tls_proxy(port: int, folder: Path) -> Iterator[str]:
    """Yield the address of a proxy before an app at this port, with a certificate of its own, kept in `folder`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(folder))
    with socket.create_server(("localhost", 0)) as listening:
        threading.Thread(target=_serve, args=(listening, context, port), daemon=True).start()
        yield f"https://localhost:{listening.getsockname()[1]}"


def _serve(listening: socket.socket, context: ssl.SSLContext, port: int) -> None:
    with contextlib.suppress(OSError):  # closed: the test is over
        while True:
            plain, (client, *_) = listening.accept()
            threading.Thread(target=_pass_on, args=(plain, context, port, client), daemon=True).start()


def _pass_on(plain: socket.socket, context: ssl.SSLContext, port: int, client: str) -> None:
    """Pass a connection on, with what a proxy adds to its first request."""
    with contextlib.suppress(OSError), context.wrap_socket(plain, server_side=True) as browser:
        head = b""
        while b"\r\n" not in head and len(head) < HEAD:
            head += browser.recv(AT_ONCE) or b"\r\n"
        line, _, rest = head.partition(b"\r\n")
        added = f"\r\nX-Forwarded-For: {client}\r\nX-Forwarded-Proto: https\r\n".encode()
        with socket.create_connection(("localhost", port)) as app:
            app.sendall(line + added + rest)
            _copy(browser, app)


def _copy(browser: ssl.SSLSocket, app: socket.socket) -> None:
    """Copy both ways until one side ends; in one thread, as a TLS connection is read and written by one at a time."""
    while True:
        ready = [browser] if browser.pending() else select.select([browser, app], [], [])[0]
        for source in ready:
            data = source.recv(AT_ONCE)
            if not data:
                return
            (app if source is browser else browser).sendall(data)


def _certificate(folder: Path) -> Path:
    """Return a file with a key and a certificate for this machine, made for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    path = folder / "proxy.pem"
    pem = serialization.Encoding.PEM
    path.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()) + made.public_bytes(pem)
    )
    return path
