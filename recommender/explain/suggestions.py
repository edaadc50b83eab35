"""Why does a content stand where it stands? Reasons in words, from numbers that were computed for the answer itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from recommender.catalog import Catalog
from recommender.knowledge.levels import interval, shown
from recommender.knowledge.transition import moved
from recommender.ranking.fitted import Fitted
from recommender.ranking.scene import Scene
from recommender.types import Chain, ContentId, Estimate, Floats, Gain, Ints, Reason, SkillId, Suggestion

MOST_GAINS = 4


def suggestions(
    scene: Scene, fitted: Fitted, columns: Ints, scores: Floats, gains: Sequence[tuple[Gain, ...]] | None = None
) -> tuple[Suggestion, ...]:
    """Some contents in the order given, with everything that is claimed of each for the learner of a scene.

    `gains` are those from where the learner stands, unless given.
    """
    state = scene.state
    before = _leading(scene, fitted, columns).tolist()
    chances = fitted.chance_estimates(scene, columns)
    moves = gains_of(scene, fitted.catalog, columns, state.mean, state.variance) if gains is None else gains
    rows = zip(columns.tolist(), scores.tolist(), before, chances, moves, strict=True)
    return tuple(_suggestion(scene, fitted, _Claim(rank, *row)) for rank, row in enumerate(rows, start=1))


def _leading(scene: Scene, fitted: Fitted, columns: Ints) -> Ints:
    """For each content the one taken before that speaks loudest for it, -1 for none."""
    if fitted.ranker is None:
        return np.full(len(columns), -1, np.int64)
    return fitted.ranker.leading(scene.state.sequence, columns)


@dataclass(frozen=True, slots=True)
class _Claim:
    """What the numbers say of one content; `before` is what it is often chosen after, -1 for nothing."""

    rank: int
    column: int
    score: float
    before: int
    chance: Estimate
    gains: tuple[Gain, ...]


def _suggestion(scene: Scene, fitted: Fitted, claim: _Claim) -> Suggestion:
    contents, column = fitted.catalog.contents, claim.column
    return Suggestion(
        rank=claim.rank,
        content_id=ContentId(contents.ids[column]),
        title=contents.titles[column],
        url=contents.urls[column],
        minutes=float(contents.minutes[column]),
        score=claim.score,
        affinity=None if scene.affinity is None else float(scene.affinity[column]),
        chance=claim.chance,
        value=float(scene.value[column]),
        gains=claim.gains,
        reasons=(*_why(scene, fitted, claim), _finishing(fitted, claim.chance)),
        because=_because(scene, claim.gains),
        propensity=1.0,
    )


def gains_of(scene: Scene, catalog: Catalog, columns: Ints, mean: Floats, variance: Floats) -> list[tuple[Gain, ...]]:
    """What completing each content is expected to do at mean and variance of θ; what matters most first."""
    links = catalog.links
    counts = links.starts[columns + 1] - links.starts[columns]
    content = np.repeat(np.arange(len(columns)), counts)
    rows = np.repeat(links.starts[columns] - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
    teaches = (links.exit[rows] > links.entry[rows]) & (scene.effect[rows] > 0)
    rows, content = rows[teaches], content[teaches]
    skill = links.skill[rows]
    after, spread = moved(mean[skill], variance[skill], links.entry[rows], links.exit[rows], scene.effect[rows])
    weight = np.zeros(len(mean))
    weight[scene.goal.skill] = scene.goal.weight
    order = np.lexsort((skill, mean[skill] - after, -weight[skill], content))
    now, then = estimates(mean[skill], variance[skill]), estimates(after, spread)
    found: list[list[Gain]] = [[] for _ in columns]
    for i in order.tolist():
        s = int(skill[i])
        found[content[i]].append(Gain(SkillId(catalog.skills.ids[s]), catalog.skills.names[s], now[i], then[i]))
    return [tuple(gains[:MOST_GAINS]) for gains in found]


def estimates(mean: Floats, variance: Floats) -> list[Estimate]:
    """Levels with the ends of their 80 % intervals, from means and variances of θ."""
    return [Estimate(*row) for row in np.stack([shown(mean), *interval(mean, variance)], axis=1).tolist()]


def _why(scene: Scene, fitted: Fitted, claim: _Claim) -> list[Reason]:
    found = [*_duty(scene, fitted.catalog, claim.column), *_gap(scene, claim.gains)]
    if claim.before >= 0:
        found.append(Reason("follows", f"Often chosen after “{fitted.catalog.contents.titles[claim.before]}”"))
    if not found:
        share = float(scene.popularity[claim.column])
        found.append(Reason("popular", f"{100 * share:.1f} % of all choices fall on it", {"share": share}))
    return found


def _finishing(fitted: Fitted, chance: Estimate) -> Reason:
    words = "We assume" if fitted.chance.assumed_ else "We expect"
    low, middle, high = (_percent(share) for share in (chance.low, chance.value, chance.high))
    text = f"{words} a chance of {middle} to finish in time ({low} to {high})"
    return Reason("chance", text, {"chance": chance.value, "low": chance.low, "high": chance.high})


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


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
    wanted, goal = _wanted(scene, gains), scene.goal
    if not wanted:
        return []
    gain, row = wanted[0]
    numbers = {"before": gain.before.value, "after": gain.after.value, "wanted": float(goal.level[row])}
    text = (
        f"We expect it to bring {gain.name} from {gain.before.value:.2f} to {gain.after.value:.2f} "
        f"of {goal.level[row]:.2f} wanted"
    )
    return [Reason("gap", text, numbers), *(Reason("wanted", f"{gain.name}: {why}") for why in goal.reasons[row])]


def _because(scene: Scene, gains: tuple[Gain, ...]) -> tuple[Chain, ...]:
    return tuple(dict.fromkeys(chain for _, row in _wanted(scene, gains) for chain in scene.goal.chains[row]))


def _wanted(scene: Scene, gains: tuple[Gain, ...]) -> list[tuple[Gain, int]]:
    """Gains in skills that the learner is short of today, with their rows of the goal."""
    goal = scene.goal
    short = (scene.level[goal.skill] < goal.level).tolist()
    place = {skill: row for row, skill in enumerate(goal.skill_ids) if short[row]}
    rising = [gain for gain in gains if gain.after.value > gain.before.value]
    return [(gain, place[gain.skill_id]) for gain in rising if gain.skill_id in place]
