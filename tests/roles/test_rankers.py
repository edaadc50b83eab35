"""What every ranker must do, whatever it learns. A new ranker joins by one line in RANKERS."""

import io

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from recommender.errors import FitRefused
from recommender.ranking.estimators.popularity import Popularity
from recommender.ranking.estimators.sequential import LinearSequential
from recommender.ranking.metrics import ndcg, ranks
from recommender.ranking.sequences import Sequences

RANKERS = (
    Popularity(),
    Popularity(smoothing=0.1),
    LinearSequential(),
    LinearSequential(ridge=1.0, neighbours=3, max_items=8, self_share=0.0, memory=3),
)
SIZE = 12


@pytest.fixture(params=RANKERS, ids=repr)
def ranker(request):
    return clone(request.param)


def some_learners(seed=0, learners=80):
    rng = np.random.default_rng(seed)
    lengths = rng.integers(0, 8, learners)
    return Sequences.of([rng.permutation(SIZE - 1)[:length] for length in lengths], SIZE)


def oracle():
    """Everyone takes 3, then 7; a few stop after 3. Whoever has taken 3 takes 7 next: the one right answer."""
    return Sequences.of([[3, 7]] * 30 + [[3]] * 5 + [[0, 3, 7], [1, 3, 7]], SIZE)


def bytes_of(fitted):
    return {name: (array.dtype, array.tobytes()) for name, array in fitted.arrays().items()}


def through_a_file(array):
    file = io.BytesIO()
    np.save(file, array, allow_pickle=False)
    file.seek(0)
    return np.load(file, allow_pickle=False)


def test_the_one_right_answer_of_the_oracle_comes_first(ranker):
    fitted = ranker.fit(oracle())
    asked, answer = Sequences.of([[3], [0, 3], [5, 3]], SIZE), Sequences.of([[7]] * 3, SIZE)
    assert ndcg(ranks(fitted.scores(asked), asked.taken(), answer), 1).tolist() == [1.0] * 3


def test_fit_returns_the_ranker_and_leaves_its_parameters_alone(ranker):
    before = ranker.get_params()
    assert ranker.fit(some_learners()) is ranker
    assert ranker.get_params() == before
    assert clone(ranker).get_params() == before


def test_what_is_learned_ends_in_an_underscore(ranker):
    declared = set(vars(ranker))
    learned = set(vars(ranker.fit(some_learners()))) - declared
    assert learned
    assert all(name.endswith("_") for name in learned)


def test_nothing_is_answered_before_the_fit(ranker):
    for ask in (lambda: ranker.scores(some_learners()), lambda: ranker.score(np.array([0])), lambda: ranker.arrays()):
        with pytest.raises(NotFittedError):
            ask()


def test_one_learner_gets_the_scores_they_get_in_a_batch(ranker):
    learners = some_learners(seed=1)
    fitted = ranker.fit(some_learners())
    batch = fitted.scores(learners)
    assert batch.shape == (len(learners), SIZE)
    for row in range(len(learners)):
        history = learners.items[learners.starts[row] : learners.starts[row + 1]]
        assert fitted.score(history) == pytest.approx(batch[row], abs=1e-6)


def test_scores_are_finite_for_everyone_even_a_new_learner(ranker):
    fitted = ranker.fit(some_learners())
    assert np.isfinite(fitted.scores(Sequences.of([[], [SIZE - 1], list(range(SIZE))], SIZE))).all()
    assert np.isfinite(fitted.score(np.empty(0, np.int64))).all()
    assert fitted.score(np.empty(0, np.int64)).shape == (SIZE,)


def test_the_same_data_give_the_same_bytes(ranker):
    assert bytes_of(clone(ranker).fit(some_learners())) == bytes_of(ranker.fit(some_learners()))


def test_a_second_fit_forgets_the_first(ranker):
    fresh = bytes_of(clone(ranker).fit(some_learners(seed=2)))
    assert bytes_of(ranker.fit(some_learners(seed=1)).fit(some_learners(seed=2))) == fresh


def test_the_order_of_learners_does_not_matter(ranker):
    rows = [list(row) for row in np.split(some_learners().items, some_learners().starts[1:-1])]
    forward, backward = (clone(ranker).fit(Sequences.of(order, SIZE)) for order in (rows, rows[::-1]))
    assert forward.scores(some_learners()) == pytest.approx(backward.scores(some_learners()), abs=1e-5)


def test_what_was_learned_survives_the_bundle(ranker):
    fitted = ranker.fit(some_learners())
    arrays = {name: through_a_file(array) for name, array in fitted.arrays().items()}
    loaded = type(ranker).from_arrays(arrays, ranker.get_params())
    assert loaded.get_params() == ranker.get_params()
    assert loaded.scores(some_learners(seed=3)).tobytes() == fitted.scores(some_learners(seed=3)).tobytes()
    assert loaded.score(np.array([1, 2])).tobytes() == fitted.score(np.array([1, 2])).tobytes()


def test_what_was_learned_survives_a_read_only_bundle(ranker):
    fitted = ranker.fit(some_learners())
    arrays = {name: array.copy() for name, array in fitted.arrays().items()}
    for array in arrays.values():
        array.setflags(write=False)
    loaded = type(ranker).from_arrays(arrays, ranker.get_params())
    assert loaded.score(np.array([1, 2])).tobytes() == fitted.score(np.array([1, 2])).tobytes()


def test_the_learners_handed_in_are_left_as_they_were(ranker):
    learners = some_learners()
    items, starts = learners.items.copy(), learners.starts.copy()
    learners.items.setflags(write=False)
    learners.starts.setflags(write=False)
    ranker.fit(learners).scores(learners)
    assert np.array_equal(learners.items, items)
    assert np.array_equal(learners.starts, starts)


def test_an_answer_belongs_to_whoever_asked(ranker):
    fitted = ranker.fit(some_learners())
    before = fitted.score(np.array([1, 2])).copy()
    fitted.score(np.array([1, 2]))[:] = np.nan
    fitted.scores(some_learners())[:] = np.nan
    assert fitted.score(np.array([1, 2])).tolist() == before.tolist()


def test_a_content_that_is_only_assigned_is_not_preferred_to_one_that_is_chosen(ranker):
    choices = Sequences.of([[3, 5, 7]] * 30, SIZE)
    assigned = Sequences(choices.items, choices.starts, SIZE, np.tile([1.0, 0.0, 1.0], 30))
    scores = ranker.fit(assigned).score(np.array([3]))
    assert scores[7] > scores[5]


def test_another_catalogue_is_refused(ranker):
    with pytest.raises(FitRefused, match=f"size: found {SIZE + 1} contents, expected the {SIZE} of the fit"):
        ranker.fit(some_learners()).scores(Sequences.of([[0]], SIZE + 1))


def test_an_organisation_without_history_can_be_fitted(ranker):
    fitted = ranker.fit(Sequences.of([], SIZE))
    assert fitted.scores(Sequences.of([[0], []], SIZE)).shape == (2, SIZE)
    assert fitted.scores(Sequences.of([], SIZE)).shape == (0, SIZE)
