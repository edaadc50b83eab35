import numpy as np
import pytest

from recommender.catalog.wants import Wants
from recommender.knowledge.needs import Assumed, Pairs
from recommender.knowledge.population import HIGHEST, LOWEST, Population
from recommender.knowledge.replay import Arrivals

ASSUMED = Assumed(-1.2, 1.4)
SKILLS = 3


def arrivals(distance, noise=0.3, finely=True):
    count = len(distance)
    return Arrivals(np.arange(count), np.array(distance), np.full(count, noise), np.full(count, finely))


def needing(*skills):
    return Wants(np.array(skills, np.int64), np.ones(len(skills)), np.ones(len(skills)))


def learned(distance, skill, role=None, *, served=None, wants=(), **more):
    population, skill = Population.before(SKILLS, ASSUMED), np.array(skill, np.int64)
    role = np.full(len(skill), -1) if role is None else np.array(role, np.int64)
    pairs = Pairs.of(skill, role, role if served is None else np.array(served, np.int64), wants, SKILLS)
    for _ in range(4):
        known = population.mean[skill] + population.shifts(role, skill)
        population = population.learned(arrivals(np.array(distance) - known, **more), pairs, ASSUMED)
    return population


def people(count, mean, spread, noise=0.3, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(mean, np.sqrt(spread + noise), count)


def test_nothing_measured_leaves_what_was_assumed():
    population = learned([], [])
    assert population.mean.tolist() == [-1.2] * SKILLS
    assert population.variance.tolist() == pytest.approx([1.4] * SKILLS)


def test_mean_and_variance_of_each_skill_are_found():
    theta = np.concatenate([people(4000, 0.5, 1.0), people(4000, -0.8, 2.0, seed=1)])
    population = learned(theta, np.repeat([0, 1], 4000))
    assert population.mean[:2].tolist() == pytest.approx([0.5, -0.8], abs=0.08)
    assert population.variance[:2].tolist() == pytest.approx([1.0, 2.0], abs=0.15)


def test_a_skill_that_nobody_was_measured_in_stands_where_the_others_do():
    population = learned(np.concatenate([people(500, 1.0, 0.5), people(500, 1.0, 0.5)]), np.repeat([0, 1], 500))
    assert population.mean[2] == pytest.approx(1.0, abs=0.15)


def test_one_learner_does_not_make_a_skill():
    theta = np.concatenate([people(500, 0.0, 0.5), [3.0]])
    population = learned(theta, np.append(np.zeros(500, int), 1))
    assert population.mean[1] < 1.0


def test_roles_are_told_apart_where_there_is_evidence():
    theta = np.concatenate([people(1000, 0.8, 1.0), people(1000, -0.8, 1.0, seed=1)])
    population = learned(theta, np.zeros(2000, int), np.repeat([0, 1], 1000))
    able, weak, none = (population.mean_of(role) for role in (0, 1, -1))
    assert able[0] - weak[0] == pytest.approx(1.6, abs=0.2)
    assert weak[0] < none[0] < able[0]
    assert able[1] == weak[1] == none[1]


def test_a_role_that_was_never_seen_stands_where_everyone_does():
    population = learned(people(200, 0.8, 1.0), np.zeros(200, int), np.zeros(200, int))
    assert population.mean_of(7).tolist() == population.mean.tolist() == population.mean_of(-1).tolist()


def test_who_needs_a_skill_says_little_of_those_who_do_not():
    known = np.concatenate([people(900, 0.6, 0.5), people(60, -1.0, 0.5, seed=1), people(60, -1.0, 0.5, seed=2)])
    skill, role = np.repeat([0, 0, 1], [900, 60, 60]), np.repeat([0, 1, 0], [900, 60, 60])
    population = learned(known, skill, role, wants=(needing(0), needing(1), needing()))
    other, needs, unseen = (population.mean_of(role) for role in (1, 0, 2))
    assert needs[0] == pytest.approx(0.6, abs=0.1)
    assert other[0] == pytest.approx(-1.0, abs=0.2)
    assert unseen[0] == pytest.approx(-1.0, abs=0.2)


def test_a_role_whose_people_were_never_measured_still_knows_more_of_what_it_needs():
    known = np.concatenate([people(300, 0.6, 0.5), people(300, -1.0, 0.5, seed=1)])
    population = learned(
        known, np.zeros(600, int), np.repeat([0, 1], 300), wants=(needing(0), needing(), needing(0, 2))
    )
    assert population.mean_of(2)[0] == pytest.approx(0.6, abs=0.2)
    assert population.mean_of(2)[2] > population.mean_of(2)[1] + 0.8


def test_who_moved_to_another_role_counts_for_the_one_held_then_and_makes_intervals_wider():
    known, skill = np.concatenate([people(400, 0.6, 0.5), people(400, -1.0, 0.5, seed=1)]), np.zeros(800, int)
    then, now = np.repeat([0, 1], 400), np.repeat([0, 1, 1], [200, 200, 400])
    stayed, moved = learned(known, skill, then), learned(known, skill, then, served=now)
    assert moved.mean_of(1)[0] == pytest.approx(stayed.mean_of(1)[0], abs=0.1)
    assert moved.variance[0] > stayed.variance[0] + 0.3


def test_shifts_of_many_pairs_are_those_of_their_roles():
    population = Population(np.zeros(3), np.ones(3), np.array([0, 2]), np.array([1, 0]), np.array([0.5, -0.5]))
    role, skill = np.array([0, 0, 2, -1, 9]), np.array([1, 0, 0, 1, 2])
    assert population.shifts(role, skill).tolist() == [0.5, 0.0, -0.5, 0.0, 0.0]
    assert population.mean_of(2).tolist() == [-0.5, 0.0, 0.0]


def test_passing_and_failing_alone_teach_no_variance():
    population = learned(people(500, 0.0, 5.0), np.zeros(500, int), finely=False)
    assert population.variance.tolist() == pytest.approx([1.4] * SKILLS)


def test_the_variance_stays_within_bounds():
    narrow, wide = learned(np.zeros(2000), np.zeros(2000, int)), learned(people(2000, 0, 50.0), np.zeros(2000, int))
    assert narrow.variance[0] == LOWEST
    assert wide.variance[0] == HIGHEST
