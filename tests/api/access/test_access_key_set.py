"""The keys of a provider are fetched with care, kept while it is away, and asked for once a minute at most."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from socket import create_server
from threading import Thread
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from api.access import jwks
from api.access.jwks import LIFE_SECONDS, PAUSE_SECONDS, KeySet
from api.problems import ProviderAway
from tests.api.access.access_house import Clock
from tests.api.access.access_provider import ProviderServer, provider, rsa, shown


@pytest.fixture
def server() -> Iterator[ProviderServer]:
    with provider() as told:
        yield told


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys(server: ProviderServer, clock: Clock) -> KeySet:
    return KeySet(server.url, "RS256", clock.ticks)


def test_a_key_is_found_by_its_name_with_one_fetch(keys: KeySet, server: ProviderServer) -> None:
    for _ in range(3):
        assert keys.find("one") == rsa("one").public_key()
    assert server.asked == 1


def test_an_unknown_name_fetches_once_a_minute_at_most(keys: KeySet, server: ProviderServer, clock: Clock) -> None:
    keys.find("one")
    server.keys.append(shown("two"))
    for name in ("two", "three", "four"):
        assert keys.find(name) is None
    assert server.asked == 1
    clock.pass_(PAUSE_SECONDS)
    assert keys.find("two") == rsa("two").public_key()
    assert keys.find("three") is None
    assert server.asked == 2


def test_a_key_that_was_withdrawn_goes(keys: KeySet, server: ProviderServer, clock: Clock) -> None:
    keys.find("one")
    server.keys = [shown("two")]
    clock.pass_(LIFE_SECONDS - 1)
    assert keys.find("one") is not None
    clock.pass_(1)
    assert keys.find("one") is None


def broken(server: ProviderServer, how: str) -> None:
    """Makes a server answer wrongly in one of many ways."""
    bodies = {"html": b"<html>", "list": b"[]", "empty": b'{"keys":[]}', "odd": b'{"keys":[1,null,{}]}', "none": b""}
    bodies |= {
        "large": json.dumps({"keys": [shown("one")]}).encode() + b" " * 1_100_000,
        "deep": b"[" * 200_000,
        "letters": b"\xff\xfe",
    }
    server.body = bodies.get(how)
    server.status = {"500": 500, "moved": 302}.get(how, 200)
    server.headers = {"Location": server.url} if how == "moved" else {}


WAYS = ["html", "list", "empty", "odd", "none", "large", "deep", "letters", "500", "moved"]


@pytest.mark.parametrize("how", WAYS)
def test_what_is_known_stays_while_the_provider_is_broken(
    keys: KeySet, server: ProviderServer, clock: Clock, how: str
) -> None:
    keys.find("one")
    broken(server, how)
    for _ in range(3):
        clock.pass_(LIFE_SECONDS)
        assert keys.find("one") == rsa("one").public_key()
        assert keys.find("two") is None
    assert server.asked == 4
    server.body, server.status = None, 200
    server.keys.append(shown("two"))
    clock.pass_(PAUSE_SECONDS)
    assert keys.find("two") is not None


@pytest.mark.parametrize("how", WAYS)
def test_a_provider_that_never_showed_a_key_is_away(
    keys: KeySet, server: ProviderServer, clock: Clock, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    broken(server, how)
    for _ in range(5):
        with pytest.raises(ProviderAway) as found:
            keys.find("one")
    assert found.value.retry_after_seconds == PAUSE_SECONDS
    assert server.asked == 1
    assert len([record for record in caplog.records if record.levelno == logging.WARNING]) == 1


def test_a_provider_that_is_down_costs_one_try_a_minute(server: ProviderServer, clock: Clock) -> None:
    keys = KeySet("http://127.0.0.1:9/keys", "RS256", clock.ticks)
    with pytest.raises(ProviderAway):
        keys.find("one")
    clock.pass_(PAUSE_SECONDS - 10)
    with pytest.raises(ProviderAway) as found:
        keys.find("one")
    assert found.value.retry_after_seconds == 10


def test_a_provider_that_drips_is_given_up(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jwks, "TIMEOUT_SECONDS", 0.3)
    with create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            line, _ = listening.accept()
            with line:
                line.recv(1_000)
                line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                try:
                    for _ in range(100):
                        line.sendall(b" ")
                        time.sleep(0.05)
                except OSError:
                    return

        dripping = Thread(target=drip)
        dripping.start()
        begun = time.monotonic()
        with pytest.raises(ProviderAway):
            KeySet(f"http://127.0.0.1:{listening.getsockname()[1]}/", "RS256", clock.ticks).find("one")
        assert time.monotonic() - begun < 2
        dripping.join()


def test_many_threads_fetch_once(keys: KeySet, server: ProviderServer) -> None:
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(keys.find, ["one"] * 64))
    assert set(map(type, found)) == {type(rsa("one").public_key())}
    assert server.asked == 1


def unfit() -> Iterator[dict[str, Any]]:
    """Keys that must not be trusted for RS256."""
    yield {"kty": "oct", "k": "c2VjcmV0", "kid": "bad", "alg": "RS256"}
    yield {"kty": "oct", "k": "c2VjcmV0", "kid": "bad"}
    yield json.loads(RSAAlgorithm.to_jwk(rsa("one"))) | {"kid": "bad"}
    yield json.loads(ECAlgorithm.to_jwk(generate_private_key(SECP256R1()).public_key())) | {"kid": "bad"}
    yield shown("small", 1_024, kid="bad")
    yield shown("one", kid="bad", use="enc")
    yield shown("one", kid="bad", alg="RS512")
    yield shown("one", kid=7)
    yield {"kty": "RSA", "kid": "bad", "n": "!", "e": "AQAB"}
    yield {"kty": "RSA", "kid": "bad", "n": 5, "e": None}


@pytest.mark.parametrize("row", list(unfit()), ids=lambda row: f"{row['kty']}-{row.get('use')}-{row.get('alg')}")
def test_a_key_that_cannot_be_trusted_is_passed_over(keys: KeySet, server: ProviderServer, row: dict[str, Any]) -> None:
    server.keys = [row, shown("one")]
    assert keys.find("bad") is None
    assert keys.find("one") is not None


def test_a_key_without_use_or_algorithm_is_taken(keys: KeySet, server: ProviderServer) -> None:
    row = shown("one")
    server.keys = [{name: row[name] for name in ("kty", "kid", "n", "e")}]
    assert keys.find("one") == rsa("one").public_key()
