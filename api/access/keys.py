"""How does a system prove who it is? Keys `ck_<key_id>_<secret>`, of which only a digest of the secret is kept."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from hmac import compare_digest
from threading import Lock
from typing import Final

from api.access.principal import OF_SYSTEMS, Principal, Role
from api.problems import NotSignedIn
from api.store import Store, StoredKey, StoreUnavailable
from recommender.errors import QueryRefused

MARK: Final = "ck_"
DAY: Final = 86_400_000_000
"""Microseconds of a day."""
LOOK_SECONDS: Final = 1.0
"""Seconds for which the keys in memory are taken as they are."""
MOST_RATE: Final = 10_000_000
"""Requests a minute that a key may be made for, at most; as many as CAIRN_RATE_PER_MINUTE may say."""
MOST_DAYS: Final = 36_500
"""Days that a key may last, at most: a moment beyond all calendars is no number that a database holds."""
_NO_DIGEST: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made. `secret` is the whole text that the system sends; nothing can show it again."""

    stored: StoredKey
    secret: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What a key is made for: its name, its role, its own rate if any, and after how many days it ends."""

    name: str
    role: str
    rate_per_minute: int | None = None
    days: int | None = None

    def __post_init__(self) -> None:
        problems = [*_wrong_name(self.name), *_wrong_role(self.role)]
        problems += _beyond("the rate", self.rate_per_minute, MOST_RATE) + _beyond("the days", self.days, MOST_DAYS)
        if problems:
            raise QueryRefused("no key can be made of this", problems)


def made(terms: Terms, at: int) -> NewKey:
    """A new key, from a moment (microseconds) on."""
    key_id, secret = secrets.token_hex(6), secrets.token_hex(32)
    ends = None if terms.days is None else at + terms.days * DAY
    stored = StoredKey(key_id, digest(secret), terms.name, terms.role, terms.rate_per_minute, at, ends)
    return NewKey(stored, f"{MARK}{key_id}_{secret}")


def rotated(old: StoredKey, overlap_days: int, at: int) -> tuple[NewKey, StoredKey]:
    """A new key on the terms of an old one, and the old one with its end. Raises QueryRefused if the old has ended."""
    problems = _beyond("the overlap", overlap_days, MOST_DAYS, least=0)
    if state(old, at) != "valid":
        problems.append(f"key {old.key_id} is {state(old, at)}: make a new one with `cairn keys create`")
    if problems:
        raise QueryRefused("the key cannot be rotated", problems)
    days = None if old.expires_at is None else max(1, (old.expires_at - old.created_at) // DAY)
    fresh = made(Terms(old.name, old.role, old.rate_per_minute, days), at)
    ends = at + overlap_days * DAY
    return fresh, replace(old, expires_at=ends if old.expires_at is None else min(ends, old.expires_at))


def state(key: StoredKey, at: int) -> str:
    """Whether a key is valid, revoked or expired at a moment."""
    if key.revoked_at is not None and key.revoked_at <= at:
        return "revoked"
    return "expired" if key.expires_at is not None and key.expires_at <= at else "valid"


def digest(secret: str) -> str:
    """What is kept of a secret. It has 256 random bits, so that no slower hash would add anything."""
    return sha256(secret.encode()).hexdigest()


class Keys:
    """The keys of a store in memory; looks once a second whether they changed."""

    def __init__(self, store: Store, ticks: Callable[[], float]) -> None:
        self._store, self._ticks = store, ticks
        self._known: Mapping[str, tuple[StoredKey, Principal]] = {}
        self._mark = -1
        self._next_look = float("-inf")
        self._lock = Lock()

    def principal(self, shown: str, at: int) -> Principal:
        """The system that shows a key. Raises NotSignedIn."""
        self._look()
        key_id, _, secret = shown.removeprefix(MARK).partition("_")
        stored, principal = self._known.get(key_id, (None, None))
        right = compare_digest(digest(secret), stored.secret_hash if stored else _NO_DIGEST)
        if stored is None or principal is None or not right:
            raise NotSignedIn("no such key, or its secret is another")
        if (found := state(stored, at)) != "valid":
            raise NotSignedIn(f"the key is {found}: ask for a new one")
        return principal

    def _look(self) -> None:
        """Looks whether keys changed: one thread does, and the others wait only for the first look of all."""
        if self._ticks() >= self._next_look and self._lock.acquire(blocking=self._mark < 0):
            try:
                if self._ticks() >= self._next_look:
                    self._refresh()
            except StoreUnavailable:
                if self._mark < 0:
                    raise
                self._next_look = self._ticks() + LOOK_SECONDS
            finally:
                self._lock.release()

    def _refresh(self) -> None:
        mark = self._store.marks().get("keys", 0)
        if mark != self._mark:
            with self._store.reading() as session:
                self._known = {key.key_id: (key, _principal(key)) for key in session.keys.all()}
        self._mark, self._next_look = mark, self._ticks() + LOOK_SECONDS


def _principal(key: StoredKey) -> Principal:
    roles = {Role(key.role)} if key.role in set(Role) else set()
    return Principal(key.key_id, OF_SYSTEMS & roles, None, key.key_id, key.rate_per_minute)


def _wrong_name(name: str) -> list[str]:
    fits = name.strip() == name and name.isprintable() and 1 <= len(name) <= 100
    return [] if fits else [f"the name: found {name!r}, expected 1 to 100 letters, none of them a control character"]


def _wrong_role(role: str) -> list[str]:
    roles = ", ".join(sorted(OF_SYSTEMS))
    return [] if role in OF_SYSTEMS else [f"the role: found {role!r}, expected one of {roles}"]


def _beyond(what: str, number: int | None, most: int, least: int = 1) -> list[str]:
    fits = number is None or least <= number <= most
    return [] if fits else [f"{what}: found {number}, expected {least} to {most:,}"]
