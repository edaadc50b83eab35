"""Do ratings and tests read too high or too low? Bias of kinds, leniency of raters, pitch of the tests of contents.

Only what stands beside other measurements of the same learner and skill with no lesson between counts (`company`).
Ratings are held against tests: bias is the mean distance of a kind, leniency what a rater adds to it, shrunk to 0;
raters without tested ratees stay strangers. Scores of contents are held against everything else: `Pitches.relative` is
the regression of their distance on what the two readings differ by, an offset what a link adds to that. All of them by
turns, each given the others.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from recommender.columns import EVENT_KINDS
from recommender.knowledge.company import Beside, Company
from recommender.knowledge.measurement import SELF_RATED, Measurements, offset_of
from recommender.knowledge.noises import noises
from recommender.knowledge.shrinkage import middle, shrunken
from recommender.knowledge.yardstick import OFFSET_SPREAD, Pitches, Yardstick
from recommender.types import Floats

BIAS_SPREAD = 1.0
"""Variance of θ assumed between the biases of kinds of ratings."""

RELATIVE_SPREAD = 0.5**2
"""Variance assumed of the share of a score that is read relative to its content, around all of it."""

TURNS = 3
"""Turns of each call; every call begins where the last one ended."""


def judged(company: Company, heard: Measurements, yardstick: Yardstick, plain: Yardstick) -> Yardstick:
    """The yardstick after comparing what was heard, nothing taken off, with its company; `plain` is the assumed one."""
    if not len(company):
        return yardstick
    clear = 1.0 / heard.noise
    tests = company.beside(np.flatnonzero(heard.link >= 0), np.where(company.self_rated, 0.0, clear))
    ratings = company.beside(np.flatnonzero(~company.test), np.where(company.test, clear, 0.0))
    known = yardstick
    for _ in range(TURNS):
        pitches = _pitched(tests, heard, _rest(company, heard, known))
        known = replace(known, pitches=pitches)
        known = _rated(ratings, heard, _rest(company, heard, known), known)
    return replace(known, noise=noises(company, heard, _rest(company, heard, known), yardstick.noise, plain.noise))


def _rest(company: Company, heard: Measurements, known: Yardstick) -> Floats:
    """What was heard with bias, leniency and offsets taken off."""
    return heard.target - known.bias[heard.kind] - company.leniency(known) - offset_of(heard, known.pitches)


def _pitched(tests: Beside, heard: Measurements, rest: Floats) -> Pitches:
    """How tests and scores of contents are to be read, from their distance to what others say."""
    links, distance = tests.company.links, heard.target[tests.rows] - tests.told(rest)
    precision, passed = 1.0 / (heard.noise[tests.rows] + 1.0 / tests.trust), heard.test[tests.rows]
    link, beyond, weight = heard.link[tests.rows], heard.beyond[tests.rows], np.where(passed, 0.0, precision)
    fair = weight / (1.0 + np.bincount(link, weight, links)[link] * OFFSET_SPREAD)
    gone = fair @ (beyond * distance) / (fair @ beyond**2 + 1.0 / RELATIVE_SPREAD)
    relative = 1.0 - float(np.clip(gone, 0.0, 1.0))
    scores = shrunken(distance - (1.0 - relative) * beyond, weight, link, np.zeros(links), OFFSET_SPREAD)
    weight = np.where(passed, precision, 0.0)
    usual = middle(distance, weight / (1.0 + weight * OFFSET_SPREAD), 0.0, BIAS_SPREAD)
    passes = shrunken(distance, weight, link, np.full(links, usual), OFFSET_SPREAD)
    return Pitches(relative, scores.mean, scores.variance, passes.mean)


def _rated(ratings: Beside, heard: Measurements, rest: Floats, known: Yardstick) -> Yardstick:
    """The yardstick with the bias of kinds and the leniency of raters, from the distance of ratings to tests."""
    rows, company = ratings.rows, ratings.company
    distance, precision = heard.target[rows] - ratings.told(rest), 1.0 / (heard.noise[rows] + 1.0 / ratings.trust)
    kind, rater, lenient = heard.kind[rows], company.rater[rows], company.leniency(known)[rows]
    bias = shrunken(distance - lenient, precision, kind, np.zeros(len(EVENT_KINDS)), BIAS_SPREAD).mean
    named = (heard.rater[rows] >= 0) & (kind != SELF_RATED)
    nobody = np.zeros(len(company.raters))
    own = shrunken((distance - bias[kind])[named], precision[named], rater[named], nobody, known.stranger)
    met = np.bincount(rater[named], minlength=len(nobody)) > 0
    raters = company.raters[met]
    return replace(known, bias=bias, raters=raters, leniency=own.mean[met], doubt=own.variance[met])
