"""What people say of themselves is heard for the skill that they name, and for nothing else."""

import numpy as np
import pytest

from recommender.knowledge import Tracer, level_of
from tests.recommender.knowledge.knowledge_builders import Happening, a_catalog, a_history, a_log, second

CATALOG = a_catalog({"loops": {"python": (0.0, 0.8)}, "sums": {"maths": (0.0, 0.6)}})
PYTHON, MATHS = (CATALOG.skills.column[s] for s in ("python", "maths"))


def a_tracer(people):
    return Tracer().fit(a_log(CATALOG, people), CATALOG)


def after(*happenings, tracer=None):
    tracer = tracer or a_tracer({"ada": []})
    return tracer.trace(a_history(CATALOG, *happenings), second(100))


def rated(kind, skill, value):
    return Happening(kind, 100, skill=skill, value=value, rater=None if kind == "self_rated" else "boss")


def test_a_claim_moves_the_skill_that_it_names():
    before, said = after(), after(rated("self_rated", "python", 0.9))
    assert said.mean[PYTHON] > before.mean[PYTHON] + 0.5
    assert said.variance[PYTHON] < before.variance[PYTHON]


def test_a_claim_moves_no_other_skill():
    before, said = after(), after(rated("self_rated", "python", 0.9))
    assert said.mean[MATHS] == before.mean[MATHS]
    assert said.variance[MATHS] == before.variance[MATHS]


def test_what_a_manager_says_of_one_skill_lifts_the_others_a_little():
    before, told = after(), after(rated("manager_rated", "python", 0.9))
    assert told.mean[MATHS] > before.mean[MATHS]


@pytest.mark.parametrize(("kind", "heard"), [("self_rated", False), ("manager_rated", True)])
def test_only_what_others_measured_teaches_where_people_begin(kind, heard):
    people = {f"p{i:03d}": [rated(kind, "python", 0.8)] for i in range(200)}
    newcomer = float(level_of(after(tracer=a_tracer(people)).mean[PYTHON]))
    assert (newcomer > 0.6) is heard
    assert newcomer == pytest.approx(0.3) or heard


def test_a_claim_that_someone_else_confirms_counts_for_the_population():
    people = {
        f"p{i:03d}": [rated("self_rated", "python", 0.8), rated("manager_rated", "python", 0.8)] for i in range(200)
    }
    assert float(level_of(after(tracer=a_tracer(people)).mean[PYTHON])) > 0.6


def test_many_claims_leave_what_was_not_claimed_unknown():
    names = [f"s{i:02d}" for i in range(40)]
    catalog = a_catalog({name: {name: (0.0, 0.8)} for name in names})
    tracer = Tracer().fit(a_log(catalog, {"ada": []}), catalog)
    said = [Happening("self_rated", 100, skill=name, value=0.7) for name in names[:-1]]
    state = tracer.trace(a_history(catalog, *said), second(100))
    untouched = catalog.skills.column[names[-1]]
    assert level_of(state.mean[untouched]) == pytest.approx(0.3)
    assert np.sqrt(state.variance[untouched]) == pytest.approx(1.2)
