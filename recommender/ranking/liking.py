"""What would one learner choose next? Laid out so that a question reads little: only what anybody speaks for."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.ranking.estimators.affinity import Affinity
from recommender.ranking.estimators.sequential import LinearSequential
from recommender.types import Bools, Floats, Ints

_NOBODY = (0.0, -1)
"""How loud nobody speaks, and who that is."""


@dataclass(frozen=True, slots=True)
class Voices:
    """What every content says for others once it is taken, and what each has from its popularity alone.

    Content i owns `starts[i]:starts[i + 1]` of `place` (for whom, a place in `known`) and `weight` (how much). `known`
    has the columns that anything speaks for, in order, `places` the place of every content among them, one beyond the
    last for all others. `floor` has one element a content and sums to `whole`, `floors` has one a place; `favourites`
    are all contents, the highest floor first. `fading` tells how much each choice still says, the latest first.
    """

    starts: Ints
    place: NDArray[np.unsignedinteger]
    weight: NDArray[np.float32]
    known: Ints
    places: Ints
    floor: Floats
    floors: Floats
    whole: float
    favourites: Ints
    fading: NDArray[np.float32]
    power: float

    @classmethod
    def of(cls, ranker: LinearSequential, affinity: Affinity) -> Voices:
        """The weights of a ranker, and how its scores become chances."""
        weights = ranker.weights_
        known, place = np.unique(weights.indices, return_inverse=True)
        places = np.full(weights.shape[0], len(known), np.int64)
        places[known] = np.arange(len(known))
        floor = affinity.epsilon_ * affinity.popularity_
        return cls(
            starts=weights.indptr.astype(np.int64),
            place=place.astype(np.min_scalar_type(len(known))),
            weight=weights.data,
            known=known.astype(np.int64),
            places=places,
            floor=floor,
            floors=np.append(floor[known], 0.0),
            whole=float(floor.sum()),
            favourites=np.argsort(-floor, kind="stable"),
            fading=np.power(ranker.recency_decay, np.arange(ranker.memory)).astype(np.float32),
            power=affinity.power_,
        )

    def heard(self, taken: Ints) -> Liking:
        """What is liked after contents were taken, in order of choice, each once."""
        latest = taken[: -len(self.fading) - 1 : -1]
        starts, stops = self.starts[latest], self.starts[latest + 1]
        rows = list(map(slice, starts.tolist(), stops.tolist()))
        place = np.concatenate([self.place[:0], *map(self.place.__getitem__, rows)])
        weight = np.concatenate([self.weight[:0], *map(self.weight.__getitem__, rows)])
        weight *= self.fading[: len(rows)].repeat(stops - starts)
        strength, mass, most = self._strength(place, weight, self.places[taken])
        total = mass + self.whole - float(self.floor[taken].sum())
        scale = 1.0 / total if total > 0.0 else 0.0
        closed = np.zeros(len(self.floor), bool)
        closed[taken] = True
        return Liking(
            voices=self,
            place=place,
            weight=weight,
            latest=latest,
            ends=np.cumsum(stops - starts),
            strength=strength,
            closed=closed,
            scale=scale,
            highest=max(most, self._favourite(closed, len(taken))) * scale,
        )

    def _strength(
        self, place: NDArray[np.unsignedinteger], weight: NDArray[np.float32], own: Ints
    ) -> tuple[Floats, float, float]:
        """What is said for each known content, none for their own; all of that together, and the most with a floor."""
        strength = np.bincount(place, weight, len(self.floors)).astype(float, copy=False)  # whole numbers of nothing
        strength[own] = 0.0
        liked = (strength > 0.0).nonzero()[0]
        some = strength.take(liked)
        np.exp(np.multiply(np.log(some, out=some), self.power, out=some), out=some)  # several times as fast as np.power
        strength.fill(0.0)
        strength[liked] = some
        mass = float(some.sum())
        some += self.floors.take(liked)
        return strength, mass, float(some.max(initial=0.0))

    def _favourite(self, closed: Bools, count: int) -> float:
        """The highest floor of what is not taken, where so many are."""
        first = self.favourites[: count + 1]
        free = first[~closed[first]]
        return self.floor.item(free[0]) if len(free) else 0.0


@dataclass(frozen=True, slots=True)
class Liking:
    """How likely each content is to be chosen next by one learner, worked out for those that are asked about.

    What was taken says `weight` for the contents at `place`, one element a pair, speaker by speaker: `latest` holds the
    columns of those who speak, the last one taken first, `ends` where the pairs of each end. `strength` is what that
    makes of each known content, `closed` tells what was taken. `highest` is the chance of what would be chosen first.
    """

    voices: Voices
    place: NDArray[np.unsignedinteger]
    weight: NDArray[np.float32]
    latest: Ints
    ends: Ints
    strength: Floats
    closed: Bools
    scale: float
    highest: float

    def chance(self, columns: Ints) -> Floats:
        """P(chosen next) of some contents; 0 of what was taken, and all others sum to 1 (`Affinity.probability`)."""
        voices = self.voices
        mass = voices.floor[columns] + self.strength[voices.places[columns]]
        mass[self.closed[columns]] = 0.0
        mass *= self.scale
        return mass

    def loudest(self, columns: Ints) -> Ints:
        """For each of some contents the one taken before that speaks loudest for it, -1 where none does."""
        asked, places = np.zeros(len(self.strength), bool), self.voices.places[columns]
        asked[places] = True
        pairs = asked.take(self.place).nonzero()[0]
        latest, ends = self.latest.tolist(), self.ends.tolist()
        found: dict[int, tuple[float, int]] = {}
        said = zip(self.place[pairs].tolist(), self.weight[pairs].tolist(), pairs.tolist(), strict=True)
        for place, weight, pair in said:  # few, and those who speak come in order: the latest wins a tie
            if weight > found.get(place, _NOBODY)[0]:
                found[place] = weight, latest[bisect_right(ends, pair)]
        return np.array([found.get(place, _NOBODY)[1] for place in places.tolist()], np.int64)
