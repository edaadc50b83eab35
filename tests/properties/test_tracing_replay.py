"""However a history is cut, wherever it goes on, the fold remembers the same; the past never hears of the future."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.knowledge import Tracer, moved, theta_of
from tests.properties.test_tracing_order import CATALOG, TRACER, lives
from tests.recommender.knowledge.knowledge_builders import a_history, second

NOW = second(5000)


@settings(max_examples=150, deadline=None)
@given(lives, st.data())
def test_any_cut_of_a_history_folds_to_the_same_bits(life, data):
    history = a_history(CATALOG, *life)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(life)), max_size=3)))
    belief = TRACER.start()
    for start, stop in zip([0, *cuts], [*cuts, len(life)], strict=True):
        belief = TRACER.fold(belief, history[start:stop], NOW)
    assert repr(belief) == repr(TRACER.fold(TRACER.start(), history, NOW))


@settings(max_examples=100, deadline=None)
@given(lives, lives, st.integers(0, 2000))
def test_two_futures_share_their_past(life, other, day):
    past = [h for h in life if h.day <= day]
    futures = [[*past, *(h for h in those if h.day > day)] for those in (life, other, [])]
    states = [TRACER.trace(a_history(CATALOG, *those), second(day)) for those in futures]
    assert len({(s.mean.tobytes(), s.variance.tobytes(), s.evidence.tobytes(), repr(s.finished)) for s in states}) == 1


@settings(max_examples=60, deadline=None)
@given(lives)
def test_reading_a_belief_off_does_not_wear_it(life):
    belief = TRACER.fold(TRACER.start(), a_history(CATALOG, *life), NOW)
    kept = repr(belief)
    for day in (5000, 9000, 5000):
        TRACER.state(belief, second(day))
    assert repr(belief) == kept


@settings(max_examples=60, deadline=None)
@given(lives)
def test_arrays_carry_the_tracer_to_the_last_bit(life):
    again = Tracer.from_arrays(TRACER.arrays(), TRACER.get_params())
    history = a_history(CATALOG, *life)
    assert again.trace(history, NOW).mean.tobytes() == TRACER.trace(history, NOW).mean.tobytes()


level = st.floats(0.0, 1.0)


@settings(max_examples=200, deadline=None)
@given(st.floats(-6, 6), st.floats(1e-6, 5), level, level, st.floats(0, 0.95))
def test_a_move_is_never_down_never_past_the_exit_and_never_surer_than_it_may_be(mean, variance, entry, leave, effect):
    after, wider = moved(*(np.array([x]) for x in (mean, variance, entry, leave, effect)))
    assert after[0] >= mean
    assert after[0] <= max(mean, theta_of(leave)) + 3.0 * variance**0.5
    assert wider[0] >= (1.0 - effect) ** 2 * variance * (1.0 - 1e-6) - 1e-9
