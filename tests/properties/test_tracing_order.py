"""Laws of tracing that hold for any history: time teaches nothing, passing costs nothing, failing wins nothing."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.knowledge import Tracer
from tests.recommender.knowledge.knowledge_builders import Happening, a_catalog, a_history, a_log, second

CATALOG = a_catalog(
    {
        "loops": {"python": (0.0, 0.8)},
        "maps": {"python": (0.4, 0.9), "maths": (0.2, 0.6)},
        "sums": {"maths": (0.0, 0.6)},
        "entry": {"writing": (0.5, 0.2)},
    },
    half_life={"maths": 60.0},
)
TRACER = Tracer().fit(a_log(CATALOG, {"ada": []}), CATALOG)
CONTENTS, SKILLS = sorted(CATALOG.contents.ids), sorted(CATALOG.skills.ids)
BY_CONTENT = ("enrolled", "started", "completed", "passed", "failed", "scored", "dismissed", "expired", "certified")
BY_SKILL = ("self_rated", "manager_rated", "observed", "scored")

day = st.integers(0, 2000)
share = st.floats(0.0, 1.0)
of_content = st.tuples(st.sampled_from(BY_CONTENT), day, st.sampled_from(CONTENTS), share, st.booleans()).map(
    lambda drawn: Happening(*drawn[:3], value=drawn[3], until=drawn[1] + 90 if drawn[4] else None)
)
of_skill = st.tuples(st.sampled_from(BY_SKILL), day, st.sampled_from(SKILLS), share).map(
    lambda drawn: Happening(drawn[0], drawn[1], skill=drawn[2], value=drawn[3])
)
lives = st.lists(of_content | of_skill, max_size=25).map(lambda those: sorted(those, key=lambda h: h.day))
contents = st.sampled_from(CONTENTS)


def state(life, now):
    return TRACER.trace(a_history(CATALOG, *life), second(now))


def before_and_after(life, kind, content, **more):
    now = life[-1].day if life else 0
    return state(life, now), state([*life, Happening(kind, now, content, **more)], now)


@settings(max_examples=150, deadline=None)
@given(lives, st.integers(0, 3000), st.integers(0, 3000))
def test_time_teaches_nothing_and_makes_nothing_surer(life, first, second_wait):
    last = life[-1].day if life else 0
    soon, late = state(life, last + first), state(life, last + first + second_wait)
    assert (late.mean <= soon.mean + 1e-12).all()
    surer = np.maximum(soon.variance, state([], 0).variance)
    assert (late.variance <= surer + 1e-9).all()


@settings(max_examples=150, deadline=None)
@given(lives, contents)
def test_a_pass_lowers_no_level_of_any_skill(life, content):
    before, after = before_and_after(life, "passed", content)
    assert (after.mean >= before.mean - 1e-9).all()


@settings(max_examples=150, deadline=None)
@given(lives, contents)
def test_a_fail_raises_no_level_of_any_skill(life, content):
    before, after = before_and_after(life, "failed", content)
    assert (after.mean <= before.mean + 1e-9).all()
    assert (after.mean < before.mean - 1e-9).any()


@settings(max_examples=150, deadline=None)
@given(lives, contents)
def test_a_completion_lowers_no_level(life, content):
    before, after = before_and_after(life, "completed", content)
    assert (after.mean >= before.mean - 1e-9).all()


@settings(max_examples=100, deadline=None)
@given(lives, contents, share, share)
def test_a_higher_score_never_means_a_lower_level(life, content, one, other):
    now = life[-1].day if life else 0
    low, high = (state([*life, Happening("scored", now, content, value=v)], now).mean for v in sorted((one, other)))
    assert (high >= low - 1e-9).all()


@settings(max_examples=100, deadline=None)
@given(lives, contents, st.sampled_from(["passed", "failed", "scored"]))
def test_an_interval_narrows_by_a_measurement(life, content, kind):
    finished = [*life, Happening("completed", life[-1].day if life else 0, content)]
    before, after = before_and_after(finished, kind, content, value=0.6)
    assert (after.variance <= before.variance + 1e-9).all()
    touched = after.evidence > before.evidence
    assert touched.any()
    assert (after.variance[touched] < before.variance[touched]).all()


@settings(max_examples=100, deadline=None)
@given(lives, contents, st.sampled_from(["dismissed", "enrolled", "started", "attended", "rated", "withdrawn"]))
def test_what_is_no_evidence_moves_no_level(life, content, kind):
    before, after = before_and_after(life, kind, content)
    assert after.mean.tobytes() == before.mean.tobytes()
    assert after.variance.tobytes() == before.variance.tobytes()
