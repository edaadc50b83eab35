"""How does a person prove who they are? OIDC tokens: JWTs, signed by the one identity provider that is trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from math import isfinite
from threading import Lock
from typing import Any, Final, Protocol

import jwt
from jwt import PyJWTError

from api.access.jwks import PublicKey
from api.access.principal import OF_PEOPLE, Principal, Role
from api.problems import NotSignedIn
from api.store import Store

LEEWAY_SECONDS: Final = 30
"""How far the clocks of provider and service may be apart."""
KEPT_SECONDS: Final = 60
"""Seconds for which a token that was verified is not verified again."""
KEPT: Final = 10_000
LONGEST: Final = 8_192
"""Letters of the longest token that is looked at."""
LOGIN: Final = "login"
"""The system whose names in `identities` are those that tokens carry."""
_REQUIRED: Final = ["exp", "iat", "iss", "aud", "sub"]
_OPTIONS: Final[Any] = {"verify_exp": False, "verify_nbf": False, "verify_iat": False, "require": _REQUIRED}
"""The times are checked here, against the clock of the service."""
_WRONG: Final[Mapping[type[Exception], str]] = {
    jwt.MissingRequiredClaimError: f"the token lacks one of {', '.join(_REQUIRED)}",
    jwt.InvalidAudienceError: "the token is meant for another audience",
    jwt.InvalidIssuerError: "the token comes from another issuer",
    jwt.InvalidAlgorithmError: "the token is signed with another algorithm",
    jwt.InvalidSignatureError: "the signature of the token does not hold",
}
_NO_TOKEN: Final = "this is no token that can be read"


@dataclass(frozen=True, slots=True)
class Provider:
    """Whose tokens are trusted: issuer, audience, the one algorithm, and the claims that name roles and learner."""

    issuer: str
    audience: str
    algorithm: str = "RS256"
    roles_claim: str = "cairn_roles"
    learner_claim: str = "sub"


class Finder(Protocol):
    """Finds public keys by name."""

    def find(self, kid: str) -> PublicKey | None: ...


class Tokens:
    """Verifies tokens of one provider and keeps what it found for a minute."""

    def __init__(self, provider: Provider, keys: Finder, store: Store, kept: int = KEPT) -> None:
        self._provider, self._keys, self._store, self._most = provider, keys, store, kept
        self._kept: dict[bytes, tuple[Principal, float]] = {}
        self._lock = Lock()

    def principal(self, token: str, now: float) -> Principal:
        """The person whom a token names, at a moment in seconds. Raises NotSignedIn."""
        mark = sha256(token.encode("utf-8", "surrogatepass")).digest()
        known, until = self._kept.get(mark, (None, 0.0))
        if known is not None and now < until:
            return known
        claims = self._verified(token)
        _check_times(claims, now)
        person = self._person(claims)
        self._keep(mark, person, min(claims["exp"], now + KEPT_SECONDS))
        return person

    def _verified(self, token: str) -> Mapping[str, Any]:
        """The claims of a token that is signed by the provider for us, of whatever age."""
        if len(token) > LONGEST:
            raise NotSignedIn(f"the token is longer than {LONGEST} letters")
        said = self._provider
        try:
            return jwt.decode(
                token, self._key(token), [said.algorithm], _OPTIONS, audience=said.audience, issuer=said.issuer
            )
        except (PyJWTError, ValueError, TypeError, RecursionError) as error:
            reasons = (reason for wrong, reason in _WRONG.items() if isinstance(error, wrong))
            raise NotSignedIn(next(reasons, _NO_TOKEN)) from None

    def _key(self, token: str) -> Any:
        """The key that a token names. Its algorithm is looked at first, so that nonsense fetches no keys."""
        head = jwt.get_unverified_header(token)
        if head.get("alg") != self._provider.algorithm:
            raise jwt.InvalidAlgorithmError
        if "crit" in head or not isinstance(kid := head.get("kid"), str):
            raise NotSignedIn("the token names no key (kid), or asks for an extension (crit)")
        key = self._keys.find(kid)
        if key is None:
            raise NotSignedIn("the token is signed with a key that its issuer does not show")
        return key

    def _person(self, claims: Mapping[str, Any]) -> Principal:
        subject, named = claims["sub"], claims.get(self._provider.learner_claim)
        if not _is_name(subject) or not (named is None or _is_name(named)):
            raise NotSignedIn(f"the token names nobody in sub or {self._provider.learner_claim}")
        roles = _roles(claims.get(self._provider.roles_claim))
        return Principal(f"person:{subject}", roles, None if named is None else self._learner(named))

    def _learner(self, named: str) -> str:
        """The learner who signs in under a name: as `identities` say, else the name itself is the id."""
        key = (LOGIN, named)
        with self._store.reading() as session:
            row = session.rows.get("identities", [key]).get(key)
        return named if row is None else str(row["learner_id"])

    def _keep(self, mark: bytes, person: Principal, until: float) -> None:
        with self._lock:
            while len(self._kept) >= self._most:
                del self._kept[next(iter(self._kept))]
            self._kept[mark] = person, until


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    """Raises NotSignedIn for a token that has ended, has not begun, or was issued in the future."""
    times = {name: claims[name] for name in ("exp", "nbf", "iat") if name in claims}
    if not all(type(time) in (int, float) and isfinite(time) for time in times.values()):
        raise NotSignedIn("a time in the token is no number")
    if now >= times["exp"] + LEEWAY_SECONDS:
        raise NotSignedIn("the token has expired: sign in again")
    if now < max(times["iat"], times.get("nbf", times["iat"])) - LEEWAY_SECONDS:
        raise NotSignedIn("the token is not valid yet: compare the clocks of issuer and service")


def _is_name(found: object) -> bool:
    return isinstance(found, str) and 0 < len(found) <= 255 and found.isprintable()


def _roles(claim: object) -> frozenset[Role]:
    """The roles of a claim: a list of words, or words with spaces between. Others than ours mean nothing."""
    words = claim.split() if isinstance(claim, str) else claim if isinstance(claim, list) else []
    return frozenset(role for role in OF_PEOPLE if role in words)
