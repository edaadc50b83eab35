"""What does a plan promise, step by step, and what does it leave open?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from recommender.explain.suggestions import gains_of, suggestions
from recommender.knowledge.levels import shown
from recommender.knowledge.transition import moved
from recommender.planning import Plan, Problem
from recommender.planning.simulate import levels_after
from recommender.ranking.fitted import Fitted
from recommender.ranking.scene import Scene
from recommender.types import Answer, Certificate, Estimate, Floats, Gain, Ints, Path, Reason, SkillId, Step, Unmet

SIMULATIONS = 512
CLAIM = (
    "the best fixed plan under the stated model, as far as the bound proves; a learner who adapts along the way may do "
    "better, and levels that rise as a whole, as in the simulation, may come out a little above the bound"
)


def path_of(scene: Scene, fitted: Fitted, answer: Answer, problem: Problem, columns: Ints, plan: Plan) -> Path:
    """A plan as a path: its steps with reasons, its certificate, the forecast and what stays unmet."""
    taken = columns[plan.order]
    forecast = _forecast(scene, fitted, problem, plan, np.random.default_rng(int(answer.id[:8], 16)))
    return Path(
        answer=answer,
        steps=tuple(_steps(scene, fitted, problem, taken, plan)),
        minutes=float(problem.minutes[plan.order].sum()),
        cost=float(problem.cost[plan.order].sum()),
        certificate=_certificate(scene, plan),
        forecast=forecast,
        unmet=tuple(_unmet(scene, fitted, forecast)),
    )


def _certificate(scene: Scene, plan: Plan) -> Certificate:
    gap = (plan.bound - plan.value) / plan.bound if plan.bound > 0 else 0.0
    return Certificate(plan.value, plan.bound, gap, scene.bands.wanted, plan.simulated, CLAIM, plan.work)


def _steps(scene: Scene, fitted: Fitted, problem: Problem, taken: Ints, plan: Plan) -> Iterator[Step]:
    """Each step with the levels that it meets, the steps before it assumed finished."""
    gains = _gains_along(scene, fitted, taken)
    for place, suggestion in enumerate(suggestions(scene, fitted, taken, scene.value[taken], gains)):
        yield Step(
            suggestion=replace(suggestion, reasons=_reasons(suggestion.reasons, fitted, problem, plan, place)),
            start=plan.start[place],
            finish=plan.finish[place],
            mandatory=bool(problem.mandatory[plan.order[place]]),
        )


def _gains_along(scene: Scene, fitted: Fitted, taken: Ints) -> list[tuple[Gain, ...]]:
    """What each of some contents is expected to do, those before it completed."""
    mean, variance = scene.state.mean.copy(), scene.state.variance.copy()
    found: list[tuple[Gain, ...]] = []
    for place, column in enumerate(taken.tolist()):
        found += gains_of(scene, fitted.catalog, taken[[place]], mean, variance)
        _complete(scene, fitted, column, mean, variance)
    return found


def _complete(scene: Scene, fitted: Fitted, column: int, mean: Floats, variance: Floats) -> None:
    """Carries mean and variance of θ over one completion, in place."""
    links = fitted.catalog.links
    rows = slice(int(links.starts[column]), int(links.starts[column + 1]))
    skill = links.skill[rows]
    mean[skill], variance[skill] = moved(
        mean[skill], variance[skill], links.entry[rows], links.exit[rows], scene.effect[rows]
    )


def _reasons(own: tuple[Reason, ...], fitted: Fitted, problem: Problem, plan: Plan, place: int) -> tuple[Reason, ...]:
    """Why a step stands in the path: for itself, and for the later steps that it opens."""
    contents = fitted.catalog.contents
    opened = _opened(problem, plan.order.tolist(), place)
    titles = [contents.titles[contents.column[problem.ids[later]]] for later in opened]
    opens = [Reason("opens", f"Opens the way to “{title}”") for title in titles]
    return (*(reason for reason in own if reason.code != "popular" or not opens), *opens)


def _opened(problem: Problem, order: list[int], place: int) -> list[int]:
    """Later steps that need this content first, or a level that the learner lacks at the start and this one raises."""
    step, later = order[place], order[place + 1 :]
    needing = set(problem.requires[problem.requires[:, 1] == step, 0].tolist())
    raised = problem.link_skill[(problem.link_content == step) & (problem.link_exit > problem.link_entry)]
    lacking = problem.link_entry > problem.level[problem.link_skill]
    needing |= set(problem.link_content[lacking & np.isin(problem.link_skill, raised)].tolist())
    return [column for column in later if column in needing]


def _forecast(scene: Scene, fitted: Fitted, problem: Problem, plan: Plan, rng: np.random.Generator) -> tuple[Gain, ...]:
    """Levels of the wanted skills now and after the path, steps dropping out with their chances."""
    deviation = np.sqrt(scene.state.variance)[:, None]
    drawn = scene.state.mean[:, None] + deviation * rng.standard_normal((1, SIMULATIONS))
    start = shown(drawn)
    after = levels_after(problem, plan.order.tolist(), start, rng)
    skills = fitted.catalog.skills
    return tuple(
        Gain(SkillId(skills.ids[s]), skills.names[s], _spread(start[s]), _spread(after[s]))
        for s in scene.goal.skill.tolist()
    )


def _spread(levels: Floats) -> Estimate:
    low, high = np.quantile(levels, (0.1, 0.9))
    return Estimate(float(levels.mean()), float(low), float(high))


def _unmet(scene: Scene, fitted: Fitted, forecast: tuple[Gain, ...]) -> Iterator[Unmet]:
    """Wanted skills that the path is expected to leave short, the heaviest first."""
    goal = scene.goal
    for row in np.argsort(-goal.weight, kind="stable").tolist():
        expected, wanted = forecast[row].after, float(goal.level[row])
        if expected.value < wanted - 0.05:
            name = forecast[row].name
            yield Unmet(forecast[row].skill_id, name, wanted, expected, _why_short(scene, fitted, int(goal.skill[row])))


def _why_short(scene: Scene, fitted: Fitted, skill: int) -> str:
    links = fitted.catalog.links
    rows = links.of_skills(np.array([skill]))
    teaches = rows[(links.exit[rows] > scene.level[skill]) & (links.exit[rows] > links.entry[rows])]
    if not len(teaches):
        return "no content teaches it beyond where the learner stands"
    if not scene.allowed[links.content[teaches]].any():
        return "what teaches it is not on offer to this learner"
    return "time, rules or better uses of the hours leave it for later"
