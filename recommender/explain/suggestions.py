"""Why does a content stand where it stands? Reasons in words, from numbers that were computed for the answer itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, repeat

from recommender.explain.gains import gains_of
from recommender.ranking.fitted import Fitted
from recommender.ranking.scene import Scene
from recommender.types import Chain, Duty, Estimate, Floats, Gain, Ints, Reason, Suggestion

_Wanted = list[tuple[Gain, int]]
"""Gains in skills that the learner is short of today, with their rows of the goal."""
PROPENSITY = 1.0
"""How likely each content was to be listed: a list is the same whenever it is asked for."""


def suggestions(
    scene: Scene, fitted: Fitted, columns: Ints, scores: Floats, gains: Sequence[tuple[Gain, ...]] | None = None
) -> tuple[Suggestion, ...]:
    """Some contents in the order given, with everything that is claimed of each for the learner of a scene.

    `gains` are those from where the learner stands, unless given.
    """
    tells, contents, places = _Tells.of(scene, fitted), fitted.catalog.contents, columns.tolist()
    liked, before = _liked(scene, columns)
    chances = fitted.chance_estimates(scene, columns)
    moves = gains_of(scene, fitted, columns, scene.state.mean, scene.state.variance) if gains is None else gains
    wanted = [tells.wanted(own) for own in moves]
    fields = (
        range(1, len(places) + 1),
        map(contents.ids.__getitem__, places),
        map(contents.titles.__getitem__, places),
        map(contents.urls.__getitem__, places),
        contents.minutes[columns].tolist(),
        scores.tolist(),
        liked,
        chances,
        scene.values(columns).tolist(),
        moves,
        map(tells.reasons, places, wanted, before, chances),
        map(tells.because, wanted),
        repeat(PROPENSITY, len(places)),
    )
    return tuple(Suggestion(*row) for row in zip(*fields, strict=True))


def _liked(scene: Scene, columns: Ints) -> tuple[list[float | None], list[int]]:
    """How likely each content is to be chosen next, None where no choices were learned, and what it often follows."""
    if scene.liking is None:
        return [None] * len(columns), [-1] * len(columns)
    return scene.liking.chance(columns).tolist(), scene.liking.loudest(columns).tolist()


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
        rows = (scene.level[scene.goal.skill] < scene.goal.level).nonzero()[0].tolist()
        return cls(scene, fitted, duties, {scene.goal.skill_ids[row]: row for row in rows})

    def wanted(self, gains: tuple[Gain, ...]) -> _Wanted:
        """What rises of what the learner is short of."""
        short = self.short
        return [
            (gain, short[gain.skill_id])
            for gain in gains
            if gain.skill_id in short and gain.after.value > gain.before.value
        ]

    def because(self, wanted: _Wanted) -> tuple[Chain, ...]:
        """The chains that lean on what rises, each once."""
        chains = self.scene.goal.chains
        return tuple(dict.fromkeys(chain.from_iterable([chains[row] for _, row in wanted])))

    def reasons(self, column: int, wanted: _Wanted, before: int, chance: Estimate) -> tuple[Reason, ...]:
        """Why a content stands there; `before` is what it is often chosen after, -1 for nothing."""
        found = self._required(column) if column in self.duties else []
        if wanted:
            found += self._gap(*wanted[0])
        if before >= 0:
            found.append(Reason("follows", f"Often chosen after “{self.fitted.catalog.contents.titles[before]}”"))
        return (*(found or [self._popular(column)]), self._finishing(chance))

    def _required(self, column: int) -> list[Reason]:
        today = self.scene.query.as_of.date()
        return [Reason("required", f"{duty.reason}{_due(duty.due_on, today)}") for duty in self.duties[column]]

    def _gap(self, gain: Gain, row: int) -> list[Reason]:
        """The gain that matters most to the goal, and who asks for it."""
        before, after, asked = gain.before.value, gain.after.value, self.scene.goal.level.item(row)
        text = f"We expect it to bring {gain.name} from {before:.2f} to {after:.2f} of {asked:.2f} wanted"
        numbers = {"before": before, "after": after, "wanted": asked}
        return [Reason("gap", text, numbers), *self._asking(gain.name, self.scene.goal.reasons[row])]

    def _asking(self, name: str, why: tuple[str, ...]) -> tuple[Reason, ...]:
        """Who asks for a skill: the same words for all who share the reason."""
        return self.fitted.catalog.once(
            ("asking", name, why), lambda: tuple(Reason("wanted", f"{name}: {one}") for one in why)
        )

    def _popular(self, column: int) -> Reason:
        share = self.scene.popularity.item(column)
        return Reason("popular", f"{100 * share:.1f} % of all choices fall on it", {"share": share})

    def _finishing(self, chance: Estimate) -> Reason:
        value, low, high = chance.value, chance.low, chance.high
        told = f"{round(100 * value)} % to finish in time ({round(100 * low)} % to {round(100 * high)} %)"
        words = "assume" if self.fitted.chance.assumed_ else "expect"
        return Reason("chance", f"We {words} a chance of {told}", {"chance": value, "low": low, "high": high})


def _due(due_on: date | None, today: date) -> str:
    if due_on is None:
        return ""
    return f", overdue since {due_on}" if due_on < today else f", due on {due_on}"
