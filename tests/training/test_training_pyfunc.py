"""Behind the tracker stands the bundle itself: the same list for the same history."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from recommender.bundle import Bundle
from recommender.errors import BundleRefused
from tests.training.training_builders import checked, chosen, quiet
from training.pyfunc import Choosing, _load_pyfunc
from training.recipe import Recipe
from training.run import train


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle on a shelf, in which each content leads to the next."""
    shelf = tmp_path_factory.mktemp("models")
    return shelf / train(Recipe(), checked(chosen(80)), 1, None, quiet).bundle.save(shelf)


@pytest.fixture(scope="module")
def choosing(folder: Path) -> Choosing:
    return _load_pyfunc(str(folder))


def test_the_next_in_the_chain_stands_first_and_what_was_taken_nowhere(choosing: Choosing) -> None:
    found = choosing.predict({"history": [["c03", "c04"], ["c10"]]}, {"k": 22})
    assert [listed[0] for listed in found] == ["c05", "c11"]
    assert [len(listed) for listed in found] == [22, 22]
    assert not {"c03", "c04"} & set(found[0])


def test_the_list_is_in_the_order_of_affinity_ties_by_id(choosing: Choosing, folder: Path) -> None:
    bundle = Bundle.load(folder)
    assert bundle.parts.ranker is not None
    assert bundle.parts.affinity is not None
    taken = np.array([3, 4])
    affinity = bundle.parts.affinity.probability(bundle.parts.ranker.score(taken), taken)
    [listed] = choosing.predict({"history": [["c03", "c04"]]})
    best = sorted((-share, name) for share, name in zip(affinity, bundle.columns.contents, strict=True) if share > 0)
    assert listed == [name for _, name in best][:10]


def test_a_history_may_be_empty_know_strange_ids_and_repeat_itself(choosing: Choosing) -> None:
    nothing, strange, twice, once = choosing.predict({"history": [[], ["gone"], ["c03", "c04", "c03"], ["c03", "c04"]]})
    assert len(nothing) == 10
    assert strange == nothing
    assert twice == once


def test_a_frame_of_arrays_is_read_like_lists(choosing: Choosing) -> None:
    frame = pd.DataFrame({"history": [np.array(["c03", "c04"], object)]})
    assert choosing.predict(frame) == choosing.predict({"history": [["c03", "c04"]]})


def test_more_than_there_is_gives_all_that_is_left(choosing: Choosing) -> None:
    [listed] = choosing.predict({"history": [["c03"]]}, {"k": 1000})
    assert sorted(listed) == [f"c{number:02}" for number in range(24) if number != 3]


def test_without_a_ranker_the_most_popular_come_first(tmp_path: Path) -> None:
    bundle = train(Recipe(), checked(chosen(60, likely=0)), 1, None, quiet).bundle
    choosing = _load_pyfunc(str(tmp_path / bundle.save(tmp_path)))
    shares = bundle.parts.popularity.share_
    most = sorted(range(len(shares)), key=lambda column: (-shares[column], column))
    assert choosing.predict({"history": [[]]}, {"k": 3}) == [[bundle.columns.contents[column] for column in most[:3]]]


def test_a_folder_under_another_name_is_refused(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / ("0" * 16)
    other.symlink_to(folder)
    with pytest.raises(BundleRefused):
        _load_pyfunc(str(other))
