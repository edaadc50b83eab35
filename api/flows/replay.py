"""Would the same answer be given again? The catalogue, the learner and the model of then, asked once more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import orjson

from api.convert import Known
from api.flows import path_logs
from api.flows.answers import ranked
from api.flows.decisions import INLINE, RECOMMENDATION, digest_of, moment_of
from api.flows.people import standing_at
from api.schemas.asked import RecommendationRequest
from api.serving import NO_MODEL, Served, shared_of
from api.store import Decision, Session, Store
from recommender.bundle import Shelf
from recommender.engine import Engine
from recommender.errors import CairnError, UnknownName

_CANNOT: Final = "this answer cannot be given again"
_ERASED: Final = (
    "this may be why: learners were erased since, and what they rated, led or were bound by names nobody now"
)


class ReplayRefused(CairnError):
    """What an answer rested on was not kept, or is gone."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """An answer given again: what differs, a sentence each; nothing if every byte is the same."""

    answer_id: str
    differences: tuple[str, ...]


def replay(store: Store, models: Path, answer_id: str) -> Replayed:
    """Gives an answer again, as the store stood then, and compares the two.

    Raises UnknownName for an answer that was never given, ReplayRefused where it cannot be given again: its request
    brought a history of its own, nobody knew the learner, or they were erased, there was no model, or it is gone.
    """
    decision = store.decision(answer_id)
    if decision is None:
        raise UnknownName(f"there is no answer {answer_id!r}")
    with store.reading() as session:
        said = orjson.loads(decision.request)
        learner_id = _learner(session, decision, said)
        served = _served(session, models, decision)
        at = moment_of(decision.at)
        as_of = datetime.fromisoformat(said["as_of"]) if said.get("as_of") else at
        known = standing_at(session, learner_id, served, as_of, decision.watermark)
        erased = session.past.erased() > max(decision.watermark, decision.catalog_seq)
    differences = tuple(_differences(decision, _again(decision, said, known, served), served))
    return Replayed(answer_id, (*differences, _ERASED) if differences and erased else differences)


def _learner(session: Session, decision: Decision, said: dict[str, Any]) -> str:
    if said.get(INLINE):
        raise ReplayRefused(_CANNOT, ["the request brought its own learner along, and that is not kept"])
    if decision.pseudonym is None:
        raise ReplayRefused(_CANNOT, ["nobody knew the learner, and the name that was asked about is not kept"])
    head = session.heads.by_pseudonym(decision.pseudonym)
    if head is None:
        raise ReplayRefused(_CANNOT, ["the learner was erased, and with them what the answer rested on"])
    return head.learner_id


def _served(session: Session, models: Path, decision: Decision) -> Served:
    """What was in service then."""
    if decision.model_version == NO_MODEL:
        raise ReplayRefused(_CANNOT, ["there was no model, and what was popular at the time is not kept"])
    try:
        bundle = Shelf(models).load(decision.model_version)
    except CairnError as error:
        raise ReplayRefused(_CANNOT, [f"the bundle is gone: {error.summary}"]) from error
    shared = shared_of(lambda table: session.rows.as_of(table, decision.catalog_seq))
    if shared is None:
        raise ReplayRefused(_CANNOT, ["the catalogue of the time is gone"])
    catalog = shared.catalog
    return Served(
        engine=Engine(bundle, catalog),
        catalog=catalog,
        scales=shared.scales,
        model_version=bundle.version,
        catalog_version=catalog.version,
        catalog_seq=decision.catalog_seq,
        loaded=moment_of(decision.at),
    )


def _again(decision: Decision, said: dict[str, Any], known: Known, served: Served) -> tuple[str, bytes]:
    at = moment_of(decision.at)
    if decision.kind == path_logs.KIND:
        return path_logs.answered_again(said, known, served, at)
    if decision.kind != RECOMMENDATION:
        raise ReplayRefused(_CANNOT, [f"it is of a kind that this version does not know: {decision.kind}"])
    asked = RecommendationRequest.model_validate(said | {"learner_id": known[0].id})
    return ranked(asked, known, served, at)


def _differences(decision: Decision, again: tuple[str, bytes], served: Served) -> Iterator[str]:
    answer_id, body = again
    if served.catalog_version != decision.catalog_version:
        yield f"the catalogue: found {served.catalog_version}, then {decision.catalog_version}"
    if answer_id != decision.answer_id:
        yield f"what went in (learner, question, or versions): its digest is {answer_id}, then {decision.answer_id}"
    if digest_of(body) != decision.digest:
        yield f"the bytes of the answer: their digest is {digest_of(body)}, then {decision.digest}"
