import io

import numpy as np
import pytest

from recommender.errors import BundleRefused, FitRefused
from recommender.knowledge import Tracer
from recommender.knowledge.learned import BY_LINK, BY_SKILL, LINKS, LISTS
from tests.recommender.knowledge.knowledge_builders import Happening, a_catalog, a_history, a_log, second
from tests.recommender.knowledge.test_knowledge_raters import rated_people

CATALOG = a_catalog({"loops": {"python": (0.0, 0.7)}, "sets": {"maths": (0.2, 0.6), "python": (0.3, 0.8)}})
HISTORY = (
    Happening("scored", 0, skill="python", value=0.4),
    Happening("manager_rated", 10, skill="python", value=0.6, rater="boss00"),
    Happening("passed", 20, "sets"),
)


def a_tracer(**params):
    return Tracer(**params).fit(rated_people(60, [0.6, -0.6]), a_catalog({"loops": {"python": (0.0, 0.7)}}))


def through_files(arrays):
    kept = {}
    for name, array in arrays.items():
        file = io.BytesIO()
        np.save(file, array, allow_pickle=False)
        file.seek(0)
        kept[name] = np.load(file, allow_pickle=False)
    return kept


def test_a_tracer_that_travelled_as_arrays_traces_bit_by_bit_the_same():
    log = a_log(CATALOG, {f"p{n}": HISTORY for n in range(20)})
    tracer = Tracer(prior_level=0.4).fit(log, CATALOG, np.arange(20) % 3)
    again = Tracer.from_arrays(through_files(tracer.arrays()), tracer.get_params())
    for role in (-1, 0, 2):
        one, two = (t.trace(a_history(CATALOG, *HISTORY), second(50), role) for t in (tracer, again))
        assert one.mean.tobytes() == two.mean.tobytes()
        assert one.variance.tobytes() == two.variance.tobytes()
    assert again.get_params() == tracer.get_params()
    assert {name: a.tobytes() for name, a in again.arrays().items()} == {
        name: a.tobytes() for name, a in tracer.arrays().items()
    }


def test_every_array_is_named_in_one_of_the_lists():
    assert set(a_tracer().arrays()) == {*BY_SKILL, *BY_LINK, *LISTS, *LINKS}


def test_arrays_by_skill_and_by_link_have_one_element_each():
    arrays = Tracer().fit(a_log(CATALOG, {"ada": HISTORY}), CATALOG).arrays()
    assert {len(arrays[name]) for name in BY_SKILL} == {2}
    assert {len(arrays[name]) for name in BY_LINK} == {3}


def test_what_is_missing_is_named_all_at_once():
    arrays = a_tracer().arrays()
    del arrays["effect"], arrays["mean"]
    with pytest.raises(BundleRefused) as refused:
        Tracer.from_arrays(arrays, {})
    assert len(refused.value.problems) == 2
    assert "'mean'" in refused.value.problems[0]


def test_arrays_of_another_length_are_refused():
    arrays = a_tracer().arrays()
    with pytest.raises(BundleRefused, match="found 9 elements, expected 1, one a link"):
        Tracer.from_arrays(arrays | {"effect": np.zeros(9)}, {})


def test_roles_of_another_number_of_learners_are_refused():
    with pytest.raises(FitRefused, match="found roles of 3 learners, expected 1"):
        Tracer().fit(a_log(CATALOG, {"ada": HISTORY}), CATALOG, np.zeros(3, np.int64))
