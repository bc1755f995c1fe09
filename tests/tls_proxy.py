"""A proxy on this machine that speaks TLS with the browser and HTTP with the app, as nginx and Caddy do before a server."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import ipaddress
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
"""Bytes passed on at a time, and of a request's head at most."""
DAY = datetime.timedelta(days=1)


@contextmanager
def tls_proxy(port: int, folder: Path) -> Iterator[str]:
    """Yield the address of a proxy before an app at this port, with a certificate of its own, kept in `folder`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(folder))
    listening = socket.create_server(("localhost", 0))
    loop, ended = asyncio.new_event_loop(), asyncio.Event()

    async def serve() -> None:
        async with await asyncio.start_server(_pass_on_to(port), sock=listening, ssl=context):
            await ended.wait()
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for other in others:
                other.cancel()
            await asyncio.gather(*others, return_exceptions=True)

    def run() -> None:
        with contextlib.closing(loop):
            loop.run_until_complete(serve())

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield f"https://localhost:{listening.getsockname()[1]}"
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()


def _pass_on_to(port: int):  # type: ignore[no-untyped-def]
    """Return what handles a connection: its first request gets what a proxy adds, all else goes on as it is."""

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = writer.get_extra_info("peername")[0]
        app_reader, app_writer = await asyncio.open_connection("localhost", port)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n")
            app_writer.write(head + f"X-Forwarded-For: {client}\r\nX-Forwarded-Proto: https\r\n".encode())
            await asyncio.gather(_copy(reader, app_writer), _copy(app_reader, writer))
        for end in (app_writer, writer):
            end.close()

    return pass_on


async def _copy(source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
    """Copy until the source ends, and end the other side then."""
    try:
        while data := await source.read(AT_ONCE):
            to.write(data)
            await to.drain()
    finally:
        to.close()


def _certificate(folder: Path) -> Path:
    """Return a file with a key and a certificate for this machine, made for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = builder.not_valid_before(now - DAY).not_valid_after(now + DAY).add_extension(names, critical=False)
    pem, kind = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    path = folder / "proxy.pem"
    path.write_bytes(
        key.private_bytes(pem, kind, serialization.NoEncryption()) + made.sign(key, hashes.SHA256()).public_bytes(pem)
    )
    return path
