"""Which keys does an identity provider sign with? Its key set (RFC 7517), fetched with care and kept."""

from __future__ import annotations

import json
import logging
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from http.client import HTTPException
from threading import Lock
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWK, PyJWTError

from api.problems import ProviderAway

PublicKey = RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey
TIMEOUT_SECONDS: Final = 3.0
PAUSE_SECONDS: Final = 60.0
"""Seconds between two fetches, whatever is asked meanwhile."""
LIFE_SECONDS: Final = 600.0
"""Seconds after which the set is fetched again, so that a key that was withdrawn goes."""
MOST_BYTES: Final = 1_000_000
SHORTEST_RSA: Final = 2_048
"""Bits of the shortest RSA key that is trusted (RFC 7518, section 3.3)."""
_log = logging.getLogger("cairn.api")


class KeySet:
    """The public keys at an address. What was fetched stays while the provider is away.

    One thread fetches. The others go on with what is known, and wait only where the key that they need is not.
    """

    def __init__(self, url: str, algorithm: str, ticks: Callable[[], float]) -> None:
        self._url, self._algorithm, self._ticks = url, algorithm, ticks
        self._keys: Mapping[str, PublicKey] = {}
        self._next_fetch = self._stale_at = float("-inf")
        self._lock = Lock()

    def find(self, kid: str) -> PublicKey | None:
        """The key of a name. Raises ProviderAway as long as no key was ever fetched."""
        if self._due(kid) and self._lock.acquire(blocking=kid not in self._keys):
            try:
                if self._due(kid):
                    self._fetch()
            finally:
                self._lock.release()
        if not self._keys:
            raise ProviderAway(max(1, round(self._next_fetch - self._ticks())))
        return self._keys.get(kid)

    def _due(self, kid: str) -> bool:
        now = self._ticks()
        return now >= self._next_fetch and (kid not in self._keys or now >= self._stale_at)

    def _fetch(self) -> None:
        found = _fetched(self._url, self._algorithm)
        now = self._ticks()
        if found:
            self._keys, self._stale_at = found, now + LIFE_SECONDS
        self._next_fetch = now + PAUSE_SECONDS  # last: until here the others wait for what is being fetched


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Lets nobody send us elsewhere: a redirect is an error."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _json_at(url: str) -> Any:
    """What stands at an address. The deadline holds for the whole answer: a socket's own only counts silence."""
    deadline, body = time.monotonic() + TIMEOUT_SECONDS, bytearray()
    opener = urllib.request.build_opener(_NoRedirect)
    with opener.open(url, timeout=TIMEOUT_SECONDS) as answer:
        while piece := answer.read1(65_536):
            body += piece
            if len(body) > MOST_BYTES or time.monotonic() > deadline:
                raise ValueError("the key set is too large or comes too slowly")
    return json.loads(body)


def _fetched(url: str, algorithm: str) -> Mapping[str, PublicKey]:
    try:
        found = dict(_keys_in(_json_at(url), algorithm))
    except (OSError, HTTPException, ValueError, RecursionError) as error:
        _log.warning("the keys of the identity provider could not be fetched: %s", type(error).__name__)
        return {}
    if not found:
        _log.warning("the identity provider shows no key for %s", algorithm)
    return found


def _keys_in(found: Any, algorithm: str) -> Iterator[tuple[str, PublicKey]]:
    """The keys of a set that can sign with the algorithm; all others are passed over."""
    rows = found.get("keys") if isinstance(found, dict) else None
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and isinstance(kid := row.get("kid"), str):
            key = _key(row, algorithm)
            if key is not None:
                yield kid, key


def _key(row: Mapping[str, Any], algorithm: str) -> PublicKey | None:
    if row.get("use", "sig") != "sig" or row.get("alg", algorithm) != algorithm:
        return None
    try:
        key = PyJWK(dict(row), algorithm).key
    except (PyJWTError, ValueError, TypeError):
        return None
    if isinstance(key, RSAPublicKey) and key.key_size < SHORTEST_RSA:
        return None
    return key if isinstance(key, PublicKey) else None
