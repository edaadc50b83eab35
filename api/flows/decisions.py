"""What is kept of an answer? A row that lets it be made again, and names nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, Final

import orjson

from api.convert import is_inline
from api.schemas.asked import Question
from api.serving import Served
from api.store import Decision

RECOMMENDATION: Final = "recommendation"
INLINE: Final = "inline"
"""Said of a request that brought its learner along, which is not kept."""
_NOT_KEPT: Final = {"learner_id", "profile", "history"}
_MICROS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asked, and when. Answers to the same question of the same second have the same id."""

    at: datetime
    key_id: str | None


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom an answer is about: pseudonym and change of the store, both nothing for somebody unknown."""

    pseudonym: str | None = None
    watermark: int = 0


def decision_of(answer_id: str, body: bytes, request: bytes, asking: Asking, whom: Whom, served: Served) -> Decision:
    """The row of an answer."""
    return Decision(
        answer_id=answer_id,
        at=int(asking.at.timestamp()) * _MICROS,
        kind=RECOMMENDATION,
        pseudonym=whom.pseudonym,
        key_id=asking.key_id,
        model_version=served.model_version,
        catalog_version=served.catalog_version,
        catalog_seq=served.catalog_seq,
        watermark=whom.watermark,
        request=request,
        digest=digest_of(body),
    )


def digest_of(body: bytes) -> str:
    """What tells one answer from every other: 32 hexadecimal digits over its bytes."""
    return blake2b(body, digest_size=16).hexdigest()


def request_of(asked: Question) -> bytes:
    """What was asked, without whom it was asked about."""
    said = asked.model_dump(mode="json", exclude_unset=True, exclude=_NOT_KEPT)
    return orjson.dumps(said | {INLINE: True} if is_inline(asked) else said)


def moment_of(at: int) -> datetime:
    """The moment that a row names."""
    return datetime.fromtimestamp(at // _MICROS, UTC)


def told(decision: Decision) -> Mapping[str, Any]:
    """A row as the wire has it."""
    return {
        "answer_id": decision.answer_id,
        "at": moment_of(decision.at),
        "kind": decision.kind,
        "pseudonym": decision.pseudonym,
        "key_id": decision.key_id,
        "model_version": decision.model_version,
        "catalog_version": decision.catalog_version,
        "catalog_seq": decision.catalog_seq,
        "watermark": decision.watermark,
        "request": orjson.loads(decision.request),
        "digest": decision.digest,
        "shown": None if decision.shown is None else orjson.loads(decision.shown),
    }
