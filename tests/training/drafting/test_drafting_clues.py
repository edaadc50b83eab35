"""Does each clue say what its name promises, by arithmetic done another way?"""

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.preprocessing import normalize

from tests.training.drafting.drafting_texts import a_catalogue
from training.drafting.clues import CLUES, LEARNED, READ, Clues
from training.drafting.reading import Reading, product

NUMBER = 40
SAID = ["", "Two mornings."]


class House:
    """Linked texts, a skill that nothing is linked to, clues learned from them, and new texts."""

    def __init__(self):
        frame, links, skills = a_catalogue(NUMBER)
        frame["description"] = SAID * (NUMBER // 2)
        unlinked = pd.DataFrame({"name": ["Excel spreadsheets"], "description": [""]})
        self.skills = pd.concat([skills, unlinked], ignore_index=True)
        self.links = np.column_stack([links.toarray(), np.zeros(NUMBER)]).astype(np.float32)
        self.reading = Reading().fit(frame, self.skills)
        self.texts = self.reading.texts(frame)
        self.clues = Clues(self.reading).fit(self.texts, csr_array(self.links))
        self.new = self.reading.texts(a_catalogue(12, seed=9)[0])
        self.found = self.clues.clues(self.new)
        self.likeness = product(self.new.whole, self.texts.whole).astype(float)
        self.prior = self.links.mean(axis=0)


@pytest.fixture(scope="module")
def house():
    return House()


def ridge(kernel, new, links, prior, penalty):
    """Kernel ridge regression of what links exceed the prior by."""
    return prior + new @ np.linalg.solve(kernel + penalty * np.eye(len(kernel)), links - prior)


def sharpened(likeness):
    return (likeness + likeness**2) / 2


def test_every_clue_is_there_for_every_pair(house):
    assert set(house.found) == set(CLUES)
    assert {clue.shape for clue in house.found.values()} == {(12, 6)}
    assert all(np.isfinite(clue).all() for clue in house.found.values())


def test_a_clue_is_either_learned_or_read():
    assert set(LEARNED).isdisjoint(READ)
    assert len(set(CLUES)) == len(CLUES) == len(LEARNED) + len(READ)


def test_linear_and_soft_are_ridge_regressions(house):
    own = product(house.texts.whole, house.texts.whole).astype(float)
    soft = ridge(own, house.likeness, house.links, house.prior, 1.0)
    linear = ridge(sharpened(own), sharpened(house.likeness), house.links, house.prior, 0.1)
    assert house.found["soft"] == pytest.approx(soft, abs=1e-4)
    assert house.found["linear"] == pytest.approx(linear, abs=1e-3)


def test_titled_reads_titles_alone(house):
    own = product(house.texts.titles, house.texts.titles).astype(float)
    new = product(house.new.titles, house.texts.titles).astype(float)
    assert house.found["titled"] == pytest.approx(ridge(own, new, house.links, house.prior, 0.4), abs=1e-4)


def test_mixed_reads_whole_texts_and_titles_alike(house):
    own = product(house.texts.whole, house.texts.whole) + product(house.texts.titles, house.texts.titles).astype(float)
    new = house.likeness + product(house.new.titles, house.texts.titles)
    assert house.found["mixed"] == pytest.approx(ridge(own / 2, new / 2, house.links, house.prior, 0.5), abs=1e-4)


def test_latent_clues_go_by_angles_between_main_directions(house):
    """Against the singular value decomposition of the texts themselves."""
    told = house.texts.whole.toarray().astype(float)
    _, values, main = np.linalg.svd(told, full_matrices=False)
    main = main[values**2 > 1e-4 * values[0] ** 2].T
    own, new = normalize(told @ main), normalize(house.new.whole.toarray() @ main)
    wanted = ridge(own @ own.T, new @ own.T, house.links, house.prior, 1.0)
    assert house.found["latent"] == pytest.approx(wanted, abs=1e-3)
    at = np.argsort(-(new @ own.T), axis=1)[:, :10]
    power = np.take_along_axis(new @ own.T, at, axis=1) ** 4
    share = np.einsum("tn,tns->ts", power, house.links[at]) + 0.3**4 * house.prior
    assert house.found["latent_near"] == pytest.approx(share / (power.sum(axis=1, keepdims=True) + 0.3**4), abs=1e-2)


def test_coarse_is_soft_by_rarity_where_directions_suffice(house):
    own = product(house.texts.whole, house.texts.whole).astype(float)
    rare = house.links * np.log1p(NUMBER / np.maximum(house.links.sum(axis=0), 1))
    assert house.found["coarse"] == pytest.approx(ridge(own, house.likeness, rare, 0.0, 1.0), abs=1e-3)


def test_fits_and_misfits_are_what_a_regression_says_of_texts_left_out(house):
    own = product(house.texts.whole, house.texts.whole).astype(float)
    left = np.zeros_like(house.links)
    for one in range(NUMBER):
        others = np.arange(NUMBER) != one
        left[one] = ridge(own[others][:, others], own[one, others], house.links[others], 0.0, 1.0)
    have = house.links > 0
    fits = (left * have).sum(axis=0) / np.maximum(have.sum(axis=0), 1)
    assert house.found["fits"][3] == pytest.approx(fits, abs=1e-4)
    assert house.found["misfits"][3] == pytest.approx((left * ~have).sum(axis=0) / NUMBER, abs=1e-4)


def test_words_speak_for_the_skills_of_their_texts(house):
    truth = a_catalogue(12, seed=9)[1].toarray()
    loudest, voices = house.found["loudest"], house.found["voices"]
    assert (truth[np.arange(12), loudest.argmax(axis=1)] == 1).mean() > 0.8
    assert (truth[np.arange(12), voices.argmin(axis=1)] == 1).mean() > 0.8


@pytest.mark.parametrize(
    ("name", "number", "power"),
    [("near", 15, 3), ("wide", 60, 2), ("title_near", 20, 2), ("mixed_near", 20, 2)],
)
def test_neighbours_vote_by_a_power_of_their_likeness(house, name, number, power):
    titles = product(house.new.titles, house.texts.titles).astype(float)
    like = {"title_near": titles, "mixed_near": (titles + house.likeness) / 2}.get(name, house.likeness)
    for row, likeness in enumerate(like):
        at = np.argsort(-likeness, kind="stable")[:number]
        votes, stay = likeness[at] ** power, 0.3**power
        share = (votes @ house.links[at] + stay * house.prior) / (votes.sum() + stay)
        assert house.found[name][row] == pytest.approx(share, abs=1e-4)


def test_nearest_is_the_likeness_of_the_nearest_that_has_the_skill(house):
    wanted = (house.likeness[:, :, None] * house.links[None]).max(axis=1)
    assert house.found["nearest"] == pytest.approx(wanted, abs=1e-5)


@pytest.mark.parametrize(
    ("name", "read", "number"),
    [
        ("nearest_two", "whole", 2),
        ("nearest_five", "whole", 5),
        ("title_one", "titles", 1),
        ("title_three", "titles", 3),
        ("title_spelled", "pieces", 1),
    ],
)
def test_several_of_the_nearest_and_their_titles_count_too(house, name, read, number):
    likeness = product(getattr(house.new, read), getattr(house.texts, read))
    each = -np.sort(-likeness[:, :, None] * house.links[None], axis=1)[:, :number]
    assert house.found[name] == pytest.approx(each.sum(axis=1) / number, abs=1e-5)


def test_typical_is_the_likeness_of_all_that_have_the_skill(house):
    wanted = (house.likeness @ house.links) / np.maximum(house.links.sum(axis=0), 1)
    assert house.found["typical"] == pytest.approx(wanted, abs=1e-5)


def test_together_is_what_other_skills_say_by_ease(house):
    """Steck's closed form, with a matrix as large as there are skills."""
    score = ((house.found["linear"] + house.found["soft"]) / 2).astype(float)
    inverse = np.linalg.inv(house.links.T.astype(float) @ house.links + 100.0 * np.eye(6))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    assert house.found["together"] == pytest.approx(score @ weights, abs=1e-3)


def test_familiar_says_how_near_the_nearest_text_is(house):
    assert house.found["familiar"] == pytest.approx(np.repeat(house.likeness.max(axis=1)[:, None], 6, axis=1))


def test_a_text_that_was_learned_from_is_most_familiar(house):
    assert house.clues.clues(house.texts)["familiar"].min() == pytest.approx(1, abs=1e-5)


def test_known_counts_links_and_many_expects_them(house):
    assert house.found["known"][0] == pytest.approx(np.log1p(house.links.sum(axis=0)))
    score = (house.found["linear"] + house.found["soft"]) / 2
    assert house.found["many"][:, 0] == pytest.approx(np.log1p(np.maximum(score, 0).sum(axis=1)), abs=1e-4)


def test_what_is_learned_of_an_unlinked_skill_is_nothing(house):
    for name in set(LEARNED) - {"together"}:
        assert house.found[name][:, 5] == pytest.approx(np.zeros(12), abs=1e-6), name


def test_an_unlinked_skill_is_found_by_the_skills_it_reads_like(house):
    about = a_catalogue(12, seed=9)[0]["title"].str.startswith("excel").to_numpy()
    assert about.any()
    for name in ("kin", "echo"):
        assert house.found[name][about, 5].min() > house.found[name][~about, 5].max()


def test_a_skill_does_not_echo_itself(house):
    """The echo of a skill that reads like no other is silence, however well it scores."""
    apart = house.reading.described_ @ house.reading.described_.T
    alone = np.flatnonzero((apart.toarray() > 1e-6).sum(axis=1) == 1)
    assert len(alone)
    assert house.found["echo"][:, alone] == pytest.approx(np.zeros((12, len(alone))), abs=1e-3)


def test_again_votes_for_a_skill_of_the_text_within_bounds(house):
    truth = a_catalogue(12, seed=9)[1].toarray()
    assert truth[np.arange(12), house.found["again"].argmax(axis=1)].mean() > 0.8
    assert house.found["again"].min() >= 0
    assert house.found["again"].max() <= 1


def test_a_new_text_that_is_like_nothing_gets_what_is_usual(house):
    strange = house.reading.texts(pd.DataFrame({"title": ["Ωμέγα"], "description": [""]}))
    found = house.clues.clues(strange)
    for name in ("near", "wide", "soft", "linear", "titled"):
        assert found[name][0] == pytest.approx(house.prior, abs=1e-5)
    assert not found["nearest"].any()


def test_texts_beyond_the_largest_number_are_left_out_evenly(house):
    few = Clues(house.reading, largest=10).fit(house.texts, csr_array(house.links))
    assert len(few.texts_) == 10
    assert (few.texts_.whole[[0, 9]] != house.texts.whole[[0, NUMBER - 1]]).nnz == 0
    assert few.counts_.tolist() == house.links.sum(axis=0).tolist()
    assert few.prior_ == pytest.approx(house.prior)
    assert few.clues(house.new)["near"].shape == (12, 6)


def test_clues_of_some_texts_are_those_of_all(house):
    some = house.clues.clues(house.new.rows(np.array([7, 3])))
    for name in CLUES:
        assert some[name] == pytest.approx(house.found[name][[7, 3]], abs=1e-5)


def test_clues_keep_the_contract_of_estimators(house):
    fresh = Clues(house.reading, largest=7)
    assert fresh.get_params(deep=False) == {"reading": house.reading, "largest": 7}
    assert clone(Clues(largest=7)).get_params() == {"reading": None, "largest": 7}
    with pytest.raises(NotFittedError):
        fresh.clues(house.new)


def test_clues_without_a_reading_say_so(house):
    blind = Clues().fit(house.texts, csr_array(house.links))
    with pytest.raises(ValueError, match="need a reading"):
        blind.clues(house.new)
