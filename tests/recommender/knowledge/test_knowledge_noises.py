import numpy as np
import pytest

from recommender.columns import EVENT_KINDS
from recommender.knowledge import Tracer, level_of
from recommender.knowledge.levels import WIDTH
from tests.recommender.knowledge.knowledge_builders import Happening, a_catalog, a_log, level

CATALOG = a_catalog({"loops": {"python": (0.0, 0.7)}})
TRUE = {"scored": 0.06, "manager_rated": 0.12}


def measured_people(learners, seed=0):
    rng, people = np.random.default_rng(seed), {}
    for n in range(learners):
        theta = rng.normal(0.0, 0.6)
        told = [("scored", None), ("manager_rated", "ann"), ("scored", None), ("manager_rated", "bob")]
        people[f"p{n:05d}"] = [
            Happening(kind, day, skill="python", value=level(theta + WIDTH * rng.normal(0, TRUE[kind])), rater=rater)
            for day, (kind, rater) in enumerate(told)
        ]
    return a_log(CATALOG, people)


def noise_of(tracer):
    noise = np.sqrt(tracer.learned_.yardstick.noise) / WIDTH
    return {kind: noise[EVENT_KINDS.index(kind)] for kind in TRUE}


def test_the_noise_of_each_kind_is_found():
    assert noise_of(Tracer().fit(measured_people(3000), CATALOG)) == pytest.approx(TRUE, abs=0.015)


def test_few_measurements_leave_what_is_assumed():
    assert noise_of(Tracer().fit(measured_people(2), CATALOG)) == pytest.approx(
        {"scored": 0.17, "manager_rated": 0.17}, abs=0.02
    )


def test_no_kind_is_held_to_be_perfect():
    same = [Happening(kind, 0, skill="python", value=level_of(0.0), rater="ann") for kind in TRUE] * 2
    log = a_log(CATALOG, {f"p{n:05d}": same for n in range(3000)})
    assert noise_of(Tracer().fit(log, CATALOG)) == pytest.approx(dict.fromkeys(TRUE, 0.05), abs=0.005)


def test_where_nothing_stands_beside_anything_else_noise_is_as_assumed():
    log = a_log(CATALOG, {f"p{n}": [Happening("scored", 0, "loops", value=0.5)] for n in range(50)})
    assert noise_of(Tracer(score_noise=0.1).fit(log, CATALOG))["scored"] == pytest.approx(0.1)
