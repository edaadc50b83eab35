"""How do visitors of the demo sign in? An issuer of our own that signs for a few fixed people; never outside a demo."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp
from typing import Final

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from api.access.jwks import PublicKey
from api.access.principal import Role
from api.access.reach import Lines
from api.access.tokens import Provider

PROVIDER: Final = Provider("urn:cairn:demo", "cairn-demo")
LIFE_SECONDS: Final = 8 * 3_600
MOST_LED: Final = 150
"""People whom the manager of the demo leads at most, if anybody leads fewer."""
_FILE: Final = Path("data") / "demo-issuer.pem"
_KID: Final = "demo"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody of the demo organisation as whom a visitor may look around."""

    role: Role
    learner_id: str


class DemoIssuer:
    """Signs tokens with a key that lies in the home of the demo, readable by its owner alone."""

    def __init__(self, key: RSAPrivateKey) -> None:
        self._key = key

    @classmethod
    def at(cls, home: Path) -> DemoIssuer:
        """The issuer of a home. The first of several processes makes the key, and all use the same."""
        file = home / _FILE
        if not file.exists():
            _make(file)
        key = load_pem_private_key(file.read_bytes(), None)
        if not isinstance(key, RSAPrivateKey):
            raise TypeError(f"{file} holds no RSA key")
        return cls(key)

    def token(self, visitor: Visitor, now: float) -> str:
        """A token for a visitor, good for a working day."""
        times = {"iat": int(now), "exp": int(now) + LIFE_SECONDS}
        who = {"sub": visitor.learner_id, PROVIDER.roles_claim: [visitor.role.value]}
        whence = {"iss": PROVIDER.issuer, "aud": PROVIDER.audience}
        return jwt.encode({**whence, **times, **who}, self._key, PROVIDER.algorithm, {"kid": _KID})

    def find(self, kid: str) -> PublicKey | None:
        """The public key, by its name."""
        return self._key.public_key() if kid == _KID else None


def visitors(lines: Lines) -> tuple[Visitor, ...]:
    """The people of the demo: a manager, the first of those led who leads nobody, and who heads the first unit.

    The manager is who leads the most people, of those who lead no more than a page looks at one by one.
    """
    leading = {one: lines.reports(one) for one in sorted(set(lines.people.above.values()))}
    fitting = [one for one in leading if len(leading[one]) <= MOST_LED] or list(leading)
    manager = max(fitting, key=lambda one: len(leading[one]), default=None)
    learner = min(leading[manager], key=lambda one: (one in leading, one)) if manager else None
    tops = sorted(unit for unit in lines.head_of if unit not in lines.units.above) or sorted(lines.head_of)
    officer = lines.head_of[tops[0]] if tops else None
    people = ((Role.MANAGER, manager), (Role.LEARNER, learner), (Role.OFFICER, officer))
    return tuple(Visitor(role, person) for role, person in people if person is not None)


def _make(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = generate_private_key(65_537, 2_048)
    handle, name = mkstemp(dir=file.parent)  # made for its owner alone
    with os.fdopen(handle, "wb") as out:
        out.write(fresh.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    try:
        os.link(name, file)
    except FileExistsError:
        pass  # another process was first: its key counts
    finally:
        os.unlink(name)
