import numpy as np
import pytest

from recommender.columns import EVENT_KINDS
from recommender.knowledge import Tracer, rater_number
from tests.recommender.knowledge.knowledge_builders import Happening, a_catalog, a_log, level

CATALOG = a_catalog({"loops": {"python": (0.0, 0.7)}})
BIAS = {"self_rated": 0.7, "manager_rated": -0.3}
SELF, MANAGER = (EVENT_KINDS.index(kind) for kind in BIAS)


def rated_people(learners, lenient, tested=lambda learner: True, seed=0, between=()):
    """Learners with a true level, scored twice and rated by themselves and by one manager."""
    rng, people = np.random.default_rng(seed), {}
    for n in range(learners):
        theta, boss = rng.normal(-0.3, 0.8), f"boss{n % len(lenient):02d}"
        scores = [Happening("scored", d, skill="python", value=level(theta + rng.normal(0, 0.7))) for d in (0, 1)]
        self_rating = level(theta + BIAS["self_rated"] + rng.normal(0, 0.7))
        by_boss = level(theta + BIAS["manager_rated"] + lenient[n % len(lenient)] + rng.normal(0, 0.7))
        people[f"p{n:05d}"] = [
            *(scores if tested(n) else []),
            *between,
            Happening("self_rated", 5, skill="python", value=self_rating),
            Happening("manager_rated", 6, skill="python", value=by_boss, rater=boss),
        ]
    return a_log(CATALOG, people)


def test_the_bias_of_each_kind_is_found():
    bias = Tracer().fit(rated_people(3000, [0.0]), CATALOG).learned_.yardstick.bias
    assert bias[SELF] == pytest.approx(0.7, abs=0.12)
    assert bias[MANAGER] == pytest.approx(-0.3, abs=0.12)


def test_tests_and_scores_have_no_bias_by_definition():
    bias = Tracer().fit(rated_people(300, [0.0]), CATALOG).learned_.yardstick.bias
    assert [EVENT_KINDS[kind] for kind in np.flatnonzero(bias)] == ["self_rated", "manager_rated"]


def test_the_leniency_of_raters_is_found():
    lenient = np.random.default_rng(4).normal(0, 0.5, 12)
    lenient -= lenient.mean()
    known = Tracer().fit(rated_people(2400, lenient), CATALOG).learned_.yardstick
    found = dict(zip(known.raters.tolist(), known.leniency.tolist(), strict=True))
    got = np.array([found[rater_number(f"boss{n:02d}")] for n in range(12)])
    assert np.corrcoef(got, lenient)[0, 1] > 0.95
    assert np.abs(got - lenient).max() < 0.25


def test_few_ratings_are_shrunk_towards_no_leniency():
    few = Tracer().fit(rated_people(24, [0.8, -0.8]), CATALOG).learned_.yardstick
    many = Tracer().fit(rated_people(2400, [0.8, -0.8]), CATALOG).learned_.yardstick
    assert np.abs(few.leniency).max() < np.abs(many.leniency).max()
    assert few.doubt.min() > many.doubt.max()


def test_no_leniency_is_claimed_of_raters_without_tested_ratees():
    log = rated_people(200, [0.5, -0.5], tested=lambda n: n % 2 == 0)
    assert Tracer().fit(log, CATALOG).learned_.yardstick.raters.tolist() == [rater_number("boss00")]


def test_without_any_test_no_bias_is_claimed():
    known = Tracer().fit(rated_people(200, [0.5], tested=lambda n: False), CATALOG).learned_.yardstick
    assert not known.bias.any()
    assert len(known.raters) == 0


def test_a_rating_after_a_lesson_is_not_held_against_a_test_before_it():
    log = rated_people(200, [0.5], between=[Happening("completed", 3, "loops")])
    assert not Tracer().fit(log, CATALOG).learned_.yardstick.bias.any()
