"""Why does a content stand where it stands? Reasons in words, from numbers that were computed for the answer itself."""

from __future__ import annotations

from datetime import date

import numpy as np

from recommender.catalog import Catalog
from recommender.knowledge.levels import interval, shown
from recommender.knowledge.transition import moved
from recommender.ranking.fitted import Fitted
from recommender.ranking.scene import Scene
from recommender.types import Chain, ContentId, Estimate, Floats, Gain, Ints, Reason, SkillId, Suggestion

MOST_GAINS = 4


def suggestions(scene: Scene, fitted: Fitted, columns: Ints, scores: Floats) -> tuple[Suggestion, ...]:
    """Some contents in the order given, with everything that is claimed of each for the learner of a scene."""
    before = _leading(scene, fitted, columns)
    ranked = zip(columns.tolist(), scores.tolist(), before.tolist(), strict=True)
    return tuple(_suggestion(scene, fitted, rank, *shown_) for rank, shown_ in enumerate(ranked, start=1))


def _leading(scene: Scene, fitted: Fitted, columns: Ints) -> Ints:
    """For each content the one taken before that speaks loudest for it, -1 for none."""
    if fitted.ranker is None:
        return np.full(len(columns), -1, np.int64)
    return fitted.ranker.leading(scene.state.sequence, columns)


def _suggestion(scene: Scene, fitted: Fitted, rank: int, column: int, score: float, before: int) -> Suggestion:
    contents = fitted.catalog.contents
    gains = gains_of(scene, fitted.catalog, column)
    chance = fitted.chance_estimate(scene, column)
    return Suggestion(
        rank=rank,
        content_id=ContentId(contents.ids[column]),
        title=contents.titles[column],
        url=contents.urls[column],
        minutes=float(contents.minutes[column]),
        score=score,
        affinity=None if scene.affinity is None else float(scene.affinity[column]),
        chance=chance,
        value=float(scene.value[column]),
        gains=gains,
        reasons=(*_why(scene, fitted, column, gains, before), _finishing(fitted, chance)),
        because=_because(scene, gains),
        propensity=1.0,
    )


def estimate(mean: float, variance: float) -> Estimate:
    """A level with the ends of its 80 % interval, from mean and variance of θ."""
    low, high = interval(np.array(mean), np.array(variance))
    return Estimate(float(shown(np.array(mean))), float(low), float(high))


def gains_of(scene: Scene, catalog: Catalog, column: int) -> tuple[Gain, ...]:
    """What completing a content is expected to do, the skills that matter most first."""
    return moves_of(scene, catalog, column, scene.state.mean, scene.state.variance)


def moves_of(scene: Scene, catalog: Catalog, column: int, mean: Floats, variance: Floats) -> tuple[Gain, ...]:
    """What completing a content is expected to do to a learner who stands at mean and variance of θ."""
    links = catalog.links
    rows = np.arange(links.starts[column], links.starts[column + 1])
    rows = rows[(links.exit[rows] > links.entry[rows]) & (scene.effect[rows] > 0)]
    skill = links.skill[rows]
    after, spread = moved(mean[skill], variance[skill], links.entry[rows], links.exit[rows], scene.effect[rows])
    weight = np.zeros(len(mean))
    weight[scene.goal.skill] = scene.goal.weight
    order = np.lexsort((skill, -(after - mean[skill]), -weight[skill]))[:MOST_GAINS]
    return tuple(
        Gain(
            skill_id=SkillId(catalog.skills.ids[skill[i]]),
            name=catalog.skills.names[skill[i]],
            before=estimate(mean[skill[i]], variance[skill[i]]),
            after=estimate(after[i], spread[i]),
        )
        for i in order.tolist()
    )


def _why(scene: Scene, fitted: Fitted, column: int, gains: tuple[Gain, ...], before: int) -> list[Reason]:
    found = [*_duty(scene, fitted.catalog, column), *_gap(scene, gains)]
    if before >= 0:
        found.append(Reason("follows", f"Often chosen after “{fitted.catalog.contents.titles[before]}”"))
    if not found:
        share = float(scene.popularity[column])
        found.append(Reason("popular", f"{share:.1%} of all choices fall on it", {"share": share}))
    return found


def _finishing(fitted: Fitted, chance: Estimate) -> Reason:
    words = "We assume" if fitted.chance.assumed_ else "We expect"
    text = f"{words} a {chance.value:.0%} chance of finishing in time ({chance.low:.0%} to {chance.high:.0%})"
    return Reason("chance", text, {"chance": chance.value, "low": chance.low, "high": chance.high})


def _duty(scene: Scene, catalog: Catalog, column: int) -> list[Reason]:
    duties = [d for d in scene.query.duties if catalog.contents.column.get(d.content_id) == column]
    today = scene.query.as_of.date()
    return [Reason("required", f"{d.reason}{_due(d.due_on, today)}") for d in duties]


def _due(due_on: date | None, today: date) -> str:
    if due_on is None:
        return ""
    return f", overdue since {due_on}" if due_on < today else f", due on {due_on}"


def _gap(scene: Scene, gains: tuple[Gain, ...]) -> list[Reason]:
    """The gain that matters most to the goal, and who asks for it."""
    place = {skill: row for row, skill in enumerate(scene.goal.skill_ids)}
    wanted = [gain for gain in gains if gain.skill_id in place and gain.after.value > gain.before.value]
    if not wanted:
        return []
    gain, goal = wanted[0], scene.goal
    row = place[gain.skill_id]
    numbers = {"before": gain.before.value, "after": gain.after.value, "wanted": float(goal.level[row])}
    text = (
        f"We expect it to bring {gain.name} from {gain.before.value:.2f} to {gain.after.value:.2f} "
        f"of {goal.level[row]:.2f} wanted"
    )
    return [Reason("gap", text, numbers), *(Reason("wanted", f"{gain.name}: {why}") for why in goal.reasons[row])]


def _because(scene: Scene, gains: tuple[Gain, ...]) -> tuple[Chain, ...]:
    place = {skill: row for row, skill in enumerate(scene.goal.skill_ids)}
    rows = [place[gain.skill_id] for gain in gains if gain.skill_id in place]
    return tuple(dict.fromkeys(chain for row in rows for chain in scene.goal.chains[row]))
