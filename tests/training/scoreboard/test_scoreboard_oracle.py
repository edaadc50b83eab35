from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tests.training.scoreboard.scoreboard_house import truth_in
from training.demo import make
from training.demo.hidden.following import Hidden
from training.scoreboard.distance import Distance
from training.scoreboard.oracle import Oracle

SKILL = "listening"


class Contents:
    """A catalogue in which contents have ids and minutes."""

    def __init__(self, ids, minutes):
        self.contents, self.ids, self.minutes = self, tuple(ids), np.array(minutes, float)


@pytest.fixture(scope="module")
def hidden(tmp_path_factory) -> Hidden:
    """A world with plateaus and thresholds."""
    return Hidden.read(truth_in(tmp_path_factory.mktemp("truth"), make(200, 7, world="misspecified").truth))


def towards(wanted=1.0, skill=SKILL):
    return Distance((skill,), np.array([wanted]), np.array([1.0]))


def teaching(hidden, learner):
    """The contents that raise the skill of a learner, and by how much."""
    gain = hidden.gain(learner, hidden.content_ids)[:, hidden.skill_ids.index(SKILL)]
    return {hidden.content_ids[column]: gain[column] for column in np.flatnonzero(gain > 0.01)}


def whom(hidden):
    """A learner whom more than one content helps."""
    return next(learner for learner in hidden.learner_ids if len(teaching(hidden, learner)) > 2)


def oracle_of(hidden, learner, ids, distance=None, minutes=60.0):
    return Oracle.of(hidden, learner, distance or towards(), Contents(ids, [minutes] * len(ids)))


def test_what_lies_beyond_the_goal_counts_for_nothing(hidden):
    learner = whom(hidden)
    content, gain = max(teaching(hidden, learner).items(), key=lambda pair: pair[1])
    level = hidden.levels(learner)[SKILL]
    assert oracle_of(hidden, learner, [content]).closed()[0] == pytest.approx(gain)
    assert oracle_of(hidden, learner, [content], towards(level + gain / 2)).closed()[0] == pytest.approx(gain / 2)
    assert oracle_of(hidden, learner, [content], towards(level)).closed()[0] == 0.0


def test_contents_and_skills_that_the_truth_does_not_know_are_worth_nothing(hidden):
    learner = whom(hidden)
    content = next(iter(teaching(hidden, learner)))
    found = oracle_of(hidden, learner, ["unheard-of", content])
    assert found.chance()[0] == 0.0 < found.chance()[1]
    assert found.scores()[0] == 0.0 < found.scores()[1]
    assert oracle_of(hidden, learner, [content], towards(skill="juggling")).closed()[0] == 0.0


def test_longer_contents_are_wanted_less(hidden):
    learner = whom(hidden)
    content = next(iter(teaching(hidden, learner)))
    short, long = (oracle_of(hidden, learner, [content], minutes=minutes).scores()[0] for minutes in (30, 60))
    assert short == pytest.approx(2 * long)


def test_what_was_taken_counts_as_learned_by_its_chance(hidden):
    learner = whom(hidden)
    content = next(iter(teaching(hidden, learner)))
    oracle = oracle_of(hidden, learner, [content])
    before = oracle.hidden.levels(learner)[SKILL]
    expected = before + oracle.chance()[0] * oracle.closed()[0]
    oracle.take(0)
    assert oracle.hidden.levels(learner)[SKILL] == pytest.approx(expected, abs=1e-6)
    assert hidden.levels(learner)[SKILL] == before


def walled(hidden, learner, wall):
    """The same people, but that the growth of one learner stops at a level for one completion."""
    row, skill = hidden.rows[learner], hidden.skill_ids.index(SKILL)
    own = hidden.secrets.minds.plateaus
    walls, stuck = own.wall.copy(), own.stuck.copy()
    walls[row, skill], stuck[row, skill] = wall, 1
    minds = replace(hidden.secrets.minds, plateaus=replace(own, wall=walls, stuck=stuck))
    return replace(hidden, secrets=replace(hidden.secrets, minds=minds))


def test_a_plateau_is_worked_off_in_thought_alone(hidden):
    learner = whom(hidden)
    content, gain = max(teaching(hidden, learner).items(), key=lambda pair: pair[1])
    level = hidden.levels(learner)[SKILL]
    stopped = walled(hidden, learner, level + gain / 2)
    oracle = oracle_of(stopped, learner, [content])
    assert oracle.closed()[0] == pytest.approx(gain / 2, abs=1e-6)
    oracle.take(0)
    assert oracle.hidden.levels(learner)[SKILL] + oracle.closed()[0] > level + 0.7 * gain
    assert oracle_of(stopped, learner, [content]).closed()[0] == pytest.approx(gain / 2, abs=1e-6)


def test_the_day_of_the_oracle_is_the_last_of_the_history(hidden):
    learner = whom(hidden)
    oracle = oracle_of(hidden, learner, list(teaching(hidden, learner)))
    assert oracle.hidden.until == hidden.until == date(2026, 6, 30)
    oracle.take(0)
    assert (oracle.hidden.secrets.minds.since[hidden.rows[learner]] == hidden.secrets.until).all()
