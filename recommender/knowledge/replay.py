"""What would have been expected of every pair at every stretch? All pairs at once, stretch by stretch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from recommender.catalog.skills import Links
from recommender.knowledge.evidence import Evidence
from recommender.knowledge.measurement import Measurements, after_reading, as_reading
from recommender.knowledge.transition import SPREAD, limits, shifted
from recommender.knowledge.yardstick import OFFSET_SPREAD, Yardstick
from recommender.types import Bools, Floats, Ints

FAINT = 0.05
"""A reading that carries less than this share of where a pair began says nothing of it."""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Where pairs began, as their first measured stretch tells: the distance of θ from the prior mean.

    `noise` is its variance beside that of the population: of the measurements, and of the lessons before them. `finely`
    marks what was measured by levels rather than by passing or failing, which alone tells nothing of a variance.
    """

    pair: Ints
    distance: Floats
    noise: Floats
    finely: Bools

    def __getitem__(self, rows: Bools) -> Arrivals:
        return Arrivals(*(getattr(self, name)[rows] for name in Arrivals.__slots__))


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes of θ over completions: `change` is expected to be effect · `room`, with the given variance.

    `own` is the standard deviation of what tests of the content itself may read too high or too low, the same way in
    all changes of a link. `unseen` marks pairs not measured before, of whom only the prior mean tells where they stood.
    """

    link: Ints
    room: Floats
    change: Floats
    variance: Floats
    own: Floats
    unseen: Bools


@dataclass(frozen=True, slots=True)
class Replay:
    """Every measurement of the evidence as a reading (`target`, `noise`), and what follows from them."""

    target: Floats
    noise: Floats
    arrivals: Arrivals
    changes: Changes


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The readings of one stretch, summed up by pair; `own` is the share of tests of what the stretch began with."""

    pair: Ints
    mean: Floats
    noise: Floats
    finely: Bools
    own: Floats


@dataclass(frozen=True, slots=True)
class _Moves:
    """Completions that end a stretch: the level then, the room to rise, and whether nothing was measured before."""

    pair: Ints
    link: Ints
    mean: Floats
    variance: Floats
    room: Floats
    unseen: Bools


class Replayer:
    """Carries the means and variances of all pairs through their stretches. Lives for one replay."""

    def __init__(self, mean: Floats, variance: Floats, links: Links, effect: Floats, yardstick: Yardstick) -> None:
        self._mean, self._variance, self._carried = mean.copy(), variance.copy(), np.ones(len(mean))
        self._began, self._measured, self._slope = variance, np.zeros(len(mean), np.bool_), yardstick.slope
        doubt = yardstick.pitches.offset_doubt
        self._doubt = np.sqrt(doubt if len(doubt) else np.full(len(links), OFFSET_SPREAD))
        self._limits = limits(links.entry, links.exit, effect)

    def run(self, evidence: Evidence, found: Measurements) -> Replay:
        """Replay the measurements of the evidence, bias taken off."""
        compared = evidence.compared
        numbers = np.arange(evidence.stretches + 1)
        rows, ends = np.searchsorted(evidence.stretch, numbers), np.searchsorted(evidence.rank, numbers)
        readings: list[tuple[Floats, Floats]] = []
        arrivals: list[Arrivals] = []
        changes: list[Changes] = []
        before: _Moves | None = None
        for n in range(evidence.stretches):
            here, moves = slice(rows[n], rows[n + 1]), slice(ends[n], ends[n + 1])
            target, noise = self._readings(_part(found, here), evidence.pair[here])
            readings.append((target, noise))
            stretch = _summed(evidence.pair[here], target, noise, found.test[here], evidence.own[here])
            changes.extend([self._changes(before, stretch)] if before is not None else [])
            arrivals.append(self._arrive(stretch))
            before = self._move(evidence.taught[moves], evidence.link[moves], compared)
        targets, noises = (_flat([part[i] for part in readings]) for i in (0, 1))
        return Replay(targets, noises, _all_arrivals(arrivals), _all_changes(changes))

    def _readings(self, found: Measurements, pair: Ints) -> tuple[Floats, Floats]:
        """Measurements as readings; tests are read from where the pair is expected to stand."""
        mean, variance = self._mean[pair], self._variance[pair]
        target, noise = as_reading(mean, variance, found.target, found.won.astype(float), self._slope, 1 / found.noise)
        return np.where(found.test, target, found.target), np.where(found.test, noise, found.noise)

    def _arrive(self, stretch: _Stretch) -> Arrivals:
        """Read a stretch; for pairs read for the first time, also tell where they began."""
        pair, mean = stretch.pair, self._mean[stretch.pair]
        share = self._carried[pair]
        new = ~self._measured[pair] & (share > FAINT)
        noise = (stretch.noise + self._variance[pair]) / share**2 - self._began[pair]
        told = Arrivals(pair[new], ((stretch.mean - mean) / share)[new], noise[new], stretch.finely[new])
        self._mean[pair], self._variance[pair] = after_reading(mean, self._variance[pair], stretch.mean, stretch.noise)
        self._measured[pair] = True
        return told

    def _move(self, pair: Ints, link: Ints, compared: Bools) -> _Moves:
        """Carry pairs over completions; gives back those of whom something is known before."""
        entry, leave, effect = (side[link] for side in self._limits)
        mean, variance = self._mean[pair], self._variance[pair]
        after, wider, slope = shifted(mean, variance, entry, leave, effect, ndtr)
        self._mean[pair], self._variance[pair] = after, wider
        self._carried[pair] *= slope
        room = shifted(mean, variance, entry, leave, np.ones(len(link)), ndtr)[0] - mean
        seen = self._measured[pair]
        kept = seen | compared[pair]
        return _Moves(pair[kept], link[kept], mean[kept], variance[kept], room[kept], ~seen[kept])

    def _changes(self, before: _Moves, after: _Stretch) -> Changes:
        """The completions after which the very next stretch was measured."""
        place = np.searchsorted(after.pair, before.pair)
        met = np.flatnonzero(np.append(after.pair, -1)[place] == before.pair)
        there, room, link = place[met], before.room[met], before.link[met]
        return Changes(
            link=link,
            room=room,
            change=after.mean[there] - before.mean[met],
            variance=after.noise[there] + before.variance[met] + (SPREAD * room) ** 2,
            own=after.own[there] * self._doubt[link],
            unseen=before.unseen[met],
        )


def _part(found: Measurements, rows: slice) -> Measurements:
    return Measurements(*(getattr(found, name)[rows] for name in Measurements.__slots__))


def _summed(pair: Ints, target: Floats, noise: Floats, test: Bools, own: Bools) -> _Stretch:
    """Readings of one stretch, ordered by pair, weighted by their precision."""
    first = np.flatnonzero(np.diff(pair, prepend=-1))
    if not len(first):
        return _Stretch(pair, target, noise, test, noise)
    precision, fine = np.add.reduceat(1.0 / noise, first), np.add.reduceat(~test / noise, first)
    mean = np.add.reduceat(target / noise, first) / precision
    mine = np.add.reduceat(own / noise, first) / precision
    return _Stretch(pair[first], mean, 1.0 / precision, fine > 0.5 * precision, mine)


def _all_arrivals(parts: list[Arrivals]) -> Arrivals:
    pair = np.concatenate([np.empty(0, np.int64), *(part.pair for part in parts)])
    finely = np.concatenate([np.empty(0, np.bool_), *(part.finely for part in parts)])
    return Arrivals(pair, _flat([part.distance for part in parts]), _flat([part.noise for part in parts]), finely)


def _all_changes(parts: list[Changes]) -> Changes:
    link = np.concatenate([np.empty(0, np.int64), *(part.link for part in parts)])
    unseen = np.concatenate([np.empty(0, np.bool_), *(part.unseen for part in parts)])
    names = ("room", "change", "variance", "own")
    room, change, variance, own = (_flat([getattr(part, name) for part in parts]) for name in names)
    return Changes(link, room, change, variance, own, unseen)


def _flat(parts: list[Floats]) -> Floats:
    return np.concatenate([np.empty(0), *parts])
