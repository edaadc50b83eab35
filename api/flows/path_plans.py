"""How is a path planned, for the first time and again? Again means: no more changes than the gain justifies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import blake2b
from typing import Any, Final

import numpy as np

from api.flows.barriers import open_duties, refuse_pins, refuse_vetoed_duties
from api.flows.overrules import Overrules, left_out, wished
from recommender.catalog import Catalog
from recommender.engine import Engine
from recommender.errors import InfeasiblePlan
from recommender.goals import goal_of
from recommender.ranking.policy import held
from recommender.ranking.scene import Scene
from recommender.types import ContentId, LearnerState, Path, PathWishes, Query, Step

SWITCH: Final = 0.02
"""What a free plan must close more than one that keeps the old steps, as a share of all that is wanted.

Decided so: people arrange their weeks around a path, so a change has a price even where it gains. Two hundredths of
what is wanted is about what a plan's own certificate leaves open, so less is no proven gain. A constant and no setting:
who wants another path assembles one. Rejected: a price a changed step (ten small changes may carry one large gain), and
never changing (a path that ignores what happened is soon nobody's).
"""


@dataclass(frozen=True, slots=True)
class Order:
    """What a path is planned from: the question without what people decided, the wishes asked for, the decisions.

    `fresh` are pins that are asked for just now: unlike older ones they are never fulfilled already.
    """

    query: Query
    wishes: PathWishes
    overrules: Overrules
    fresh: frozenset[ContentId] = frozenset()

    @property
    def today(self) -> date:
        """The day of asking."""
        return self.query.as_of.date()

    @property
    def wished(self) -> PathWishes:
        """The wishes as overruled."""
        return wished(self.wishes, self.overrules)

    @property
    def asked(self) -> Query:
        """The question, leaving out what is vetoed or deferred."""
        return replace(self.query, exclude=self.query.exclude | left_out(self.overrules, self.today))

    @property
    def end(self) -> date:
        """The last day of the plan."""
        return self.today + timedelta(weeks=self.wished.weeks)


@dataclass(frozen=True, slots=True)
class Planned:
    """A path as it is told, and as the engine answered `query` and `wishes`; duties left open; what it rests on."""

    path: Path
    answered: Path
    query: Query
    wishes: PathWishes
    open_duties: list[dict[str, Any]]
    facts: str


def planned(engine: Engine, order: Order, before: Sequence[ContentId] = ()) -> Planned:
    """The plan of an order; `before` are the steps of the version that it takes the place of.

    Raises InfeasiblePlan, also where people pinned what may not be offered or vetoed what must be done.
    """
    scene, catalog = engine.look(order.query), engine.catalog
    pinned = still_pinned(order.wished.pinned, scene, catalog) | order.fresh
    refuse_pins(pinned, scene, order.overrules, catalog)
    refuse_vetoed_duties(scene, order.end, order.overrules)
    wishes, query = replace(order.wished, pinned=pinned), order.asked
    rest = _rest(before, scene, order, catalog)
    begun = frozenset(c for c in rest if catalog.contents.column[c] in scene.state.started)
    found, wishes, bound = chosen(engine, query, wishes, rest, begun)
    steps = frozenset(step.suggestion.content_id for step in found.steps)
    return Planned(
        path=_told(_proven(found, bound), scene, order),
        answered=found,
        query=query,
        wishes=wishes,
        open_duties=open_duties(scene, order.end, steps, order.overrules, catalog),
        facts=facts(engine, replace(order, query=scene.query), steps),
    )


def facts(engine: Engine, order: Order, steps: Iterable[ContentId]) -> str:
    """A digest of what a plan leans on: while it stays the same, nothing happened that matters to these steps.

    Steps finished, begun, dismissed or gone from the offer; evidence on skills wanted; what is wanted; duties within
    the plan; what is left out today.
    """
    query, catalog = order.query, engine.catalog
    memory = engine.remember(query.history, query.learner.role_id, query.as_of, query.memory)
    state = engine.fitted.tracer.state(memory.belief, int(query.as_of.timestamp()))
    goal = goal_of(query, catalog)
    wanted = (goal.skill_ids, np.round(goal.level, 6).tolist(), np.round(goal.weight, 6).tolist())
    duties = [(d.content_id, str(d.due_on)) for d in query.duties if d.due_on is None or d.due_on <= order.end]
    out = sorted(left_out(order.overrules, order.today))
    seen = (_steps(state, catalog, sorted(steps)), state.evidence[goal.skill].tolist())
    return blake2b(repr((seen, wanted, duties, out)).encode(), digest_size=8).hexdigest()


def _steps(state: LearnerState, catalog: Catalog, steps: Iterable[ContentId]) -> list[tuple[object, ...]]:
    """What happened to each step: held, begun, dismissed, still on offer."""
    on_offer, done = catalog.on_offer(state.as_of), held(state, catalog)
    places = [(step, catalog.contents.column.get(step, -1)) for step in steps]
    return [
        (step, c >= 0 and (bool(done[c]), c in state.started, c in state.dismissed, bool(on_offer[c])))
        for step, c in places
    ]


def still_pinned(pinned: frozenset[ContentId], scene: Scene, catalog: Catalog) -> frozenset[ContentId]:
    """Pins that are not fulfilled yet."""
    done = held(scene.state, catalog) & ~scene.allowed
    column = catalog.contents.column
    return frozenset(content for content in pinned if content not in column or not done[column[content]])


def _rest(before: Sequence[ContentId], scene: Scene, order: Order, catalog: Catalog) -> frozenset[ContentId]:
    """Steps of the version before that may still be taken."""
    out, column = left_out(order.overrules, order.today), catalog.contents.column
    return frozenset(c for c in before if c in column and scene.allowed[column[c]] and c not in out)


def chosen(
    engine: Engine, query: Query, wishes: PathWishes, rest: frozenset[ContentId], begun: frozenset[ContentId]
) -> tuple[Path, PathWishes, float]:
    """The free plan if it is worth the change, else the one that keeps what is left of the old; its wishes; a bound."""
    free, wishes = _beginning(engine, query, wishes, begun)
    bound = free.certificate.bound
    if rest <= {step.suggestion.content_id for step in free.steps}:
        return free, wishes, bound
    keeping = replace(wishes, pinned=wishes.pinned | rest)
    try:
        kept = engine.path(query, keeping)
    except InfeasiblePlan:
        return free, wishes, bound
    if free.certificate.value > kept.certificate.value + SWITCH * free.certificate.wanted:
        return free, wishes, bound
    return kept, keeping, bound


def _beginning(
    engine: Engine, query: Query, wishes: PathWishes, begun: frozenset[ContentId]
) -> tuple[Path, PathWishes]:
    """The best plan that begins with what is under way; where that cannot be, the best plan."""
    if begun:
        first = replace(wishes, first=begun)
        try:
            return engine.path(query, first), first
        except InfeasiblePlan:
            pass  # what was begun must not stand in the way: the plan without it raises where people's demands clash
    return engine.path(query, wishes), wishes


def _proven(path: Path, bound: float) -> Path:
    """A path with the bound of those that need not keep old steps: what keeping them costs shows in the gap."""
    certificate = path.certificate
    most = max(bound, certificate.value)
    gap = (most - certificate.value) / most if most > 0 else 0.0
    return replace(path, certificate=replace(certificate, bound=most, gap=gap))


def _told(path: Path, scene: Scene, order: Order) -> Path:
    """The path with `mandatory` for what a duty or a person asks for, not for what was kept from the version before."""
    must = {d.content_id for d in scene.query.duties if d.due_on is None or d.due_on <= order.end}
    must |= order.wished.pinned

    def told(step: Step) -> Step:
        return replace(step, mandatory=step.suggestion.content_id in must)

    return replace(path, steps=tuple(map(told, path.steps)))
