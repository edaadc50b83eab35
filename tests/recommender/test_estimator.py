"""Do our estimators keep scikit-learn's contract, though they are none of its classes?"""

import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from recommender.estimator import Estimator


class Scaled(Estimator):
    def __init__(self, *, factor=2.0, names=("a",)):
        self.factor = factor
        self.names = names

    def fit(self):
        self.scale_ = self.factor
        return self


def test_parameters_are_told_as_they_were_given():
    names = ["x"]
    found = Scaled(factor=0, names=names).get_params()
    assert found == {"factor": 0, "names": ["x"]}
    assert found["names"] is names


def test_a_clone_has_the_same_parameters_and_learned_nothing():
    copy = clone(Scaled(factor=3.0).fit())
    assert copy.get_params() == {"factor": 3.0, "names": ("a",)}
    assert not hasattr(copy, "scale_")


def test_parameters_can_be_set_and_all_unknown_ones_are_named():
    one = Scaled()
    assert one.set_params(factor=5.0) is one
    assert one.factor == 5.0
    with pytest.raises(ValueError, match=r"no parameters colour, weight; it has factor, names"):
        one.set_params(weight=1, colour=2, factor=7.0)
    assert one.factor == 5.0


def test_what_was_not_fitted_says_so_the_way_scikit_learn_does():
    with pytest.raises(NotFittedError, match="this Scaled was not fitted yet"):
        Scaled().require_fitted("scale_")
    Scaled().fit().require_fitted("scale_")


def test_it_prints_like_the_call_that_makes_it():
    assert repr(Scaled(factor=1.5)) == "Scaled(factor=1.5, names=('a',))"
