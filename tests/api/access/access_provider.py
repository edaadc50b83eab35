"""An identity provider: real RSA keys, and a real HTTP server that shows them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm

from tests.api.access.access_house import START

ISSUER = "https://login.example"
AUDIENCE = "cairn"
NOW = int(START.timestamp())


@cache
def _made(name: str, bits: int) -> RSAPrivateKey:
    return generate_private_key(65_537, bits)


def rsa(name: str, bits: int = 2_048) -> RSAPrivateKey:
    """A key of its own for each name and length, made once."""
    return _made(name, bits)


def shown(name: str, bits: int = 2_048, **more: Any) -> dict[str, Any]:
    """How a key set shows the public half of a key."""
    row = json.loads(RSAAlgorithm.to_jwk(rsa(name, bits).public_key()))
    return row | {"kid": name, "use": "sig", "alg": "RS256"} | more


def public_pem(name: str) -> bytes:
    """The public half of a key as text: what a forger may take as a shared secret."""
    return rsa(name).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def claims(**changes: Any) -> dict[str, Any]:
    """What a good token says; a claim set to None is left out."""
    good = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "ann",
        "iat": NOW,
        "exp": NOW + 3_600,
        "cairn_roles": ["manager", "learner"],
    }
    return {name: value for name, value in (good | changes).items() if value is not None}


def token(key: str = "one", head: dict[str, Any] | None = None, algorithm: str = "RS256", **changes: Any) -> str:
    """A token signed with a key."""
    return jwt.encode(claims(**changes), rsa(key), algorithm, {"kid": key} | (head or {}))


class ProviderServer:
    """What the server shows, how often it was asked, and whether it is up."""

    def __init__(self) -> None:
        self.keys: list[dict[str, Any]] = [shown("one")]
        self.body: bytes | None = None
        self.status, self.asked, self.headers = 200, 0, {}
        self.url = ""

    def answer(self) -> bytes:
        self.asked += 1
        return json.dumps({"keys": self.keys}).encode() if self.body is None else self.body


@contextmanager
def provider() -> Iterator[ProviderServer]:
    """A provider on loopback."""
    told = ProviderServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = told.answer()
            self.send_response(told.status)
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    told.url = f"http://127.0.0.1:{server.server_port}/keys"
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
