from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from recommender.knowledge.levels import TENTH
from tests.training.scoreboard.scoreboard_house import House, a_house
from training.scoreboard.figure import Resamples
from training.scoreboard.levels import Traced, level_slices, traced


@pytest.fixture(scope="module")
def house() -> House:
    return a_house()


def scene_of(house, mean, spread, evidence=(0, 3)):
    """A scene in which levels (faults, talk) and their standard deviations are as told."""
    scene = house.engine.look(house.query("ada"))
    theta = 6 * (np.array(mean) - 0.5)
    return replace(
        scene, state=replace(scene.state, mean=theta, variance=(6 * np.array(spread)) ** 2, evidence=np.array(evidence))
    )


def a_traced(truth, level, inside, width=0.2, evidence=0):
    many = len(truth)
    return Traced(
        np.array(truth, float),
        np.array(level, float),
        np.array(inside, bool),
        np.full(many, width),
        np.full(many, evidence),
    )


def slices(*found):
    return level_slices(found, Resamples.of(len(found), 1))


def test_levels_stand_beside_the_truth_skill_by_skill(house):
    found = traced(scene_of(house, (0.4, 0.7), (0.1, 0.1)), {"talk": 0.6, "faults": 0.1}, house.engine.catalog)
    assert found.truth.tolist() == [0.1, 0.6]
    assert found.level == pytest.approx([0.4, 0.7])
    assert found.evidence.tolist() == [0, 3]


def test_a_true_level_is_inside_up_to_the_end_of_the_interval(house):
    reach = TENTH * 0.1
    scene = scene_of(house, (0.5, 0.5), (0.1, 0.1))
    found = traced(scene, {"faults": 0.5 + reach - 1e-6, "talk": 0.5 - reach - 1e-6}, house.engine.catalog)
    assert found.inside.tolist() == [True, False]
    assert found.width == pytest.approx(2 * reach)


def test_levels_and_intervals_are_those_that_are_shown_between_0_and_1(house):
    found = traced(scene_of(house, (1.2, 0.95), (0.1, 0.1)), {"faults": 1.0, "talk": 1.0}, house.engine.catalog)
    assert found.level == pytest.approx([1.0, 0.95])
    assert found.width[1] == pytest.approx(0.05 + TENTH * 0.1)


def test_a_skill_that_the_tables_lack_is_passed_over(house):
    found = traced(scene_of(house, (0.4, 0.7), (0.1, 0.1)), {"juggling": 0.9, "talk": 0.6}, house.engine.catalog)
    assert found.truth.tolist() == [0.6]


def test_error_bias_and_coverage_by_hand():
    found = slices(a_traced([0.2, 0.4], [0.5, 0.4], [False, True]), a_traced([0.6], [0.2], [False]))["all"]
    assert (found.pairs, found.learners) == (3, 2)
    assert found.rmse.value == pytest.approx(np.sqrt((0.09 + 0.16) / 3), abs=1e-6)
    assert found.bias.value == pytest.approx(-0.1 / 3, abs=1e-6)
    assert found.coverage.value == pytest.approx(1 / 3, abs=1e-6)
    assert found.width.value == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("evidence", "name"),
    [
        (0, "evidence 0"),
        (1, "evidence 1-2"),
        (2, "evidence 1-2"),
        (3, "evidence 3-9"),
        (9, "evidence 3-9"),
        (10, "evidence 10+"),
        (400, "evidence 10+"),
    ],
)
def test_every_count_of_evidence_has_its_slice(evidence, name):
    found = slices(a_traced([0.5], [0.5], [True], evidence=evidence))
    assert [slice_ for slice_, one in found.items() if slice_.startswith("evidence") and one.pairs] == [name]


@pytest.mark.parametrize(
    ("level", "name"),
    [
        (0.0, "true level below 1/3"),
        (0.33, "true level below 1/3"),
        (0.34, "true level 1/3 to 2/3"),
        (0.67, "true level above 2/3"),
        (1.0, "true level above 2/3"),
    ],
)
def test_thirds_go_by_the_true_level_not_by_the_one_shown(level, name):
    found = slices(a_traced([level], [1 - level], [True]))
    assert [slice_ for slice_, one in found.items() if slice_.startswith("true") and one.pairs] == [name]


def test_a_slice_without_anybody_has_no_figures():
    empty = slices(a_traced([0.5], [0.5], [True], evidence=1))["evidence 10+"]
    assert (empty.pairs, empty.learners) == (0, 0)
    assert np.isnan([empty.rmse.value, empty.coverage.value, empty.width.low]).all()


def test_learners_are_drawn_whole_so_that_one_with_many_skills_does_not_look_like_many_learners():
    """Forty levels of one learner, all off, and of one without any error: either may be drawn alone."""
    off, right = a_traced([0.2] * 40, [0.6] * 40, [False] * 40), a_traced([0.2] * 40, [0.2] * 40, [True] * 40)
    found = slices(off, right)["all"]
    assert (found.coverage.low, found.coverage.high) == (0.0, 1.0)
