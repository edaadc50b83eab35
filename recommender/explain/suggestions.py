"""Why does a content stand where it stands? Reasons in words, from numbers that were computed for the answer itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import NamedTuple

import numpy as np

from recommender.explain.gains import gains_of
from recommender.ranking.fitted import Fitted
from recommender.ranking.scene import Scene
from recommender.types import Chain, ContentId, Duty, Estimate, Floats, Gain, Ints, Reason, Suggestion


def suggestions(
    scene: Scene, fitted: Fitted, columns: Ints, scores: Floats, gains: Sequence[tuple[Gain, ...]] | None = None
) -> tuple[Suggestion, ...]:
    """Some contents in the order given, with everything that is claimed of each for the learner of a scene.

    `gains` are those from where the learner stands, unless given.
    """
    state, tells = scene.state, _Tells.of(scene, fitted)
    before = [-1] * len(columns) if scene.liking is None else scene.liking.loudest(columns).tolist()
    chances = fitted.chance_estimates(scene, columns)
    moves = gains_of(scene, fitted, columns, state.mean, state.variance) if gains is None else gains
    liked = [None] * len(columns) if scene.liking is None else scene.liking.chance(columns).tolist()
    numbers = (columns, scores, scene.values(columns), fitted.catalog.contents.minutes[columns])
    rows = zip(*(column.tolist() for column in numbers), liked, before, chances, moves, strict=True)
    return tuple(_suggestion(tells, _Claim(rank, *row)) for rank, row in enumerate(rows, start=1))


class _Claim(NamedTuple):
    """What the numbers say of one content; `before` is what it is often chosen after, -1 for nothing."""

    rank: int
    column: int
    score: float
    value: float
    minutes: float
    affinity: float | None
    before: int
    chance: Estimate
    gains: tuple[Gain, ...]


@dataclass(frozen=True, slots=True)
class _Tells:
    """What every reason of one answer is told from: duties by column, and the rows of the goal that are short today."""

    scene: Scene
    fitted: Fitted
    duties: Mapping[int, list[Duty]]
    short: Mapping[str, int]

    @classmethod
    def of(cls, scene: Scene, fitted: Fitted) -> _Tells:
        duties: dict[int, list[Duty]] = {}
        for duty in scene.query.duties:
            duties.setdefault(fitted.catalog.contents.column.get(duty.content_id, -1), []).append(duty)
        rows = np.flatnonzero(scene.level[scene.goal.skill] < scene.goal.level).tolist()
        return cls(scene, fitted, duties, {scene.goal.skill_ids[row]: row for row in rows})

    def wanted(self, gains: tuple[Gain, ...]) -> list[tuple[Gain, int]]:
        """Gains in skills that the learner is short of today, with their rows of the goal."""
        rising = [gain for gain in gains if gain.after.value > gain.before.value]
        return [(gain, self.short[gain.skill_id]) for gain in rising if gain.skill_id in self.short]

    def asking(self, row: int, name: str) -> tuple[Reason, ...]:
        """Who asks for the skill of a row of the goal: the same words for all who share the reason."""
        why = self.scene.goal.reasons[row]
        return self.fitted.catalog.once(
            ("asking", name, why), lambda: tuple(Reason("wanted", f"{name}: {one}") for one in why)
        )

    def because(self, wanted: list[tuple[Gain, int]]) -> tuple[Chain, ...]:
        """The chains that lean on the skills of some rows of the goal, each once."""
        chains = self.scene.goal.chains
        return tuple(dict.fromkeys(chain.from_iterable([chains[row] for _, row in wanted])))


def _suggestion(tells: _Tells, claim: _Claim) -> Suggestion:
    contents, column = tells.fitted.catalog.contents, claim.column
    wanted = tells.wanted(claim.gains)
    return Suggestion(
        rank=claim.rank,
        content_id=ContentId(contents.ids[column]),
        title=contents.titles[column],
        url=contents.urls[column],
        minutes=claim.minutes,
        score=claim.score,
        affinity=claim.affinity,
        chance=claim.chance,
        value=claim.value,
        gains=claim.gains,
        reasons=(*_why(tells, claim, wanted), _finishing(tells.fitted, claim.chance)),
        because=tells.because(wanted),
        propensity=1.0,
    )


def _why(tells: _Tells, claim: _Claim, wanted: list[tuple[Gain, int]]) -> list[Reason]:
    found = _duty(tells, claim.column) + _gap(tells, wanted)
    if claim.before >= 0:
        found.append(Reason("follows", f"Often chosen after “{tells.fitted.catalog.contents.titles[claim.before]}”"))
    if not found:
        share = float(tells.scene.popularity[claim.column])
        found.append(Reason("popular", f"{100 * share:.1f} % of all choices fall on it", {"share": share}))
    return found


def _finishing(fitted: Fitted, chance: Estimate) -> Reason:
    words, value, low, high = "assume" if fitted.chance.assumed_ else "expect", chance.value, chance.low, chance.high
    told = f"{round(100 * value)} % to finish in time ({round(100 * low)} % to {round(100 * high)} %)"
    return Reason("chance", f"We {words} a chance of {told}", {"chance": value, "low": low, "high": high})


def _duty(tells: _Tells, column: int) -> list[Reason]:
    today = tells.scene.query.as_of.date()
    return [Reason("required", f"{duty.reason}{_due(duty.due_on, today)}") for duty in tells.duties.get(column, ())]


def _due(due_on: date | None, today: date) -> str:
    if due_on is None:
        return ""
    return f", overdue since {due_on}" if due_on < today else f", due on {due_on}"


def _gap(tells: _Tells, wanted: list[tuple[Gain, int]]) -> list[Reason]:
    """The gain that matters most to the goal, and who asks for it."""
    if not wanted:
        return []
    (gain, row), goal = wanted[0], tells.scene.goal
    before, after, asked = gain.before.value, gain.after.value, goal.level.item(row)
    text = f"We expect it to bring {gain.name} from {before:.2f} to {after:.2f} of {asked:.2f} wanted"
    numbers = {"before": before, "after": after, "wanted": asked}
    return [Reason("gap", text, numbers), *tells.asking(row, gain.name)]
