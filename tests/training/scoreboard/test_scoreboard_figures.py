from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from training.scoreboard.chance import chances
from training.scoreboard.effects import effects, spearman
from training.scoreboard.figure import Resamples
from training.scoreboard.standing import Spent, standings


def arrays(*columns):
    return [np.array(column, float) for column in columns]


def test_a_share_is_a_ratio_of_sums_not_a_mean_of_ratios():
    closed, hours = arrays([1, 0], [1, 3])
    assert Resamples.of(2, 1).share(closed, hours).value == pytest.approx(0.25)


def test_an_interval_holds_the_value_and_narrows_with_more_who_were_judged():
    rng = np.random.default_rng(0)
    widths = []
    for many in (50, 5000):
        found = Resamples.of(many, 3).share(rng.normal(1, 1, many), np.ones(many))
        assert found.low < found.value < found.high
        widths.append(found.high - found.low)
    assert widths[1] < widths[0] / 5
    assert widths[1] == pytest.approx(2 * 1.96 / np.sqrt(5000), rel=0.15)


def test_the_same_seed_gives_the_same_interval_and_another_another():
    part, whole = arrays(range(20), [1] * 20)
    one, again, other = (Resamples.of(20, seed).share(part, whole) for seed in (1, 1, 2))
    assert one == again
    assert one != other


def test_nobody_judged_gives_no_number():
    found = Resamples.of(0, 1).share(np.empty(0), np.empty(0))
    assert np.isnan([found.value, found.low, found.high]).all()


def test_the_true_chances_have_the_best_skill_and_no_calibration_error():
    truth = np.array([0.2, 0.9, 0.5, 0.4])
    found = chances(np.array([0, 0, 1, 2]), truth, truth, seed=1)
    noise, base = (truth * (1 - truth)).sum(), 4 * 0.5 * 0.5
    assert found.base_rate == pytest.approx(0.5)
    assert found.skill.value == found.best.value == pytest.approx(1 - noise / base)
    assert found.calibration.value == pytest.approx(0.0)


def test_the_base_rate_itself_has_no_skill():
    truth = np.array([0.2, 0.9, 0.5, 0.4])
    found = chances(np.arange(4), np.full(4, 0.5), truth, seed=1)
    assert found.skill.value == pytest.approx(0.0)
    assert found.best.value > 0.2


def test_the_expected_brier_skill_is_what_drawn_outcomes_come_to():
    rng = np.random.default_rng(5)
    truth = rng.uniform(0.1, 0.9, 40_000)
    shown = np.clip(truth + rng.normal(0, 0.15, len(truth)), 0, 1)
    came = rng.random(len(truth)) < truth
    drawn = 1 - np.mean((shown - came) ** 2) / np.mean((came.mean() - came) ** 2)
    assert chances(np.arange(len(truth)) % 100, shown, truth, seed=1).skill.value == pytest.approx(drawn, abs=0.01)


def test_calibration_counts_the_distance_in_each_bin_so_that_opposite_errors_do_not_cancel():
    found = chances(np.arange(4), np.array([0.15, 0.15, 0.85, 0.85]), np.array([0.25, 0.25, 0.75, 0.75]), seed=1)
    assert found.calibration.value == pytest.approx(0.1)
    assert found.bias.value == pytest.approx(0.0)


def test_spearman_by_hand_with_ties():
    assert spearman(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 3.0, 2.0, 4.0])) == pytest.approx(0.8)
    assert spearman(np.array([1.0, 1.0, 2.0]), np.array([1.0, 1.0, 5.0])) == pytest.approx(1.0)


class Names:
    def __init__(self, ids):
        self.ids = ids


class Catalogue:
    """Contents that each teach one skill."""

    def __init__(self, contents):
        self.contents, self.skills, self.links = Names(contents), Names(("talk",)), self
        self.content, self.skill = np.arange(len(contents)), np.zeros(len(contents), np.int64)


def test_effects_are_ranked_over_contents_often_completed_and_over_all():
    truth = pd.DataFrame(
        {
            "content_id": ["a", "b", "c", "unlinked"],
            "skill_id": "talk",
            "effect": [0.1, 0.5, 0.3, 0.9],
            "completions": [20, 90, 19, 50],
            "trait": ["fashion", "plain", "fashion", "plain"],
        }
    )
    found = effects(truth, np.array([0.2, 0.4, 0.6]), Catalogue(("a", "b", "c")), seed=1)
    assert (found.often.links, found.often.rank.value) == (2, pytest.approx(1.0))
    assert (found.all.links, found.all.rank.value) == (3, pytest.approx(0.5))
    assert found.useless == pytest.approx(0.2)


def test_effects_without_any_link_in_common_have_no_rank():
    truth = pd.DataFrame({"content_id": ["z"], "skill_id": ["talk"], "effect": [0.5], "completions": [30]})
    found = effects(truth, np.array([0.2]), Catalogue(("a",)), seed=1)
    assert found.all.links == 0
    assert np.isnan(found.all.rank.value)
    assert found.useless is None


def spent(closed, hours, steps=1.0):
    return Spent(closed, hours, steps)


def test_a_standing_divides_what_was_closed_by_the_hours_and_says_how_far_cairn_is_ahead():
    idle = spent(0.0, 0.0, 0.0)
    others = {"popularity": spent(0.1, 1.0), "affinity": spent(0.2, 4.0), "greedy": idle, "oracle": spent(0.8, 2.0)}
    found = standings([{"cairn": spent(0.3, 1.0, 3.0)} | others] * 3, Resamples.of(3, 1))
    assert found["cairn"].per_hour.value == pytest.approx(0.3)
    assert found["cairn"].steps.value == pytest.approx(3.0)
    assert found["cairn"].ahead is None
    assert found["affinity"].per_hour.value == pytest.approx(0.05)
    assert found["affinity"].ahead.value == pytest.approx(0.25)
    assert found["affinity"].ahead_in_all.value == pytest.approx(0.1)
    assert found["oracle"].ahead.value == pytest.approx(-0.1)
    assert np.isnan(found["greedy"].per_hour.value)
    assert found["greedy"].closed.value == 0.0


def test_who_is_ahead_is_resampled_in_pairs():
    """Learners differ a lot, the difference does not: its interval is narrow."""
    many = np.linspace(0.1, 10, 60)
    rows = [dict.fromkeys(("popularity", "affinity", "greedy", "oracle"), spent(x, 1.0)) for x in many]
    rows = [row | {"cairn": spent(x + 0.1, 1.0)} for row, x in zip(rows, many, strict=True)]
    found = standings(rows, Resamples.of(60, 1))["popularity"]
    assert found.per_hour.high - found.per_hour.low > 1.0
    assert found.ahead.low == pytest.approx(0.1) == found.ahead.high
