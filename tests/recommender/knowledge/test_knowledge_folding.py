"""The fold is compared with a plain Kalman filter over ability and all masteries at once, with full matrices."""

import numpy as np
import pytest
from scipy.special import ndtr

from recommender.knowledge.belief import Priors, mastery_moments
from recommender.knowledge.folding import DAY, Folder, Teaching
from recommender.knowledge.measurement import after_reading, after_test
from recommender.knowledge.states import state_of
from recommender.knowledge.transition import limits, shifted
from recommender.types import NO_TIME, Belief

SKILLS, SLOPE = 4, 1.2
PRIORS = Priors(np.array([-1.2, -0.4, 0.3, 0.0]), np.array([1.0, 0.8, 1.3, 0.6]), np.array([300.0, 720.0, 90.0, 720.0]))
DOUBT = 0.5
LINKS = ((0, 0.0, 0.8, 0.5), (1, 0.3, 0.7, 0.8), (2, 0.4, 0.9, 0.3))  # content i: skill, entry, exit, effect


def ends_of_links():
    return limits(*(np.array([link[n] for link in LINKS]) for n in (1, 2, 3)))


def teaching():
    ends = (end.tolist() for end in ends_of_links())
    return Teaching([0, 1, 2, 3], list(zip([link[0] for link in LINKS], *ends, strict=True)))


class Dense:
    """Ability first, then the masteries, as one normal distribution."""

    def __init__(self):
        self.mean = np.zeros(SKILLS + 1)
        self.cov = np.diag([DOUBT, *PRIORS.mastery])
        self.seen = {}

    def level(self, skill):
        mix = np.zeros(SKILLS + 1)
        mix[0] = mix[skill + 1] = 1.0
        return mix, PRIORS.mean[skill] + mix @ self.mean, mix @ self.cov @ mix

    def fade(self, skill, day):
        share = 2.0 ** (-(day - self.seen.get(skill, day)) / PRIORS.half_life_days[skill])
        self.seen[skill] = day
        scale = np.ones(SKILLS + 1)
        scale[skill + 1] = share
        self.cov *= np.outer(scale, scale)
        self.cov[skill + 1, skill + 1] += PRIORS.mastery[skill] * (1 - share**2)
        if self.mean[skill + 1] > 0:
            self.mean[skill + 1] *= share

    def learn(self, skill, mean_after, variance_after):
        mix, mean, variance = self.level(skill)
        gain = self.cov @ mix / variance
        self.mean = self.mean + gain * (mean_after - mean)
        self.cov = self.cov - np.outer(gain, gain) * (variance - variance_after)

    def move(self, skill, ends):
        _, mean, variance = self.level(skill)
        after, wider, slope = (x[0] for x in shifted(np.array([mean]), np.array([variance]), *ends, ndtr))
        turn = np.eye(SKILLS + 1)
        turn[skill + 1] *= slope
        turn[skill + 1, 0] = slope - 1.0
        self.mean[skill + 1] += after - mean
        self.cov = turn @ self.cov @ turn.T
        self.cov[skill + 1, skill + 1] += wider - slope**2 * variance

    def moments(self):
        levels = [self.level(skill)[1:] for skill in range(SKILLS)]
        return np.array(levels).T


def both_ways(seed, steps=25):
    rng, folder, dense, day = np.random.default_rng(seed), None, Dense(), 0.0
    folder = Folder(Belief(-1, 0.0, DOUBT), PRIORS, teaching(), SLOPE)
    ends = ends_of_links()
    for _ in range(steps):
        day += rng.exponential(60.0)
        day = round(day * DAY) / DAY
        when, skill, what = round(day * DAY), int(rng.integers(SKILLS)), rng.integers(3)
        if what == 2:
            content = int(rng.integers(3))
            dense.fade(LINKS[content][0], day)
            dense.move(LINKS[content][0], [end[[content]] for end in ends])
            folder._move(when, *teaching().links[content])
            continue
        dense.fade(skill, day)
        _, mean, variance = dense.level(skill)
        target, won = float(rng.normal()), bool(rng.integers(2))
        if what == 0:
            dense.learn(skill, *after_test(mean, variance, target, float(won), SLOPE, 0.5))
        else:
            dense.learn(skill, *after_reading(mean, variance, target, 2.0))
        folder._measure(when, skill, what == 0, won, target, 2.0)
    for skill in range(SKILLS):
        dense.fade(skill, day)
    return folder.belief, dense, round(day * DAY)


@pytest.mark.parametrize("seed", range(12))
def test_the_fold_is_the_full_filter_in_small(seed):
    belief, dense, now = both_ways(seed)
    state, (mean, variance) = state_of(belief, PRIORS, now), dense.moments()
    np.testing.assert_allclose(state.mean, mean, atol=1e-9)
    np.testing.assert_allclose(state.variance, variance, atol=1e-9)
    assert belief.ability == pytest.approx(dense.mean[0])
    assert belief.doubt == pytest.approx(dense.cov[0, 0])


def test_mastery_has_mean_variance_and_a_covariance_with_ability():
    folder = Folder(Belief(-1, 0.0, DOUBT), PRIORS, teaching(), SLOPE)
    folder._measure(0, 1, False, False, 2.0, 0.5)
    mastery = mastery_moments(folder.belief, 1)
    variance = DOUBT + 0.8
    gain = 1 / (variance + 0.5)
    assert mastery.mean - PRIORS.mean[1] == pytest.approx(0.8 * gain * 2.4)
    assert mastery.variance == pytest.approx(0.8 - 0.8**2 * gain)
    assert mastery.covariance == pytest.approx(-0.8 * DOUBT * gain)


def test_an_event_without_a_date_fades_nothing():
    folder = Folder(Belief(-1, 0.0, DOUBT), PRIORS, teaching(), SLOPE)
    folder._measure(0, 0, False, False, 2.0, 0.1)
    before = folder._at(NO_TIME, 0)
    folder._measure(round(900 * DAY), 1, False, False, 0.0, 0.1)
    assert folder._at(NO_TIME, 0) == before
