"""What is kept of a plan? A row of the decision log, from which the engine's answer can be made again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import orjson

from api.convert import Known, assumptions_of, path_json, query_of, wishes_of
from api.flows.decisions import Asking, Whom, decision_of, request_of
from api.flows.path_plans import Planned
from api.schemas.asked import PathRequest
from api.serving import Served
from api.store import Decision
from recommender.types import ContentId

KIND: Final = "path"
_FIRST: Final = "first"


@dataclass(frozen=True, slots=True)
class Log:
    """Whose answers are kept: who asked when, about whom, with what in service."""

    asking: Asking
    whom: Whom
    served: Served

    def planned(self, asked: PathRequest, plan: Planned) -> Decision:
        """The row of a plan: the question that the engine answered, with what people decided worked into it."""
        wishes = plan.wishes
        limits = {name: getattr(wishes, name) for name in ("weeks", "weekly_minutes", "money", "max_steps")}
        pinned, exclude = tuple(sorted(wishes.pinned)), tuple(sorted(plan.query.exclude))
        request = request_of(asked.model_copy(update={**limits, "pinned": pinned, "exclude": exclude}))
        if wishes.first:
            request = orjson.dumps(orjson.loads(request) | {_FIRST: sorted(wishes.first)})
        return self._row(plan.answered.answer.id, path_json(plan.answered, ()), request)

    def passing(self, asked: PathRequest, answer_id: str, body: bytes) -> Decision:
        """The row of a path that is answered and not kept."""
        return self._row(answer_id, body, request_of(asked))

    def _row(self, answer_id: str, body: bytes, request: bytes) -> Decision:
        return replace(decision_of(answer_id, body, request, self.asking, self.whom, self.served), kind=KIND)


def answered_again(said: Mapping[str, Any], known: Known | None, served: Served, at: datetime) -> tuple[str, bytes]:
    """Id and bytes of the engine's answer to the question of a row, for a replay; `said` is the row's request.

    The learner is who `known` says, or somebody unknown.
    """
    first = frozenset(map(ContentId, said.get(_FIRST, ())))
    learner = {} if known is None else {"learner_id": known[0].id}
    asked = PathRequest.model_validate({name: value for name, value in said.items() if name != _FIRST} | learner)
    query = query_of(asked, known, served.catalog, asked.as_of or at)
    found = served.engine.path(query, replace(wishes_of(asked), first=first))
    return found.answer.id, path_json(found, assumptions_of(asked, known, served.catalog))
