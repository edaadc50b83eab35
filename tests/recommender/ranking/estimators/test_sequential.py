import numpy as np
import pytest

from recommender.errors import FitRefused
from recommender.ranking.estimators.popularity import Popularity
from recommender.ranking.estimators.sequential import LinearSequential
from recommender.ranking.metrics import ndcg, ranks
from recommender.ranking.sequences import Sequences

CHAIN = [0, 1, 2, 3, 4]


def a_chain(learners=40):
    """Learners who all walk the same way, some of them not to its end."""
    return Sequences.of([CHAIN[: 2 + learner % 4] for learner in range(learners)], size=6)


def a_mixture():
    """Learners who take up to six of eight contents in any order."""
    rng = np.random.default_rng(3)
    return Sequences.of([rng.permutation(8)[: rng.integers(1, 7)] for _ in range(60)], size=8)


def a_small_organisation(rng, learners=2000, topics=20, per_topic=15):
    """About three choices each of 300 contents: mostly onward within a topic, now and then anything. -> choices"""
    choices = []
    for _ in range(learners):
        at, taken = rng.integers(topics) * per_topic + rng.integers(per_topic), []
        for _ in range(2 + rng.poisson(2)):
            taken.append(int(at))
            onward = at // per_topic * per_topic + (at % per_topic + rng.integers(1, 4)) % per_topic
            at = onward if rng.random() < 0.8 else rng.integers(topics * per_topic)
        choices.append(list(dict.fromkeys(taken)))
    return [chosen for chosen in choices if len(chosen) > 1]


def by_hand(sequences, ridge, past_decay, future_decay, share):
    """The same regression written as loops and an explicit inverse."""
    size = sequences.size
    gram, target = np.zeros((2, size, size))
    for low, high in zip(sequences.starts[:-1], sequences.starts[1:], strict=True):
        taken = sequences.items[low:high]
        for here in range(1, len(taken)):
            past, future = np.zeros((2, size))
            past[taken[:here]] = past_decay ** np.arange(here)[::-1]
            future[taken[here:]] = future_decay ** np.arange(len(taken) - here)
            gram += (1 - share) * np.outer(past, past)
            target += (1 - share) * np.outer(past, future)
        whole = np.bincount(taken, minlength=size)
        gram += share * np.outer(whole, whole) / len(taken) ** 0.5
        target += share * np.outer(whole, whole) / len(taken) ** 0.5
    inverse = np.linalg.inv(gram + ridge * np.eye(size))
    weights = inverse @ target
    if share:
        weights -= inverse * (np.maximum(np.diag(weights), 0) / np.diag(inverse))
    np.fill_diagonal(weights, 0)
    return weights


@pytest.mark.parametrize("share", [0.0, 0.001, 0.4])
def test_the_weights_solve_the_regression_written_out_by_hand(share):
    fitted = LinearSequential(ridge=2.0, past_decay=0.7, future_decay=0.4, self_share=share).fit(a_mixture())
    assert fitted.weights_.toarray() == pytest.approx(by_hand(a_mixture(), 2.0, 0.7, 0.4, share), abs=1e-6)


def test_the_next_of_a_chain_comes_first():
    fitted = LinearSequential(ridge=1.0).fit(a_chain())
    for here in range(1, 4):
        scores = fitted.score(np.array(CHAIN[:here]))
        scores[:here] = -np.inf
        assert int(np.argmax(scores)) == here


def test_order_matters():
    there_not_back = Sequences.of([[0, 1]] * 20, size=2)
    fitted = LinearSequential(self_share=0.1).fit(there_not_back)
    assert fitted.score(np.array([0]))[1] > 5 * fitted.score(np.array([1]))[0]


def test_the_latest_choice_counts_most():
    fitted = LinearSequential(ridge=1.0).fit(Sequences.of([[0, 1]] * 20 + [[2, 3]] * 20, size=4))
    assert fitted.score(np.array([2, 0]))[1] > fitted.score(np.array([2, 0]))[3]
    assert fitted.score(np.array([0, 2]))[1] < fitted.score(np.array([0, 2]))[3]


def test_choices_older_than_the_memory_are_forgotten():
    fitted = LinearSequential(ridge=1.0, memory=2).fit(a_chain())
    assert np.array_equal(fitted.score(np.array([5, 0, 1])), fitted.score(np.array([2, 0, 1])))
    batch = fitted.scores(Sequences.of([[5, 0, 1], [2, 0, 1]], size=6))
    assert np.array_equal(batch[0], batch[1])


def test_no_content_speaks_for_itself():
    assert LinearSequential().fit(a_chain()).weights_.diagonal().tolist() == [0.0] * 6


def test_a_row_keeps_its_strongest_weights_only():
    whole = LinearSequential(ridge=1.0).fit(a_mixture()).weights_.toarray()
    pruned = LinearSequential(ridge=1.0, neighbours=4).fit(a_mixture()).weights_.toarray()
    for full, kept in zip(whole, pruned, strict=True):
        strongest = np.argsort(-np.abs(full), kind="stable")[:4]
        assert np.flatnonzero(kept).tolist() == sorted(strongest)
        assert kept[strongest].tolist() == full[strongest].tolist()


def test_a_weight_that_speaks_against_a_content_is_as_strong_as_one_that_speaks_for_it():
    rivals = Sequences.of([[0, 1]] * 30 + [[0, 2, 3]] * 30, size=4)
    weights = LinearSequential(ridge=1.0, self_share=0.0, neighbours=2).fit(rivals).weights_.toarray()
    assert np.flatnonzero(weights[2]).tolist() == [1, 3]
    assert weights[2, 1] < 0 < weights[2, 3]


def test_only_the_most_taken_contents_get_weights():
    weights = LinearSequential(max_items=2).fit(a_chain()).weights_.toarray()
    assert np.argwhere(weights).tolist() == [[0, 1], [1, 0]]


def test_what_is_only_ever_assigned_is_not_foretold():
    choices = Sequences.of([[0, 1, 2]] * 20, size=3)
    assigned = Sequences(choices.items, choices.starts, 3, np.tile([1.0, 0.0, 1.0], 20))
    fitted = LinearSequential(ridge=1.0).fit(assigned)
    scores = fitted.score(np.array([0]))
    assert scores[2] > 0.1
    assert scores[1] <= 0
    assert fitted.score(np.array([1]))[2] > 0.1, "what was assigned still tells what comes after it"


def test_a_heavier_ridge_makes_weights_smaller():
    light, heavy = (np.abs(LinearSequential(ridge=r).fit(a_chain()).weights_).sum() for r in (1.0, 100.0))
    assert heavy < light / 2


def test_weights_are_compact():
    weights = LinearSequential().fit(a_chain()).weights_
    assert weights.dtype == np.float32
    assert weights.indices.dtype == weights.indptr.dtype == np.int32
    assert weights.has_canonical_format
    assert (weights.data != 0).all()


@pytest.mark.parametrize("choices", [[], [[]], [[2], [1]]])
def test_data_without_any_order_teaches_nothing_and_breaks_nothing(choices):
    fitted = LinearSequential().fit(Sequences.of(choices, size=3))
    assert fitted.score(np.array([0, 1])).tolist() == [0.0, 0.0, 0.0]


def test_the_defaults_serve_a_small_organisation_with_three_choices_each():
    choices = a_small_organisation(np.random.default_rng(11))
    context, held = Sequences.of([c[:-1] for c in choices], 300), Sequences.of([c[-1:] for c in choices], 300)
    gain = {
        type(ranker).__name__: ndcg(ranks(ranker.fit(context).scores(context), context.taken(), held)).mean()
        for ranker in (Popularity(), LinearSequential())
    }
    best = max(
        ndcg(ranks(LinearSequential(ridge=r).fit(context).scores(context), context.taken(), held)).mean()
        for r in (0.2, 2.0, 200.0)
    )
    assert gain["LinearSequential"] > 5 * gain["Popularity"]
    assert gain["LinearSequential"] > 0.95 * best


def test_all_parameters_out_of_range_are_named_at_once():
    wrong = LinearSequential(ridge=0, past_decay=0, self_share=2, neighbours=0, length_discount=-1)
    with pytest.raises(FitRefused) as refusal:
        wrong.fit(a_chain())
    assert [problem.split(":")[0] for problem in refusal.value.problems] == [
        "ridge",
        "self_share",
        "length_discount",
        "past_decay",
        "neighbours",
    ]


def test_loaded_arrays_are_not_copied():
    fitted = LinearSequential().fit(a_chain())
    arrays = fitted.arrays()
    loaded = LinearSequential.from_arrays(arrays, fitted.get_params())
    assert all(np.shares_memory(arrays[name], getattr(loaded.weights_, name)) for name in arrays)
