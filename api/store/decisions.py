"""Which answers were given, and on what did each rest?"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from api.store.schema import DECISIONS
from api.store.turn import Turn
from api.store.values import Decision


class Decisions:
    """The log of decisions; `Store.log` writes it for answers that change nothing else."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn

    def put(self, decision: Decision) -> None:
        """Keeps a decision together with what it decided; one that is kept already stays as it is."""
        self._turn.insert(DECISIONS, [row_of(decision)], "ON CONFLICT DO NOTHING")

    def get(self, answer_id: str) -> Decision | None:
        """What is known of an answer."""
        query = select(*DECISIONS.c).where(DECISIONS.c.answer_id == answer_id)
        found = self._turn.connection.execute(query).first()
        return _decision(*found) if found else None

    def show(self, answer_id: str, shown: bytes) -> bool:
        """Keeps what of an answer was displayed, the last word counts; False if there is no such answer."""
        query = update(DECISIONS).where(DECISIONS.c.answer_id == answer_id).values(shown=shown.decode())
        return self._turn.connection.execute(query).rowcount == 1


def row_of(decision: Decision) -> tuple[Any, ...]:
    """A decision in the order of its columns."""
    return (
        decision.answer_id,
        decision.at,
        decision.kind,
        decision.pseudonym,
        decision.key_id,
        decision.model_version,
        decision.catalog_version,
        decision.catalog_seq,
        decision.watermark,
        decision.request.decode(),
        decision.digest,
        None if decision.shown is None else decision.shown.decode(),
    )


def _decision(*cells: Any) -> Decision:
    *told, request, digest, shown = cells
    return Decision(*(*told, request.encode(), digest, None if shown is None else shown.encode()))
