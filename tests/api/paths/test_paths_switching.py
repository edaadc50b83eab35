"""When does a path that is planned again take other steps?"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from api.flows.path_plans import SWITCH, chosen
from recommender.errors import InfeasiblePlan
from recommender.types import ContentId, Path, PathWishes, Query
from tests.api.api_fakes import a_path
from tests.api.paths.paths_house import a_house, steps

OLD, NEW = ContentId("planting"), ContentId("pruning")
WANTED = 0.5


@dataclass
class Scripted:
    """An engine that plans NEW at a value, and what is pinned at another; what may not be pinned clashes."""

    free: float
    keeping: float | None = None
    first: bool = True
    asked: list[PathWishes] = field(default_factory=list)

    def path(self, query: Query, wishes: PathWishes) -> Path:
        self.asked.append(wishes)
        clashes = (wishes.pinned and self.keeping is None) or (wishes.first and not self.first)
        if clashes:
            raise InfeasiblePlan(["two demands"])
        steps = wishes.pinned or {NEW}
        value = self.keeping if wishes.pinned else self.free
        made = a_path(query)
        held = tuple(replace(made.steps[0], suggestion=_of(made, content)) for content in sorted(steps))
        return replace(made, steps=held, certificate=replace(made.certificate, value=value, bound=0.6, wanted=WANTED))


def _of(made: Path, content: ContentId) -> Any:
    return replace(made.steps[0].suggestion, content_id=content)


def taken(engine: Scripted, rest: set[ContentId], begun: frozenset[ContentId] = frozenset()) -> set[str]:
    """The steps that are taken where `rest` is left of the version before."""
    house = a_house()
    query: Any = house.paths._case("ada", house.place.holder.served, None).order(_document()).query  # type: ignore[union-attr,arg-type]
    found, _, bound = chosen(engine, query, PathWishes(), frozenset(rest), begun)  # type: ignore[arg-type]
    assert bound == 0.6
    return {step.suggestion.content_id for step in found.steps}


def _document() -> Any:
    from api.flows.path_documents import Document
    from api.schemas.asked import PathRequest

    return Document(PathRequest(), ())


def test_a_gain_below_the_threshold_keeps_the_old_steps() -> None:
    assert taken(Scripted(0.3 + 0.99 * SWITCH * WANTED, 0.3), {OLD}) == {OLD}


def test_a_gain_above_the_threshold_is_taken() -> None:
    assert taken(Scripted(0.3 + 1.01 * SWITCH * WANTED, 0.3), {OLD}) == {NEW}


def test_where_the_old_steps_cannot_be_kept_the_free_plan_is_taken() -> None:
    assert taken(Scripted(0.1), {OLD}) == {NEW}


def test_a_free_plan_that_holds_the_old_steps_is_not_planned_twice() -> None:
    engine = Scripted(0.3, 0.3)
    assert taken(engine, {NEW}) == {NEW}
    assert len(engine.asked) == 1


def test_what_was_begun_comes_first_unless_that_cannot_be() -> None:
    engine, clashing = Scripted(0.3, 0.3), Scripted(0.3, 0.3, first=False)
    taken(engine, {NEW}, frozenset({NEW}))
    assert [wishes.first for wishes in engine.asked] == [{NEW}]
    taken(clashing, {NEW}, frozenset({NEW}))
    assert [wishes.first for wishes in clashing.asked] == [{NEW}, frozenset()]


def test_a_clash_of_what_people_demand_is_told() -> None:
    class Clashing(Scripted):
        def path(self, query: Query, wishes: PathWishes) -> Path:
            raise InfeasiblePlan(["two demands"])

    with pytest.raises(InfeasiblePlan):
        taken(Clashing(0.3), {OLD}, frozenset({OLD}))


def test_a_real_plan_switches_where_it_gains_much() -> None:
    house = a_house()
    made = house.assemble(max_steps=2)
    without = house.change(made["path_id"], veto=["pruning"])
    assert set(steps(without)) == {"first-aid", "planting"}
    again = house.change(made["path_id"], unveto=["pruning"])
    assert set(steps(again)) == {"first-aid", "pruning"}
    [gone] = again["diff"]["removed"]
    assert (gone["content_id"], gone["why"]) == ("planting", "gives_way")
