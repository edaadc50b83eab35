import numpy as np
import pytest

from recommender.errors import FitRefused
from recommender.ranking.estimators.popularity import Popularity
from recommender.ranking.sequences import Sequences


def test_a_share_is_the_smoothed_count_over_all_counts():
    fitted = Popularity(smoothing=0.5).fit(Sequences.of([[0, 2], [0], [0]], size=4))
    assert fitted.share_ == pytest.approx(np.array([3.5, 0.5, 1.5, 0.5]) / 6)


def test_what_was_assigned_does_not_count():
    sequences = Sequences(np.array([0, 1, 0]), np.array([0, 2, 3]), 2, np.array([0.0, 1.0, 0.25]))
    assert Popularity(smoothing=1.0).fit(sequences).share_ == pytest.approx(np.array([1.25, 2.0]) / 3.25)


def test_without_any_choice_all_contents_are_alike():
    assert Popularity().fit(Sequences.of([], size=4)).share_.tolist() == [0.25] * 4


@pytest.mark.parametrize("smoothing", [0.0, -1.0, np.nan, np.inf])
def test_smoothing_that_would_leave_a_content_without_a_chance_is_refused(smoothing):
    with pytest.raises(FitRefused, match="smoothing: found"):
        Popularity(smoothing=smoothing).fit(Sequences.of([[0]], size=2))


def test_changing_an_answer_does_not_change_what_was_learned():
    fitted = Popularity().fit(Sequences.of([[0]], size=2))
    fitted.score(np.array([0]))[:] = -1
    fitted.scores(Sequences.of([[0]], size=2))[:] = -1
    assert fitted.share_.tolist() == pytest.approx([2 / 3, 1 / 3])
