"""What does a plan promise, step by step, and what does it leave open?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from recommender.explain.answers import seed_of
from recommender.explain.gains import estimates, gains_of
from recommender.explain.suggestions import suggestions
from recommender.knowledge.levels import shown
from recommender.knowledge.transition import moved
from recommender.planning import Plan, Problem
from recommender.planning.simulate import levels_after
from recommender.ranking.fitted import Fitted
from recommender.ranking.scene import Scene
from recommender.types import Answer, Certificate, Estimate, Floats, Gain, Ints, Path, Reason, SkillId, Step, Unmet

SIMULATIONS = 512
SHORT = 0.05
"""A skill that is expected to end this far below what is wanted counts as unmet."""
CLAIM = (
    "no plan with fixed dates under the same demands closes more than the bound, by this model; "
    "someone who adapts along the way may do better"
)


def path_of(scene: Scene, fitted: Fitted, answer: Answer, problem: Problem, columns: Ints, plan: Plan) -> Path:
    """A plan as a path: its steps with reasons, its certificate, the forecast and what stays unmet."""
    taken = columns[plan.order]
    forecast = _forecast(scene, fitted, problem, plan, np.random.default_rng(seed_of(answer)))
    return Path(
        answer=answer,
        steps=tuple(_steps(scene, fitted, problem, taken, plan)),
        minutes=float(problem.minutes[plan.order].sum()),
        cost=float(problem.cost[plan.order].sum()),
        certificate=_certificate(scene, plan),
        forecast=forecast,
        unmet=tuple(_unmet(scene, fitted, forecast, problem, plan)),
    )


def _certificate(scene: Scene, plan: Plan) -> Certificate:
    gap = (plan.bound - plan.value) / plan.bound if plan.bound > 0 else 0.0
    return Certificate(plan.value, plan.bound, gap, scene.wanted, plan.simulated, CLAIM, plan.work)


def _steps(scene: Scene, fitted: Fitted, problem: Problem, taken: Ints, plan: Plan) -> Iterator[Step]:
    """Each step with the levels that it meets, the steps before it assumed finished."""
    gains = _gains_along(scene, fitted, taken)
    for place, suggestion in enumerate(suggestions(scene, fitted, taken, scene.values(taken), gains)):
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
        found += gains_of(scene, fitted, taken[[place]], mean, variance)
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
    skill, skills = scene.goal.skill, fitted.catalog.skills
    deviation = np.sqrt(scene.state.variance)[:, None]
    start = shown(scene.state.mean[:, None] + deviation * rng.standard_normal((1, SIMULATIONS)))
    after = levels_after(problem, plan.order.tolist(), start, rng)
    now = estimates(scene.state.mean[skill], scene.state.variance[skill])
    return tuple(
        Gain(SkillId(skills.ids[s]), skills.names[s], before, _raised(before, start[s], after[s]))
        for s, before in zip(skill.tolist(), now, strict=True)
    )


def _raised(before: Estimate, start: Floats, after: Floats) -> Estimate:
    """A level after simulated walks; what no walk moved stays as it is known."""
    if np.array_equal(start, after):
        return before
    low, high = np.quantile(after, (0.1, 0.9))
    middle = min(1.0, before.value + float((after - start).mean()))
    return Estimate(middle, min(float(low), middle), max(float(high), middle))


def _unmet(scene: Scene, fitted: Fitted, forecast: tuple[Gain, ...], problem: Problem, plan: Plan) -> Iterator[Unmet]:
    """Wanted skills that the path is expected to leave short, the heaviest first."""
    goal = scene.goal
    for row in np.argsort(-goal.weight, kind="stable").tolist():
        gain, wanted = forecast[row], float(goal.level[row])
        if gain.after.value < wanted - SHORT:
            why = _why_short(scene, fitted, problem, plan, int(goal.skill[row]))
            yield Unmet(gain.skill_id, gain.name, wanted, gain.after, why)


def _why_short(scene: Scene, fitted: Fitted, problem: Problem, plan: Plan, skill: int) -> str:
    """What stands in the way of one skill, the first cause that holds."""
    links = fitted.catalog.links
    rows = links.of_skills(np.array([skill]))
    teaches = rows[(links.exit[rows] > scene.level[skill]) & (links.exit[rows] > links.entry[rows])]
    if not len(teaches):
        return "no content teaches it beyond where the learner stands"
    if not scene.allowed[links.content[teaches]].any():
        return "what teaches it further was taken already or is not on offer"
    lifts = problem.link_content[(problem.link_skill == skill) & (problem.link_exit > scene.level[skill])]
    if np.isin(lifts, plan.order).any():
        return "the path raises it; the rest needs more than this path holds"
    if len(plan.order) >= problem.max_steps:
        return "the path is as long as it may be"
    free = problem.calendar.total - float(problem.minutes[plan.order].sum())
    if not (problem.minutes[lifts] <= free).any():
        return "no hours are left for what teaches it"
    return "what teaches it asks for more than the learner has yet, or would close too little"
