"""Does the drafter find links, know how sure it is, and say the same twice?"""

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from tests.training.drafting.drafting_texts import a_catalogue, the_skills
from training.drafting.drafter import Drafter
from training.drafting.judge import Judge
from training.drafting.pairs import KNOWN, UNSEEN, pairs


@pytest.fixture(scope="module")
def learned():
    texts, links, skills = a_catalogue(240)
    return Drafter(folds=3).fit(texts, links, skills)


def test_the_skill_of_a_new_text_is_the_surest(learned):
    texts, links, _ = a_catalogue(60, seed=2)
    sure = learned.predict_proba(texts).toarray()
    first = sure.argmax(axis=1)
    assert links.toarray()[np.arange(60), first].mean() > 0.95


def test_confidence_is_about_the_share_that_is_right(learned):
    texts, links, _ = a_catalogue(400, seed=3)
    sure, truth = learned.predict_proba(texts).toarray(), links.toarray()
    for low, high in ((0.0, 0.1), (0.15, 0.5), (0.8, 1.01)):
        kept = (sure >= low) & (sure < high)
        assert kept.sum() > 50
        assert sure[kept].mean() == pytest.approx(truth[kept].mean(), abs=0.08)


def test_the_same_links_are_drafted_twice(learned):
    texts, links, skills = a_catalogue(240)
    again = Drafter(folds=3).fit(texts, links, skills)
    new, *_ = a_catalogue(20, seed=4)
    assert (again.predict_proba(new) != learned.predict_proba(new)).nnz == 0


def test_a_skill_that_nothing_is_linked_to_is_found_by_its_words():
    texts, links, skills = a_catalogue(240)
    named = pd.concat([skills, pd.DataFrame({"name": ["python"], "description": [""]})], ignore_index=True)
    wider = csr_array(np.column_stack([links.toarray(), np.zeros(240)]))
    sure = Drafter(folds=3).fit(texts, wider, named).predict_proba(texts).toarray()[:, 5]
    about = texts["title"].str.startswith("python").to_numpy()
    assert sure[about].min() > sure[~about].max()


def test_without_links_names_alone_speak_and_never_loudly():
    skills = pd.DataFrame({"name": ["Contract law", "Selling"], "description": ["", ""]})
    texts = pd.DataFrame({"title": ["Contract law for buyers", "Gardening"], "description": ["", ""]})
    sure = Drafter().fit(texts, csr_array((2, 2)), skills).predict_proba(texts).toarray()
    assert 0.1 < sure[0, 0] <= 0.6
    assert sure[0, 1] == 0
    assert sure[1].max() == 0


def test_empty_titles_and_no_texts_are_borne(learned):
    hollow = pd.DataFrame({"title": ["", "§§§"], "description": ["", ""]})
    assert np.isfinite(learned.predict_proba(hollow).data).all()
    assert learned.predict_proba(hollow.iloc[:0]).shape == (0, 5)


def test_a_drafter_keeps_the_contract_of_estimators():
    assert clone(Drafter(folds=3, seed=7)).get_params() == {"folds": 3, "seed": 7, "largest": 4000}
    with pytest.raises(NotFittedError):
        Drafter().predict_proba(pd.DataFrame({"title": [], "description": []}))


def test_no_more_texts_are_learned_from_than_allowed():
    texts, links, skills = a_catalogue(240)
    found = Drafter(folds=3, largest=50).fit(texts, links, skills)
    assert len(found.clues_.texts_) == 50
    assert found.clues_.counts_.sum() == links.sum()


def test_letters_and_marks_are_words():
    texts = pd.DataFrame({"title": ["R in a day", "C++ in a day", "Cooking"], "description": ["", "", ""]})
    skills = pd.DataFrame({"name": ["R", "C++"], "description": ["", ""]})
    sure = Drafter().fit(texts, csr_array((3, 2)), skills).predict_proba(texts).toarray()
    assert (sure[0, 0] > 0, sure[1, 1] > 0, sure[2].max() == 0) == (True, True, True)


def test_a_skill_is_never_its_own_kin(learned):
    assert not learned.reading_.kin_.diagonal().any()


def test_unseen_skills_are_judged_without_a_clue_that_needs_links(learned):
    texts, *_ = a_catalogue(5, seed=5)
    clues = learned.clues_.clues(learned.reading_.texts(texts))
    changed = {**clues, **{name: clues[name] * 0 for name in ("near", "linear", "soft", "known", "nearest")}}
    assert np.array_equal(pairs(clues, UNSEEN).features, pairs(changed, UNSEEN).features)
    assert not np.array_equal(pairs(clues, KNOWN).features, pairs(changed, KNOWN).features)


def test_a_judge_says_chances_that_come_true():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(4000, 2))
    y = rng.random(4000) < 1 / (1 + np.exp(-2 * x[:, 0]))
    judge = Judge(rounds=30).fit(x[:3000], y[:3000].astype(float), np.arange(3000))
    chance = judge.predict_proba(x[3000:])
    high = chance > 0.8
    assert chance[high].mean() == pytest.approx(y[3000:][high].mean(), abs=0.06)
    assert the_skills().shape == (5, 2)
