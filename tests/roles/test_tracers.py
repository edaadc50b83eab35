"""What every tracer must do, whatever it learns. A new tracer joins by one line in TRACERS."""

import io
from dataclasses import asdict

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from recommender.errors import QueryRefused
from recommender.knowledge import Tracer
from recommender.knowledge.memory import dumped, loaded
from recommender.types import Memory
from tests.recommender.knowledge.knowledge_builders import Happening, a_catalog, a_history, a_log, joined, second

TRACERS = (
    Tracer(),
    Tracer(ability_share=0.0),
    Tracer(prior_level=0.5, prior_spread=0.3, slope=1.7, self_noise=0.4, declared_effect=0.8),
)
CATALOG = a_catalog(
    {
        "loops": {"python": (0.0, 0.8)},
        "maps": {"python": (0.4, 0.9), "maths": (0.2, 0.6)},
        "sums": {"maths": (0.0, 0.6)},
    }
)
KINDS = ("enrolled", "started", "completed", "passed", "failed", "scored", "dismissed", "self_rated", "manager_rated")


@pytest.fixture(params=TRACERS, ids=repr)
def tracer(request):
    return clone(request.param)


def happenings(seed, count=20):
    """A learner's life as it comes, in order."""
    rng = np.random.default_rng(seed)
    for day in np.sort(rng.integers(0, 900, count)).tolist():
        kind, value = str(rng.choice(KINDS)), float(rng.uniform())
        if kind.endswith("rated"):
            yield Happening(kind, day, skill=str(rng.choice(["python", "maths"])), value=value, rater="boss")
        else:
            yield Happening(kind, day, str(rng.choice(["loops", "maps", "sums"])), value=value)


def a_life(seed, count=20):
    return a_history(CATALOG, *happenings(seed, count))


def some_lives(learners=40):
    return a_log(CATALOG, {f"p{seed:03d}": happenings(seed) for seed in range(learners)})


def fitted(tracer):
    return tracer.fit(some_lives(), CATALOG, np.arange(40) % 3 - 1)


def bytes_of(state):
    return {k: v.tobytes() if isinstance(v, np.ndarray) else v for k, v in asdict(state).items()}


def test_the_oracle_knows_best_who_passed_most(tracer):
    learned = fitted(tracer)
    passed = [Happening("passed", day, "loops") for day in range(4)]
    failed = [Happening("failed", day, "loops") for day in range(4)]
    best, middle, worst = (
        learned.trace(a_history(CATALOG, *those), second(9)).mean[CATALOG.skills.column["python"]]
        for those in (passed, [*passed[:2], *failed[2:]], failed)
    )
    assert best > middle > worst


def test_a_fold_in_two_parts_is_bit_by_bit_the_fold_of_the_whole(tracer):
    learned, life, now = fitted(tracer), a_life(7), second(1000)
    whole = learned.fold(learned.start(), life, now)
    for cut in range(len(life) + 1):
        parts = learned.fold(learned.fold(learned.start(), life[:cut], now), life[cut:], now)
        assert parts == whole
        assert repr(parts) == repr(whole)


def test_a_belief_is_a_value_that_a_checkpoint_can_store(tracer):
    belief = fitted(tracer).fold(fitted(tracer).start(1), a_life(3), second(1000))
    stored = loaded(dumped(Memory("key", belief)))
    assert stored.belief == belief
    assert repr(stored.belief) == repr(belief)


def test_deleting_the_future_changes_nothing_of_the_past(tracer):
    learned, life = fitted(tracer), a_life(5)
    for cut in (3, 9, 15):
        now = int(life.at[cut - 1])
        past = life[life.at <= now]
        assert bytes_of(learned.trace(past, now)) == bytes_of(learned.trace(life, now))


def test_flipping_the_future_changes_nothing_of_the_past(tracer):
    learned, life, other = fitted(tracer), a_life(5), a_life(6)
    now = second(400)
    turned = joined(life[life.at <= now], other[other.at > now])
    assert bytes_of(learned.trace(turned, now)) == bytes_of(learned.trace(life, now))
    assert bytes_of(learned.trace(turned, second(1000))) != bytes_of(learned.trace(life, second(1000)))


def test_tracing_twice_gives_the_same_bytes_and_so_does_fitting_twice(tracer):
    one, two = fitted(clone(tracer)), fitted(clone(tracer))
    for learned in (one, one, two):
        assert bytes_of(learned.trace(a_life(1), second(999))) == bytes_of(one.trace(a_life(1), second(999)))


def test_without_any_measurement_only_the_prior_is_learned(tracer):
    quiet = a_log(CATALOG, {"ada": [Happening("completed", 0, "loops")]})
    state = tracer.fit(quiet, CATALOG).trace(a_history(CATALOG), second(0))
    assert len(set(state.mean.tolist())) == 1
    assert not state.evidence.any()
    assert tracer.assumed_


def test_effects_are_shares_with_a_standard_error(tracer):
    learned = fitted(tracer)
    assert len(learned.effect_) == len(learned.effect_se_) == len(CATALOG.links)
    assert ((learned.effect_ >= 0) & (learned.effect_ <= 0.95)).all()
    assert (learned.effect_se_ > 0).all()


def test_what_is_traced_is_finite_and_has_a_positive_variance(tracer):
    learned = fitted(tracer)
    for seed in range(30):
        state = learned.trace(a_life(seed, 60), second(1000))
        assert np.isfinite(state.mean).all()
        assert (state.variance > 0).all()


def test_it_travels_as_arrays_without_pickles(tracer):
    learned = fitted(tracer)
    arrays = {}
    for name, array in learned.arrays().items():
        file = io.BytesIO()
        np.save(file, array, allow_pickle=False)
        file.seek(0)
        arrays[name] = np.load(file, allow_pickle=False)
    again = type(learned).from_arrays(arrays, learned.get_params())
    assert bytes_of(again.trace(a_life(2), second(999), 1)) == bytes_of(learned.trace(a_life(2), second(999), 1))


def test_a_late_event_is_refused_and_not_quietly_misplaced(tracer):
    learned = fitted(tracer)
    belief = learned.fold(learned.start(), a_life(1), second(1000))
    with pytest.raises(QueryRefused, match="in the order"):
        learned.fold(belief, a_history(CATALOG, Happening("passed", 0, "loops")), second(1000))


def test_parameters_are_kept_as_given_and_fit_returns_the_tracer(tracer):
    before = tracer.get_params()
    assert fitted(tracer) is tracer
    assert tracer.get_params() == before


def test_before_it_is_fitted_it_says_so(tracer):
    for ask in (tracer.start, tracer.arrays, lambda: tracer.trace(a_life(0), second(0))):
        with pytest.raises(NotFittedError):
            ask()
