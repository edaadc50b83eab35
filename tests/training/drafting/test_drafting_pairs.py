"""Are the pairs worth judging proposed, and told plainly, as ranks and next to the best?"""

import numpy as np
import pytest

from training.drafting.clues import CLUES, READ
from training.drafting.pairs import KNOWN, UNSEEN, Pairs, View, pairs


def clues_of(texts, skills, seed=1, **given):
    rng = np.random.default_rng(seed)
    return {name: rng.random((texts, skills)).astype(np.float32) for name in CLUES} | {
        name: np.array(values, dtype=np.float32) for name, values in given.items()
    }


def proposed(found):
    return set(zip(found.texts.tolist(), found.skills.tolist(), strict=True))


SCORES = [[0.1, 0.9, 0.5, 0.2], [0.8, 0.1, 0.2, 0.7]]


def test_each_text_gets_the_best_of_each_clue():
    found = pairs(clues_of(2, 4, name=SCORES), View({"name": 2}, ("name",)))
    assert proposed(found) == {(0, 1), (0, 2), (1, 0), (1, 3)}


def test_what_any_clue_proposes_is_there_once():
    other = [[0.0, 0.0, 0.0, 1.0], [1.0, 0.0, 0.0, 0.0]]
    found = pairs(clues_of(2, 4, name=SCORES, kin=other), View({"name": 1, "kin": 1}, ("name",)))
    assert proposed(found) == {(0, 1), (0, 3), (1, 0)}
    assert len(found.texts) == 3


@pytest.mark.parametrize("number", [4, 5, 500])
def test_where_skills_are_few_all_are_proposed(number):
    assert len(pairs(clues_of(2, 4), View({"name": number}, ("name",))).texts) == 8


def test_one_skill_is_enough():
    for view in (KNOWN, UNSEEN):
        assert proposed(pairs(clues_of(3, 1), view)) == {(0, 0), (1, 0), (2, 0)}


def test_pairs_stand_in_the_order_of_texts():
    found = pairs(clues_of(20, 200), KNOWN)
    order = np.lexsort((found.skills, found.texts))
    assert order.tolist() == list(range(len(order)))


def test_no_text_goes_without_pairs():
    found = pairs(clues_of(20, 300), UNSEEN)
    assert set(found.texts.tolist()) == set(range(20))
    assert np.bincount(found.texts).min() >= 30
    assert np.bincount(found.texts).max() <= sum(UNSEEN.proposing.values())


def test_clues_are_told_plainly_first():
    clues = clues_of(2, 4, name=SCORES)
    found = pairs(clues, View({"name": 2}, ("name", "kin")))
    assert found.features[:, 0] == pytest.approx([0.9, 0.5, 0.8, 0.7])
    assert found.features[:, 1] == pytest.approx(clues["kin"][found.texts, found.skills])


def test_ranks_begin_at_nought_for_the_best_of_each_text():
    found = pairs(clues_of(2, 4, echo=SCORES), View({"echo": 4}, ("echo",)))
    ranks = np.expm1(found.features[:, 1]).round().astype(int)
    assert ranks.tolist() == [3, 0, 1, 2, 0, 3, 2, 1]


def test_shares_are_of_the_best_that_the_text_has():
    found = pairs(clues_of(2, 4, echo=SCORES), View({"echo": 2}, ("echo",)))
    assert found.features[:, 2] == pytest.approx([0.9 / 0.92, 0.5 / 0.92, 0.8 / 0.82, 0.7 / 0.82], abs=1e-5)


def test_shares_become_odds_within_bounds():
    found = pairs(clues_of(1, 3, near=[[-0.2, 0.5, 1.4]]), View({"near": 3}, ("near",)))
    assert found.features[:, 1] == pytest.approx([np.log(0.001 / 0.999), 0, np.log(0.97 / 0.03)], abs=1e-4)


def test_each_view_weighs_its_own_clues_and_proposes_only_by_clues():
    assert KNOWN.weighed == CLUES
    assert UNSEEN.weighed == READ
    assert set(KNOWN.proposing) <= set(CLUES)
    assert set(UNSEEN.proposing) <= set(READ)


def test_views_tell_as_many_features_of_any_texts():
    for view in (KNOWN, UNSEEN):
        assert pairs(clues_of(2, 5), view).features.shape[1] == pairs(clues_of(9, 400), view).features.shape[1]


def test_features_of_a_text_do_not_depend_on_the_texts_beside_it():
    whole = clues_of(6, 90)
    alone = {name: clue[4:5] for name, clue in whole.items()}
    for view in (KNOWN, UNSEEN):
        every, one = pairs(whole, view), pairs(alone, view)
        assert np.array_equal(every.where(every.texts == 4).features, one.features)
        assert np.array_equal(every.skills[every.texts == 4], one.skills)


def test_equal_scores_are_ranked_the_same_twice():
    level = [[0.5] * 6] * 2
    first, again = (pairs(clues_of(2, 6, echo=level), View({"echo": 3}, ("echo",))) for _ in range(2))
    assert np.array_equal(first.features, again.features)
    assert proposed(first) == proposed(again)


def test_where_keeps_what_a_mask_says():
    found = Pairs(np.array([0, 0, 1]), np.array([2, 3, 2]), np.arange(6.0).reshape(3, 2))
    kept = found.where(np.array([True, False, True]))
    assert proposed(kept) == {(0, 2), (1, 2)}
    assert kept.features.tolist() == [[0, 1], [4, 5]]
    assert found.where(np.zeros(3, dtype=bool)).features.shape == (0, 2)
