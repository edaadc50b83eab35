"""Which events measure what, how precisely, and what does a measurement change?

| event | read as |
|---|---|
| passed, failed | a test of the content's skills, each pitched at the level where the content leaves it |
| scored, of a content | θ = pitch + logit(share) / slope, share within [.05, .95]: half right at the pitch; or the |
|  | level itself, as far as the log shows that such scores are not relative to the exit (`Pitches`) |
| scored, of a skill alone | the level itself |
| self_rated, manager_rated, observed, of a skill | the level, plus bias of the kind, plus leniency of the rater |

A test of several skills at once speaks for each with its share: a weight of 1 / their number. An event that names a
skill beside its content speaks for this skill only. All else measures nothing: completing, attending, a certificate (it
may say no more than that), rating the content, dismissing. A pass or fail without a pitch measures nothing either.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import e, pi

import numpy as np

from recommender.catalog.skills import Links
from recommender.columns import EVENT_KINDS, RATINGS
from recommender.knowledge.levels import Number, theta_of
from recommender.knowledge.yardstick import Pitches, Yardstick
from recommender.types import Bools, Floats, History, Ints

PASSED, FAILED, SCORED = (EVENT_KINDS.index(kind) for kind in ("passed", "failed", "scored"))
SELF_RATED = EVENT_KINDS.index("self_rated")
TESTING = np.isin(EVENT_KINDS, ("passed", "failed"))
GRADING = np.isin(EVENT_KINDS, ("passed", "failed", "scored"))
"""Whether a kind measures the skills of its content. These kinds have no bias: they define the scale."""

RATING = np.isin(EVENT_KINDS, RATINGS)
LEVELLING = RATING | np.isin(EVENT_KINDS, ("scored",))
"""Whether a kind measures a named skill by a level."""

CLEAREST = 0.95
"""Highest share that a score is read as, and one minus the lowest: a full score is no proof of an endless level."""


@dataclass(frozen=True, slots=True)
class Measurements:
    """Measurements of skills, in order of the events (rows of a history) behind them.

    Of a test (`test`), `target` is the pitch as θ, `noise` one over its weight, `won` whether it was passed; otherwise
    `target` is the measured θ and `noise` its variance. `link` is that of a test or score of a content, -1 otherwise;
    `beyond` is how much higher such a score reads as relative to its content than as the level itself.
    """

    event: Ints
    skill: Ints
    test: Bools
    won: Bools
    target: Floats
    noise: Floats
    kind: Ints
    rater: Ints
    link: Ints
    beyond: Floats

    def __len__(self) -> int:
        return len(self.event)

    def __getitem__(self, rows: Bools | Ints) -> Measurements:
        return Measurements(*(getattr(self, name)[rows] for name in Measurements.__slots__))

    def read_as(self, target: Floats, noise: Floats) -> Measurements:
        """The same measurements with other readings."""
        return replace(self, target=target, noise=noise)


def measurements(events: History, links: Links, yardstick: Yardstick) -> Measurements:
    """What events measure, before bias and leniency are taken off (see `unbiased`)."""
    graded, direct = _graded(events, links, yardstick), _direct(events, yardstick)
    parts = (np.concatenate([getattr(graded, name), getattr(direct, name)]) for name in Measurements.__slots__)
    both = Measurements(*parts)
    return both if not len(graded) or not len(direct) else both[np.argsort(both.event, kind="stable")]


def _graded(events: History, links: Links, yardstick: Yardstick) -> Measurements:
    """Tests and scores of contents, one measurement a skill."""
    rows = np.flatnonzero(
        GRADING[events.kind] & (events.content >= 0) & (TESTING[events.kind] | ~np.isnan(events.value))
    )
    event, link = linked(rows, events.content, links)
    named = events.skill[event]
    event, link = event[(named < 0) | (named == links.skill[link])], link[(named < 0) | (named == links.skill[link])]
    kind = events.kind[event]
    pitch = theta_of(np.maximum(links.entry[link], links.exit[link]))
    share = np.where(TESTING[kind], 0.5, np.clip(events.value[event], 1.0 - CLEAREST, CLEAREST))
    relative = np.where(TESTING[kind], pitch, pitch + np.log(share / (1.0 - share)) / yardstick.slope)
    sharing = np.bincount(event, minlength=len(events))[event].astype(float)
    return Measurements(
        event=event,
        skill=links.skill[link],
        test=TESTING[kind],
        won=kind == PASSED,
        target=relative,
        noise=sharing * np.where(TESTING[kind], 1.0, yardstick.noise[kind]),
        kind=kind,
        rater=np.full(len(event), -1, np.int64),
        link=link,
        beyond=np.where(TESTING[kind], 0.0, relative - theta_of(share)),
    )


def _direct(events: History, yardstick: Yardstick) -> Measurements:
    """Levels of named skills."""
    alone = RATING[events.kind] | (events.content < 0)
    event = np.flatnonzero(LEVELLING[events.kind] & alone & (events.skill >= 0) & ~np.isnan(events.value))
    kind, no, none = events.kind[event], np.zeros(len(event), np.bool_), np.full(len(event), -1, np.int64)
    target, noise, beyond = theta_of(events.value[event]), yardstick.noise[kind], np.zeros(len(event))
    return Measurements(event, events.skill[event], no, no, target, noise, kind, events.rater[event], none, beyond)


def linked(rows: Ints, content: Ints, links: Links) -> tuple[Ints, Ints]:
    """Each of the rows once for every link of its content, with that link."""
    first = links.starts[content[rows]]
    count = links.starts[content[rows] + 1] - first
    place = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return np.repeat(rows, count), np.repeat(first, count) + place


def with_noise(found: Measurements, before: Yardstick, yardstick: Yardstick) -> Measurements:
    """Measurements that were made with the noise of the yardstick `before`, with that of another."""
    ratio = np.where(found.test, 1.0, (yardstick.noise / before.noise)[found.kind])
    return found.read_as(found.target, found.noise * ratio)


def unbiased(found: Measurements, yardstick: Yardstick) -> Measurements:
    """Measurements with bias, leniency and offsets taken off, and the doubt about the last two added to their noise."""
    lenient, doubt = leniency_of(found, yardstick)
    shift, pitches = yardstick.bias[found.kind] + lenient + offset_of(found, yardstick.pitches), yardstick.pitches
    if len(pitches.offset):
        doubt = doubt + np.where((found.link >= 0) & ~found.test, pitches.offset_doubt[found.link], 0.0)
    return found.read_as(found.target - shift, found.noise + doubt)


def leniency_of(found: Measurements, yardstick: Yardstick) -> tuple[Floats, Floats]:
    """The leniency of who rated each measurement and the doubt about it, both 0 where nobody else rated."""
    judged = RATING[found.kind] & (found.kind != SELF_RATED)
    leniency, doubt = np.zeros(len(found)), np.where(judged, yardstick.stranger, 0.0)
    if len(yardstick.raters) and judged.any():
        rows = np.flatnonzero(judged)
        place = np.minimum(np.searchsorted(yardstick.raters, found.rater[rows]), len(yardstick.raters) - 1)
        known = yardstick.raters[place] == found.rater[rows]
        leniency[rows[known]], doubt[rows[known]] = yardstick.leniency[place[known]], yardstick.doubt[place[known]]
    return leniency, doubt


def offset_of(found: Measurements, pitches: Pitches) -> Floats:
    """By how much tests and scores of contents read too high; 0 for all else."""
    if not len(pitches.offset):
        return np.zeros(len(found))
    scored = (found.link >= 0) & ~found.test
    score = pitches.offset[found.link] + (1.0 - pitches.relative) * found.beyond
    return np.where(scored, score, pass_offset_of(found, pitches))


def pass_offset_of(found: Measurements, pitches: Pitches) -> Floats:
    """By how much passes and failures are declared above their pitch; 0 for all else."""
    if not len(pitches.pass_offset):
        return np.zeros(len(found))
    return np.where(found.test, pitches.pass_offset[found.link], 0.0)


def after_reading(mean: Number, variance: Number, target: Number, noise: Number) -> tuple[Number, Number]:
    """Mean and variance of θ after measuring it as `target` with a noise of variance `noise` (Kalman)."""
    gain = variance / (variance + noise)
    return mean + gain * (target - mean), variance * (1.0 - gain)


def chance_of_passing(mean: Number, variance: Number, pitch: Number, slope: float) -> Number:
    """P(a test pitched at θ is passed) = σ(k·slope·(mean − pitch)), k = 1 / √(1 + π slope² variance / 8).

    MacKay (1992), The evidence framework applied to classification networks, eq. 4.
    """
    flat = (1.0 + pi * slope**2 * variance / 8.0) ** -0.5
    odds: Number = e ** (-flat * slope * (mean - pitch))
    return 1.0 / (1.0 + odds)


def after_test(
    mean: Number, variance: Number, pitch: Number, won: Number, slope: float, weight: Number
) -> tuple[Number, Number]:
    """Mean and variance of θ after a test was passed (`won` 1) or failed (0), counted with a weight of at most 1.

    The moments that belong to `chance_of_passing`: with log Z its logarithm, mean + v ∂log Z and v + v² ∂²log Z.
    """
    push, pull = _derivatives(mean, variance, pitch, won, slope)
    return mean + variance * weight * push, variance * (1.0 - variance * weight * pull)


def as_reading(
    mean: Floats, variance: Floats, pitch: Floats, won: Floats, slope: float, weight: Floats
) -> tuple[Floats, Floats]:
    """The target and noise with which `after_reading` does to a level what `after_test` does with the test."""
    push, pull = _derivatives(mean, variance, pitch, won, slope)
    return mean + push / pull, 1.0 / (weight * pull) - variance


def _derivatives(mean: Number, variance: Number, pitch: Number, won: Number, slope: float) -> tuple[Number, Number]:
    steep = slope * (1.0 + pi * slope**2 * variance / 8.0) ** -0.5
    chance = chance_of_passing(mean, variance, pitch, slope)
    return steep * (won - chance), steep**2 * chance * (1.0 - chance)
