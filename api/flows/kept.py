"""Was this very call answered before? Then it gets the answer that it got, and nothing is done twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from api.problems import Cause, RequestRefused
from api.store import Session

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotent-Replayed"
KEPT: Final = 24 * 3_600 * 1_000_000
"""Microseconds that an answer is kept."""
LONGEST: Final = 200
"""Letters of a key."""


class KeyReused(RequestRefused):
    """An idempotency key was used before, for another call."""

    def __init__(self) -> None:
        super().__init__([Cause(f"{HEADER} was used for another call or body: choose a new one for each call")])
        self.summary = "the idempotency key belongs to another call"


@dataclass(frozen=True, slots=True)
class Call:
    """One call that may come twice: who calls, under which key, and a digest of all that is asked."""

    principal: str
    key: str
    digest: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What a call is answered; `replayed` where it was answered before."""

    status: int
    body: bytes
    replayed: bool = False

    @property
    def headers(self) -> dict[str, str]:
        """What the answer says of itself."""
        return {REPLAYED: "true"} if self.replayed else {}


def call_of(principal: str, key: str | None, *asked: str | bytes) -> Call | None:
    """The call under an idempotency key: None without one. `asked` is method, address and body. Raises RequestRefused.

    >>> call_of("lms", None, "PUT", "/v1/skills", b"[]") is None
    True
    """
    if key is None:
        return None
    if not 1 <= len(key) <= LONGEST or not key.isprintable():
        raise RequestRefused([Cause(f"{HEADER} must be 1 to {LONGEST} printable letters")])
    digest = sha256()
    for part in asked:
        data = part if isinstance(part, bytes) else part.encode()
        digest.update(b"%d:" % len(data) + data)
    return Call(principal, key, digest.hexdigest())


def once(session: Session, call: Call | None, at: int, answer: Callable[[], Reply]) -> Reply:
    """The answer to a call: the one that is kept, else a new one, kept in the transaction of `session` (writing).

    So either what the call does and its answer are both stored, or neither is. Raises KeyReused.
    """
    if call is None:
        return answer()
    if (known := recall(session, call, at)) is not None:
        return known
    reply = answer()
    keep(session, call, reply, at)
    return reply


def keep(session: Session, call: Call, reply: Reply, at: int) -> None:
    """Keeps the answer to a call; those that were kept for long enough go."""
    session.kept.forget(at - KEPT + 1)
    session.kept.put(call.principal, call.key, call.digest, reply.status, reply.body, at)


def recall(session: Session, call: Call, at: int) -> Reply | None:
    """The answer that is kept for a call, if any. Raises KeyReused."""
    found = session.kept.get(call.principal, call.key, at - KEPT + 1)
    if found is None:
        return None
    digest, status, body = found
    if digest != call.digest:
        raise KeyReused
    return Reply(status, body, replayed=True)
