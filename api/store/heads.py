"""Where does each learner stand, under which pseudonym, and with which fold over their events?"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from sqlalchemy import ColumnElement, bindparam, select, update

from api.store.schema import HEADS
from api.store.turn import Turn, parts
from api.store.values import Fold, Head

_LATER: Final = "ON CONFLICT (learner_id) DO UPDATE SET version = excluded.version"
_ANEW: Final = f"{_LATER}, fold_key = excluded.fold_key, memory = excluded.memory"
_NO_FOLD: Final = (None, None)
_HEAD: Final = select(*HEADS.c)
_VERSION: Final = select(HEADS.c.learner_id, HEADS.c.version)
_REMEMBER: Final = (
    update(HEADS)
    .where(HEADS.c.learner_id == bindparam("of"), HEADS.c.version == bindparam("expected"))
    .values(fold_key=bindparam("made_under"), memory=bindparam("fold"))
)

State = tuple[str, int, str, bytes]
"""Learner, version that the fold was made at, key of the fold, fold."""


def touch(turn: Turn, learners: Collection[str], folds: Mapping[str, Fold] | None = None) -> None:
    """Says that rows or events of learners changed in this transaction; whoever is new gets a pseudonym.

    With `folds`, these stand from now on; of whom there is none, nothing is remembered until they are folded anew.
    """
    known = folds or {}
    rows = [(one, turn.seq, secrets.token_hex(8), *known.get(one, _NO_FOLD)) for one in sorted(learners)]
    turn.insert(HEADS, rows, _LATER if folds is None else _ANEW)


class Heads:
    """One row for each learner of whom anything is known."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn

    def get(self, learner_id: str) -> Head | None:
        """Where a learner stands."""
        return self._one(HEADS.c.learner_id == learner_id)

    def many(self, learner_ids: Sequence[str]) -> dict[str, Head]:
        """Where some learners stand, as far as anything is known of them."""
        heads: dict[str, Head] = {}
        for part in parts(learner_ids):
            found = self._turn.connection.execute(_HEAD.where(self._turn.among(HEADS.c.learner_id, part)))
            heads |= {row[0]: Head(*row) for row in found}
        return heads

    def versions(self, learner_ids: Sequence[str]) -> dict[str, int]:
        """When some learners changed last, as far as anything is known of them."""
        versions: dict[str, int] = {}
        for part in parts(learner_ids):
            found = self._turn.connection.execute(_VERSION.where(self._turn.among(HEADS.c.learner_id, part)))
            versions |= {row[0]: row[1] for row in found}
        return versions

    def ids(self) -> list[str]:
        """All learners of whom anything is known, in order."""
        return list(self._turn.connection.scalars(select(HEADS.c.learner_id).order_by(HEADS.c.learner_id)))

    def by_pseudonym(self, pseudonym: str) -> Head | None:
        """Whose pseudonym it is."""
        return self._one(HEADS.c.pseudonym == pseudonym)

    def remember(self, states: Sequence[State]) -> int:
        """Keeps folds of learners who still stand where the fold was made; says how many were kept."""
        if not states:
            return 0
        named = [dict(zip(("of", "expected", "made_under", "fold"), state, strict=True)) for state in states]
        return self._turn.connection.execute(_REMEMBER, named).rowcount

    def _one(self, wanted: ColumnElement[bool]) -> Head | None:
        found = self._turn.connection.execute(_HEAD.where(wanted)).first()
        return Head(*found) if found else None
