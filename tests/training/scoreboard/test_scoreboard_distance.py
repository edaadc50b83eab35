from __future__ import annotations

import numpy as np
import pytest

from training.scoreboard.distance import Distance

TOWARDS = Distance(("talk", "books"), np.array([0.8, 0.5]), np.array([0.75, 0.25]))


def test_the_gap_is_weighted_and_never_negative():
    assert TOWARDS.gap({"talk": 0.4, "books": 0.9}) == pytest.approx(0.3)
    assert TOWARDS.gap({"talk": 1.0, "books": 0.5}) == 0.0


def test_a_skill_that_nobody_knows_of_is_missing_as_a_whole():
    assert TOWARDS.gap({"juggling": 1.0}) == pytest.approx(0.75 * 0.8 + 0.25 * 0.5)
