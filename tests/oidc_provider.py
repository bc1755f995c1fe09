"""A sign-in service on this machine that speaks OpenID Connect: it signs in whoever one says one is."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.loopback_server import LoopbackServer

CLIENT, SECRET = "sidelight", "test-secret"


@dataclass
class SignInService(LoopbackServer):
    """A service with these people, as a context manager; each is a link on its page, by their name in `people`."""

    people: Mapping[str, Mapping[str, Any]]
    """Claims by name."""
    is_down: bool = False
    """Whether it answers nothing but that it is out of order."""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._key = RSAKey.generate_key(2048, {"kid": "test", "use": "sig", "alg": "RS256"})
        self.start_listening(self._handler())

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def secrets(self, app: str) -> str:
        """Return the file of secrets by which an app at this address signs people in here."""
        return (
            "[auth]\n"
            f'redirect_uri = "{app}/oauth2callback"\n'
            f'cookie_secret = "{secrets.token_hex(16)}"\n'
            f'client_id = "{CLIENT}"\nclient_secret = "{SECRET}"\n'
            f'server_metadata_url = "{self.url}/.well-known/openid-configuration"\n'
        )

    def _metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def _page(self, query: dict[str, str]) -> str:
        links = [
            f'<a href="/chosen?{urlencode({**query, "person": name}).replace("&", "&amp;")}">{name}</a>'
            for name in self.people
        ]
        return "<!doctype html><title>Who are you?</title>" + "<br>".join(links)

    def _choose(self, query: dict[str, str]) -> str:
        code = secrets.token_hex(8)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def _token(self, asked: dict[str, str]) -> dict[str, Any]:
        query = self.codes.pop(asked["code"])
        now = int(time.time())
        claims = {
            "iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 600, "nonce": query.get("nonce", ""),
            **self.people[query["person"]],
        }  # fmt: skip
        token = jwt.encode({"alg": "RS256", "kid": "test"}, claims, self._key)
        return {"access_token": "access", "token_type": "Bearer", "expires_in": 600, "id_token": token}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        service = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                if service.is_down:
                    self._send(503, "out of order")
                elif parts.path == "/.well-known/openid-configuration":
                    self._send(200, json.dumps(service._metadata()), "application/json")
                elif parts.path == "/keys":
                    self._send(200, json.dumps({"keys": [service._key.as_dict(private=False)]}), "application/json")
                elif parts.path == "/authorize":
                    self._send(200, service._page(query))
                elif parts.path == "/chosen":
                    self.send_response(302)
                    self.send_header("location", service._choose(query))
                    self.end_headers()
                else:
                    self._send(404, "")

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
                asked = {name: values[0] for name, values in parse_qs(body).items()}
                self._send(200, json.dumps(service._token(asked)), "application/json")

            def _send(self, status: int, body: str, kind: str = "text/html") -> None:
                self.send_response(status)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(body.encode())))
                self.end_headers()
                self.wfile.write(body.encode())

        return Handler
