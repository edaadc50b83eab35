"""What would one learner choose next? Laid out so that a question reads little: only what anybody speaks for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.ranking.estimators.affinity import Affinity
from recommender.ranking.estimators.sequential import LinearSequential
from recommender.types import Bools, Floats, Ints


@dataclass(frozen=True, slots=True)
class Voices:
    """What every content says for others once it is taken, and what each has from its popularity alone.

    Content i owns `starts[i]:starts[i + 1]` of `place` (for whom, a place in `known`) and `weight` (how much). `known`
    has the columns that anything speaks for, in order, `places` the place of every content among them, one beyond the
    last for all others. `floor` has one element a content and sums to `whole`, `floors` has one a known content, `rest`
    the contents that nothing speaks for, the highest floor first.
    """

    starts: Ints
    place: NDArray[np.unsignedinteger]
    weight: NDArray[np.float32]
    known: Ints
    places: Ints
    floor: Floats
    floors: Floats
    whole: float
    rest: Ints
    memory: int
    decay: float
    power: float

    @classmethod
    def of(cls, ranker: LinearSequential, affinity: Affinity) -> Voices:
        """The weights of a ranker, and how its scores become chances."""
        weights = ranker.weights_
        known, place = np.unique(weights.indices, return_inverse=True)
        places = np.full(weights.shape[0], len(known), np.int64)
        places[known] = np.arange(len(known))
        floor, rest = affinity.epsilon_ * affinity.popularity_, np.flatnonzero(places == len(known))
        return cls(
            starts=weights.indptr.astype(np.int64),
            place=place.astype(np.min_scalar_type(len(known))),
            weight=weights.data,
            known=known.astype(np.int64),
            places=places,
            floor=floor,
            floors=floor[known],
            whole=float(floor.sum()),
            rest=rest[np.argsort(-floor[rest], kind="stable")],
            memory=ranker.memory,
            decay=ranker.recency_decay,
            power=affinity.power_,
        )

    def heard(self, taken: Ints) -> Liking:
        """What is liked after contents were taken, in order of choice, each once."""
        latest = taken[: -self.memory - 1 : -1]
        starts, stops = self.starts[latest], self.starts[latest + 1]
        rows = [slice(low, high) for low, high in zip(starts.tolist(), stops.tolist(), strict=True)]
        place = np.concatenate([self.place[:0], *(self.place[row] for row in rows)])
        said = np.concatenate([self.weight[:0], *(self.weight[row] for row in rows)])
        counts = stops - starts
        weight = said * np.repeat(np.power(self.decay, np.arange(len(rows))), counts)
        strength, closed, own = self._strength(place, weight), np.zeros(len(self.floor), bool), self.places[taken]
        closed[taken] = True
        strength[own] = 0.0
        mass = strength.copy()
        mass[:-1] += self.floors
        mass[own] = 0.0
        total = float(strength.sum() + self.whole - self.floor[taken].sum())
        scale = 1.0 / total if total > 0.0 else 0.0
        return Liking(
            voices=self,
            place=place,
            weight=weight,
            latest=latest,
            ends=np.cumsum(counts),
            strength=strength,
            closed=closed,
            scale=scale,
            highest=max(float(mass.max()), self._rest(closed)) * scale,
        )

    def _strength(self, place: NDArray[np.unsignedinteger], weight: Floats) -> Floats:
        said = np.bincount(place, weight, len(self.known) + 1)
        liked = (said > 0.0).nonzero()[0]
        strength = np.zeros(len(said))
        strength[liked] = np.exp(self.power * np.log(said[liked]))  # several times as fast as np.power
        return strength

    def _rest(self, closed: Bools) -> float:
        """The highest floor of what nothing speaks for and is not taken."""
        for start in range(0, len(self.rest), 64):
            some = self.rest[start : start + 64]
            free = some[~closed[some]]
            if len(free):
                return self.floor.item(free[0])
        return 0.0


@dataclass(frozen=True, slots=True)
class Liking:
    """How likely each content is to be chosen next by one learner, worked out for those that are asked about.

    What was taken says `weight` for the contents at `place`, one element a pair, speaker by speaker: `latest` holds the
    columns of those who speak, the last one taken first, `ends` where the pairs of each end. `strength` is what that
    makes of each known content, `closed` tells what was taken. `highest` is the chance of what would be chosen first.
    """

    voices: Voices
    place: NDArray[np.unsignedinteger]
    weight: Floats
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
        voices = self.voices
        asked = np.zeros(len(voices.known) + 1, bool)
        asked[voices.places[columns]] = True
        heard = asked.take(self.place).nonzero()[0]
        heard = heard[self.weight[heard] > 0.0]
        place, speaker = self.place[heard].astype(np.int64), np.searchsorted(self.ends, heard, side="right")
        order = np.lexsort((speaker, -self.weight[heard], place))
        first = order[np.flatnonzero(np.diff(place[order], prepend=-1))]
        found = dict(zip(place[first].tolist(), self.latest[speaker[first]].tolist(), strict=True))
        return np.array([found.get(place, -1) for place in voices.places[columns].tolist()], np.int64)
