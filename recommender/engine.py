"""The whole answer, top to bottom: a query in, a recommendation or a path out. Read this file first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

import numpy as np
import pandas as pd

from recommender.bundle import Bundle, fitted, strangeness
from recommender.catalog import Catalog
from recommender.errors import QueryRefused
from recommender.explain import Served, answer_of, path_of, seed_of, suggestions
from recommender.gaps import wanted_of
from recommender.goals import goal_of
from recommender.knowledge.levels import shown
from recommender.knowledge.memory import all_remembered, remembered
from recommender.people import People
from recommender.planning import Effort, plan
from recommender.planning.formulate import problem_of
from recommender.ranking.features import PairFacts
from recommender.ranking.policy import allowed, foreign, marked, ready
from recommender.ranking.scene import Scene, ranked
from recommender.ranking.value import value_of
from recommender.types import (
    NO_EVENTS,
    Floats,
    History,
    Ints,
    LearnerId,
    Memory,
    Path,
    PathWishes,
    Query,
    Recommendation,
)


class Engine:
    """Answers queries with one bundle over one catalogue. It never changes: a new bundle or catalogue makes a new one.

    Nothing is fetched here: a query brings the learner's history, goals and duties with it.
    """

    def __init__(self, bundle: Bundle, catalog: Catalog, effort: Effort | None = None) -> None:
        self.catalog, self.effort = catalog, effort
        self.fitted = fitted(bundle, catalog)
        assumptions = (*bundle.card.assumptions, *strangeness(bundle, catalog))
        self.served = Served(bundle.version, catalog.version, assumptions)

    @property
    def memory_key(self) -> str:
        """Names what memories mean here: those with another key have to be folded anew."""
        return self.fitted.memory_key

    def remember(self, history: History, role_id: str | None, as_of: datetime, memory: Memory | None = None) -> Memory:
        """What is to be kept of a learner after some events, on top of what was kept before or from the start.

        Raises QueryRefused for events out of order, or from before what the memory holds already.
        """
        tracer, role = self.fitted.tracer, self.catalog.roles.index.column.get(role_id or "", -1)
        before = Memory(self.memory_key, tracer.start(role)) if memory is None else memory
        return remembered(tracer, before, history, int(as_of.timestamp()))

    def remember_all(self, memories: Sequence[Memory], starts: Ints, events: History) -> list[Memory]:
        """What is to be kept of many learners: of each memory i after the events `starts[i]:starts[i + 1]`.

        Bit by bit what `remember` gives one by one, in a fraction of the time. Raises QueryRefused as it does.
        """
        return all_remembered(self.fitted.tracer, memories, starts, events)

    def recommend(self, query: Query) -> Recommendation:
        """The best `query.k` contents to start now. Raises QueryRefused where the query names what is unknown."""
        scene = self.look(query)
        ranked_by = scene.ranked_by
        columns, score = ranked(scene, self.catalog, ranked_by, query.k)
        return Recommendation(
            answer=answer_of(scene, self.served),
            ranked_by=ranked_by,
            items=suggestions(scene, self.fitted, columns, score),
        )

    def path(self, query: Query, wishes: PathWishes) -> Path:
        """The best plan towards what is wanted within time, money and rules, with its proof.

        Raises QueryRefused, and InfeasiblePlan where the demands clash.
        """
        scene = self.look(query)
        problem, columns = problem_of(scene, wishes, self.catalog)
        answer = answer_of(scene, self.served, wishes, self.effort)
        planned = plan(problem, self.effort or Effort.suited(len(problem)), seed=seed_of(answer))
        return path_of(scene, self.fitted, answer, problem, columns, planned)

    def batch(self, people: People, learners: Sequence[LearnerId], as_of: datetime, k: int, by: str) -> pd.DataFrame:
        """The k contents that each learner would be offered, in rows of learner_id, rank, content_id and score.

        `by` is `value` (what closes most per hour) or `affinity` (what would be chosen; popularity where no choices
        were learned). Raises QueryRefused for another word, UnknownName for an unknown learner.
        """
        if by not in ("value", "affinity"):
            raise QueryRefused("a batch cannot be ranked so", [f"by: found {by!r}, expected value or affinity"])
        lists = [self._listed(people.query(learner, as_of), k, by) for learner in learners]
        lengths = [len(columns) for columns, _ in lists]
        columns = np.concatenate([np.empty(0, np.int64), *(columns for columns, _ in lists)])
        return pd.DataFrame(
            {
                "learner_id": np.repeat(np.asarray(learners, object), lengths),
                "rank": np.concatenate([np.empty(0, np.int64), *(np.arange(1, n + 1) for n in lengths)]),
                "content_id": np.asarray(self.catalog.contents.ids, object)[columns],
                "score": np.concatenate([np.empty(0), *(scores for _, scores in lists)]),
            }
        )

    def _listed(self, query: Query, k: int, by: str) -> tuple[Ints, Floats]:
        return ranked(self.look(query), self.catalog, by, k)

    def _told(self, asked: Query) -> tuple[Query, Memory]:
        """A query whose history is folded into its memory, and that memory."""
        if asked.memory is not None and not len(asked.history):
            return asked, asked.memory
        memory = self.remember(asked.history, asked.learner.role_id, asked.as_of, asked.memory)
        return replace(asked, history=NO_EVENTS, memory=memory), memory

    def look(self, asked: Query) -> Scene:
        """Where the learner stands, what is missing, what each content would be worth; later events do not count."""
        catalog, fitted, now = self.catalog, self.fitted, int(asked.as_of.timestamp())
        query, memory = self._told(asked)
        state = fitted.tracer.state(memory.belief, now)
        level = shown(state.mean)
        goal = goal_of(query, catalog)
        pair = PairFacts(
            mandatory=marked(catalog, (duty.content_id for duty in query.duties)),
            foreign_language=foreign(query.learner.language, catalog),
        )
        learner = fitted.learner_features(query.learner, memory.episodes, now)
        chance, teaching = partial(fitted.chances, learner, pair), fitted.teaching(goal)
        return Scene(
            query=query,
            state=state,
            level=level,
            goal=goal,
            wanted=wanted_of(goal, level),
            allowed=allowed(query, state, catalog),
            ready=partial(ready, level, catalog),
            learner=learner,
            pair=pair,
            chances=chance,
            liking=fitted.liking(state),
            popularity=fitted.popularity,
            serving=teaching.contents,
            prepared=partial(teaching.ready, level),
            worth=value_of(teaching, level, chance(teaching.contents), state),
            effect=fitted.effect,
        )
