"""How does one event change what is held of a learner? Fade, measure, then move once per completion.

A score at the end of a content measures what the lesson has made already, so it moves first, and the completion that
follows it does not move again. So `lessons` reads a log, with what comes later in view; here nothing later is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from recommender.catalog.skills import Links
from recommender.columns import EVENT_KINDS, FINISHING
from recommender.knowledge.belief import Priors
from recommender.knowledge.choices import TAKING
from recommender.knowledge.fading import faded, kept
from recommender.knowledge.measurement import SCORED, SELF_RATED, Measurements, after_reading, after_test
from recommender.knowledge.touched import touched
from recommender.knowledge.transition import limits, normal_cdf, shifted
from recommender.types import NO_TIME, Belief, Columns, Floats, History, Ints

DAY = 86_400.0

_FINISHING = np.isin(EVENT_KINDS, FINISHING).tolist()
_BEGINNING = np.isin(EVENT_KINDS, ("started", "attended")).tolist()
_STARTING = np.isin(EVENT_KINDS, ("started", "progressed", "attended")).tolist()
_TAKING = TAKING.tolist()
_DISMISSED, _WITHDRAWN, _EXPIRED = (EVENT_KINDS.index(kind) for kind in ("dismissed", "withdrawn", "expired"))
BEGUN, OPENED, TAUGHT = range(3)
"""How far a learner is through a content, see `Belief.visits`."""
_LEAST = 1e-9
"""Smallest variance: keeps rounding from making one negative."""


_Happened = tuple[int, int, int, int, int, bool]
"""Number of measurements, kind, time, content, until when it counts, and whether the time is known."""
_Measured = tuple[int, int, bool, bool, float, float]
"""Kind, skill, whether it is a test and was passed, target, noise."""


@dataclass(frozen=True, slots=True)
class Teaching:
    """The transitions of contents as plain lists, fast to look up one by one.

    Content i owns `starts[i]:starts[i + 1]` of the links: skill, entry, exit, effect; entry and exit are θ, effect is 0
    where nothing is taught. `opening` has the contents that are first scored before their lesson.
    """

    starts: list[int]
    links: list[tuple[int, float, float, float]]
    opening: frozenset[int] = frozenset()

    @classmethod
    def of(cls, links: Links, effect: Floats, opening: Ints) -> Teaching:
        """The transitions of links with their effects."""
        columns = (column.tolist() for column in (links.skill, *limits(links.entry, links.exit, effect)))
        return cls(links.starts.tolist(), list(zip(*columns, strict=True)), frozenset(opening.tolist()))


@dataclass(frozen=True, slots=True)
class Happened:
    """The events of some learners, one learner after the other, and what they measure, read event by event."""

    starts: Ints
    events: History
    found: Measurements

    def onto(self, folders: Sequence[Folder]) -> list[Belief]:
        """Carries the belief of each learner i through the events `starts[i]:starts[i + 1]`."""
        found, events = self.found, self.events
        measured = _rows(found.kind, found.skill, found.test, found.won, found.target, found.noise)
        count = np.bincount(found.event, minlength=len(events))
        happened = _rows(count, events.kind, events.at, events.content, events.valid_until, events.dated)
        numbers = np.diff(self.starts).tolist()
        return [f.take(islice(happened, n), measured).belief for f, n in zip(folders, numbers, strict=True)]


def _rows(*columns: np.ndarray) -> Iterator[Any]:
    return zip(*(column.tolist() for column in columns), strict=True)


class Folder:
    """A belief being carried through events, in order. Lives for one fold; `belief` gives the frozen result."""

    def __init__(self, belief: Belief, priors: Priors, teaching: Teaching, slope: float) -> None:
        self._priors, self._teaching, self._slope = priors, teaching, slope
        self._role, self._ability, self._doubt = belief.role, belief.ability, belief.doubt
        self._before, self._clock, self._taken = belief, belief.clock, dict.fromkeys(belief.taken)
        self._standings, self._visits = touched(belief.standings), touched(belief.visits)
        self._finished, self._started = touched(belief.finished), touched(belief.started)
        self._dismissed = touched(belief.dismissed)

    @property
    def belief(self) -> Belief:
        """What is held now."""
        before = self._before
        return Belief(
            self._role,
            self._ability,
            self._doubt,
            self._clock,
            before.standings.changed(self._standings),
            before.finished.changed(self._finished),
            before.started.changed(self._started),
            before.dismissed.changed(self._dismissed),
            before.taken if len(before.taken) == len(self._taken) else Columns.of(self._taken),
            before.visits.changed(self._visits),
        )

    def take(self, happened: Iterable[_Happened], measured: Iterator[_Measured]) -> Folder:
        """Carry the belief through events; the next measurements are theirs."""
        for measures, kind, at, content, until, dated in happened:
            when = at if dated else NO_TIME
            if kind == SCORED and content >= 0 and measures:
                self._score(when, at, content)
            for _ in range(measures):
                by, skill, test, won, target, noise = next(measured)
                (self._claim if by == SELF_RATED else self._measure)(when, skill, test, won, target, noise)
            if content >= 0:
                self._note(kind, at, content)
                if _FINISHING[kind]:
                    self._complete(when, at, content, until)
            self._clock = at
        return self

    def _measure(self, when: int, skill: int, test: bool, won: bool, target: float, noise: float) -> None:
        offset, lean, variance, at, evidence = self._at(when, skill)
        shared = lean * self._doubt
        mean, total = offset + lean * self._ability, variance + lean * shared
        if test:
            mean_after, after = after_test(mean, total, target, float(won), self._slope, 1.0 / noise)
        else:
            mean_after, after = after_reading(mean, total, target, noise)
        self._ability += shared / total * (mean_after - mean)
        self._doubt -= (shared / total) ** 2 * (total - after)
        narrowed = variance / (1.0 + variance * (total - after) / (total * after))
        lean *= narrowed / variance
        self._standings[skill] = (mean_after - lean * self._ability, lean, narrowed, at, evidence + 1)

    def _claim(self, when: int, skill: int, _test: bool, _won: bool, target: float, noise: float) -> None:
        """Take a rating by oneself for the skill alone: the ability, and with it all other skills, stays where it is.

        People name the skills that they have, so claims are missing not at random; cutting them off from what is shared
        keeps this bias local (a cut in the sense of Plummer, Cuts in Bayesian graphical models, 2015).
        """
        offset, lean, variance, at, evidence = self._at(when, skill)
        share = variance / (variance + noise)
        mean = offset + lean * self._ability
        lean *= 1.0 - share
        mean += share * (target - mean)
        narrowed = variance * (1.0 - share)
        self._standings[skill] = (mean - lean * self._ability, lean, narrowed, at, evidence + 1)

    def _score(self, when: int, at: int, content: int) -> None:
        """A score is about to be read: the first one may stand before the lesson, the next one stands after it."""
        visit = self._visits.get(content)
        if visit == TAUGHT or (visit is None and content in self._finished):
            return
        if visit != OPENED and content in self._teaching.opening and content in self._started:
            self._visits[content] = OPENED
            return
        self._teach(when, at, content)
        self._visits[content] = TAUGHT

    def _teach(self, when: int, at: int, content: int) -> None:
        counted_until = self._finished.get(content)
        if counted_until is None or counted_until <= at:
            first, stop = self._teaching.starts[content : content + 2]
            for link in self._teaching.links[first:stop]:
                self._move(when, *link)

    def _complete(self, when: int, at: int, content: int, until: int) -> None:
        if self._visits.pop(content, None) != TAUGHT:
            self._teach(when, at, content)
        counted_until = self._finished.get(content)
        self._finished[content] = until if counted_until is None else max(until, counted_until)

    def _move(self, when: int, skill: int, entry: float, leave: float, effect: float) -> None:
        offset, lean, variance, at, evidence = self._at(when, skill)
        mean, common = offset + lean * self._ability, lean**2 * self._doubt
        mean_after, total, slope = shifted(mean, variance + common, entry, leave, effect, normal_cdf)
        own = max(total - slope**2 * common, _LEAST)
        lean *= slope
        self._standings[skill] = (mean_after - lean * self._ability, lean, own, at, evidence + 1)

    def _at(self, when: int, skill: int) -> tuple[float, float, float, int, int]:
        """The standing of a skill faded to a time; a new one if it was never touched. Plain, for speed."""
        prior, limit, half_life_days = self._priors.plain[skill]
        standing = self._standings.get(skill)
        if standing is None:
            return prior, 1.0, limit, when, 0
        offset, lean, variance, at, evidence = standing
        if when == NO_TIME or at == NO_TIME:
            return offset, lean, variance, max(at, when), evidence
        share = kept((when - at) / DAY, half_life_days)
        mean = offset + lean * self._ability
        mean, variance = faded(mean, variance, prior + self._ability, limit, share)
        lean = 1.0 + (lean - 1.0) * share
        return mean - lean * self._ability, lean, variance, when, evidence

    def _note(self, kind: int, at: int, content: int) -> None:
        if _BEGINNING[kind] and content in self._finished and content not in self._visits:
            self._visits[content] = BEGUN
        if _TAKING[kind]:
            self._taken[content] = None
            self._dismissed.pop(content, None)
            if _STARTING[kind] and content not in self._started:
                self._started[content] = at
        elif kind == _DISMISSED:
            self._dismissed[content] = at
        elif kind in (_WITHDRAWN, _EXPIRED):
            self._started.pop(content, None)
            if kind == _EXPIRED and content in self._finished:
                self._finished[content] = min(self._finished[content], at)
