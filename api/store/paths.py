"""Which paths were made for whom? Every version of every path."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Select, func, select, tuple_

from api.store.schema import PATHS
from api.store.turn import Turn, parts
from api.store.values import StoredPath

_C: Final = PATHS.c
_PATH: Final = select(*PATHS.c)
_OLDEST_FIRST: Final = (_C.made_at, _C.version, _C.path_id)


class Paths:
    """All paths; the one that was written last is a learner's current one."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn

    def put(self, path: StoredPath) -> None:
        """Adds one version of a path; a version never changes."""
        row = (path.path_id, path.version, path.learner_id, path.state, path.made_at)
        self._turn.insert(PATHS, [(*row, path.body.decode(), path.request.decode(), self._turn.seq)])

    def current(self, learner_id: str) -> StoredPath | None:
        """The path that a learner is on."""
        return self.of_many([learner_id]).get(learner_id)

    def get(self, path_id: str, version: int | None = None) -> StoredPath | None:
        """One version of a path, or its newest."""
        query = _PATH.where(_C.path_id == path_id)
        if version is not None:
            query = query.where(_C.version == version)
        found = self._read(query.order_by(_C.version.desc()).limit(1))
        return found[0] if found else None

    def of_many(self, learner_ids: Sequence[str]) -> dict[str, StoredPath]:
        """The paths that some learners are on, as far as they have one."""
        paths: dict[str, StoredPath] = {}
        for part in parts(learner_ids):
            theirs = self._turn.among(_C.learner_id, part)
            last = select(_C.learner_id, func.max(_C.seq)).where(theirs).group_by(_C.learner_id)
            query = _PATH.where(tuple_(_C.learner_id, _C.seq).in_(last)).order_by(*_OLDEST_FIRST)
            paths |= {path.learner_id: path for path in self._read(query)}
        return paths

    def learner(self, path_id: str) -> str | None:
        """Whose path it is."""
        return self._turn.connection.scalar(select(_C.learner_id).where(_C.path_id == path_id).limit(1))

    def _read(self, query: Select[Any]) -> list[StoredPath]:
        return [
            StoredPath(*(*told, body.encode(), request.encode(), seq))
            for *told, body, request, seq in self._turn.connection.execute(query)
        ]
