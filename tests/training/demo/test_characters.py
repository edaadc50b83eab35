"""A world changes how far people differ, not how they are on average."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from tests.training.demo.demo_house import a_stage
from training.demo.characters import shaped
from training.demo.nature import FRIENDLY, HOSTILE, MISSPECIFIED, Nature
from training.demo.traits import People
from training.demo.worlds import WORLDS, World

UNLIKE = [MISSPECIFIED, HOSTILE]


@cache
def crowd(nature: Nature) -> People:
    stage = replace(a_stage(5000), world=World("other", nature))
    return shaped(stage, np.random.default_rng(1))


def correlation(first: np.ndarray, second: np.ndarray) -> float:
    return float(np.corrcoef(first, second)[0, 1])


def test_the_worlds_grow_harder_from_one_to_the_next() -> None:
    friendly, misspecified, hostile = (world.nature for world in WORLDS.values())
    for name in ("plateaus", "exponent_spread", "memory_spread", "halo", "coarse", "inflation", "silence"):
        assert getattr(friendly, name) < getattr(misspecified, name) < getattr(hostile, name), name
    assert friendly.tail is None
    assert (misspecified.tail or 0.0) > (hostile.tail or 0.0) > 1.0


@pytest.mark.parametrize("nature", UNLIKE)
def test_as_much_is_taken_up_as_elsewhere_but_by_other_people(nature: Nature) -> None:
    usual, other = crowd(FRIENDLY), crowd(nature)
    assert other.eager.mean() == pytest.approx(usual.eager.mean(), rel=0.06)
    assert correlation(other.eager, other.diligence) > correlation(usual.eager, usual.diligence) + 0.15


@pytest.mark.parametrize("nature", UNLIKE)
def test_half_lives_spread_around_the_same_middle(nature: Nature) -> None:
    usual, other = np.log(crowd(FRIENDLY).memory), np.log(crowd(nature).memory)
    assert np.median(other) == pytest.approx(np.median(usual), abs=0.03)
    assert other.std() == pytest.approx(nature.memory_spread, rel=0.05)


@pytest.mark.parametrize("nature", UNLIKE)
def test_exponents_spread_around_their_middle_within_bounds(nature: Nature) -> None:
    exponent = crowd(nature).exponent
    assert np.median(exponent) == pytest.approx(nature.exponent, rel=0.05)
    assert (exponent.min(), exponent.max()) == pytest.approx((0.15, 1.5), abs=0.2)


@pytest.mark.parametrize("nature", UNLIKE)
def test_leniency_keeps_its_spread_while_it_goes_with_the_team(nature: Nature) -> None:
    usual, other = crowd(FRIENDLY).lenient, crowd(nature).lenient
    assert other.std() == pytest.approx(usual.std(), rel=0.05)
    leads = a_stage(5000).careers.leads.ravel()
    assert not np.allclose(other[leads], usual[leads])
    rest = np.setdiff1d(np.arange(len(usual)), leads)
    assert (other[rest] == usual[rest]).all()


@pytest.mark.parametrize("nature", UNLIKE)
def test_the_diligent_are_held_in_esteem_where_there_is_a_halo(nature: Nature) -> None:
    other = crowd(nature)
    assert 0.25 < correlation(other.esteem, other.diligence) < 0.55
    assert not crowd(FRIENDLY).esteem.any()


def test_a_share_of_raters_is_coarse() -> None:
    assert [crowd(nature).coarse.mean() for nature in UNLIKE] == pytest.approx([0.2, 0.3], abs=0.03)
    assert not crowd(FRIENDLY).coarse.any()


def test_people_inflate_more_but_never_without_bounds() -> None:
    means = [crowd(nature).inflating.mean() for nature in (FRIENDLY, MISSPECIFIED, HOSTILE)]
    assert means == pytest.approx([0.45, 0.6, 0.8], abs=0.02)
    assert crowd(HOSTILE).inflating.max() <= 1.2


def test_what_the_tables_show_of_people_is_left_alone() -> None:
    usual, other = crowd(FRIENDLY), crowd(HOSTILE)
    for name in ("first", "last", "place", "language", "weekly_minutes", "gender", "age_band", "talent", "diligence"):
        assert (getattr(usual, name) == getattr(other, name)).all(), name
