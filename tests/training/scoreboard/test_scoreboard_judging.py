from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from recommender.errors import QueryRefused, SourceRefused
from tests.training.scoreboard.scoreboard_house import House, house_of, truth_in
from training.scoreboard.distance import Distance
from training.scoreboard.judging import WEEKS, judged
from training.scoreboard.oracle import Oracle
from training.scoreboard.rivals import CAIRN, ORACLE, POPULARITY, RIVALS
from training.scoreboard.scoreboard import Asked, scored
from training.scoreboard.truth import Truth

AS_OF = datetime(2026, 7, 1, tzinfo=UTC)
"""The midnight after the last day of the demo organisation."""


@pytest.fixture(scope="module")
def truth(demo_organisation, tmp_path_factory) -> Truth:
    return Truth.read(truth_in(tmp_path_factory.mktemp("truth"), demo_organisation.truth))


@pytest.fixture(scope="module")
def house(demo_frames, truth) -> House:
    return house_of(demo_frames, truth)


@pytest.fixture(scope="module")
def board(house):
    return score(house)


def score(house, learners=24, follows=2, **more):
    return scored(house.engine, house.people, house.truth, Asked(learners, follows, **more), lambda _: None)


def queries(house):
    """Questions about those whom the truth follows and of whom something is wanted."""
    for learner in house.truth.hidden.learner_ids:
        query = replace(house.people.query(learner, AS_OF), duties=())
        if house.engine.look(query).wanted > 0:
            yield query


def oracle_of(house, query):
    scene = house.engine.look(query)
    return Oracle.of(house.truth.hidden, query.learner.id, Distance.to(scene.goal), house.engine.catalog), scene


def test_who_knows_the_truth_closes_most_and_cairn_far_more_than_what_is_popular(board):
    for standings in (board.lists, board.paths):
        assert tuple(standings) == RIVALS
        found = {name: one.per_hour.value for name, one in standings.items()}
        assert max(found, key=found.__getitem__) == ORACLE
        assert max(standings, key=lambda name: standings[name].closed.value) == ORACLE
        assert found[CAIRN] > 2 * found[POPULARITY]
        assert standings[ORACLE].ahead.value < 0 < standings[POPULARITY].ahead.low


def test_all_are_given_the_same_hours_and_steps(house, board):
    hours = [query.learner.weekly_minutes * WEEKS / 60 for query in queries(house)]
    for one in board.paths.values():
        assert 0 < one.hours.value < max(hours)
        assert one.steps.value <= 12


def test_the_moment_is_the_midnight_after_the_last_day_that_the_truth_knows(board):
    assert board.as_of == AS_OF
    assert (board.world, board.learners, board.weeks, board.follows) == ("friendly", 24, WEEKS, 2)


def test_slices_of_levels_add_up_to_all(board):
    pairs = {name: one.pairs for name, one in board.levels.items()}
    evidence = sum(number for name, number in pairs.items() if name.startswith("evidence"))
    thirds = sum(number for name, number in pairs.items() if name.startswith("true level"))
    assert pairs["all"] == evidence == thirds > 100
    assert 0.02 < board.levels["all"].rmse.value < 0.2
    assert 0.3 < board.levels["all"].coverage.value <= 1.0


def test_the_chance_is_no_better_than_the_truth(board):
    assert board.chance.skill.value < board.chance.best.value
    assert 0.0 < board.chance.calibration.value < 0.3
    assert 0.2 < board.chance.base_rate < 0.9


def test_the_same_question_gives_the_same_scoreboard_however_many_work_on_it(house):
    assert score(house, 6, 1, jobs=2) == score(house, 6, 1)


def test_another_seed_judges_others(house):
    assert score(house, 2, 1, seed=8).gap != score(house, 2, 1).gap


def test_more_are_asked_for_than_there_are_and_all_are_judged(house):
    few = set(house.truth.hidden.learner_ids[:7])
    hidden = house.truth.hidden
    some = replace(hidden, secrets=replace(hidden.secrets, learner_ids=tuple(sorted(few))))
    found = score(replace(house, truth=replace(house.truth, hidden=some)), learners=500, follows=1)
    assert found.learners <= 7


def test_truth_of_another_organisation_judges_nobody(house):
    hidden = house.truth.hidden
    strange = replace(hidden, secrets=replace(hidden.secrets, learner_ids=("X1", "X2")))
    with pytest.raises(QueryRefused, match="nobody can be judged"):
        score(replace(house, truth=replace(house.truth, hidden=strange)))


def test_a_path_of_nothing_closes_nothing_although_levels_move_by_themselves_meanwhile(house):
    query = replace(next(queries(house)), exclude=frozenset(house.engine.catalog.contents.ids))
    found = judged(house.engine, house.truth, query, [1, 2])
    distance, end = Distance.to(house.engine.look(query).goal), (AS_OF + timedelta(weeks=WEEKS)).date()
    assert found.gap == pytest.approx(distance.gap(house.truth.hidden.levels(query.learner.id)))
    assert found.gap != pytest.approx(distance.gap(house.truth.hidden.levels(query.learner.id, end)))
    assert {(one.closed, one.hours, one.steps) for one in found.paths.values()} == {(0.0, 0.0, 0.0)}


def test_the_oracle_values_a_content_by_true_chance_and_true_gain(house):
    query = next(queries(house))
    oracle, scene = oracle_of(house, query)
    hidden, contents = house.truth.hidden, house.engine.catalog.contents
    column = int(oracle.scores().argmax())
    content = [contents.ids[column]]
    gain = dict(zip(hidden.skill_ids, hidden.gain(query.learner.id, content)[0], strict=True))
    before = hidden.levels(query.learner.id)
    distance = Distance.to(scene.goal)
    closed = distance.gap(before) - distance.gap({skill: before[skill] + gain[skill] for skill in before})
    chance = hidden.chance(query.learner.id, content)[0]
    assert oracle.scores()[column] == pytest.approx(chance * closed / contents.minutes[column])


def test_what_the_oracle_took_moves_its_own_thoughts_alone(house):
    query = next(queries(house))
    oracle, _ = oracle_of(house, query)
    before, levels = oracle.closed(), house.truth.hidden.levels(query.learner.id)
    column = int(oracle.scores().argmax())
    oracle.take(column)
    assert oracle.closed()[column] < before[column]
    assert house.truth.hidden.levels(query.learner.id) == levels
    again, _ = oracle_of(house, query)
    assert again.closed().tolist() == before.tolist()


def test_duties_take_no_hours_from_anybody(house, board):
    """Cairn would put them first, the others would not; judged is what closes gaps."""
    owing = [learner for learner in house.truth.hidden.learner_ids if house.people.query(learner, AS_OF).duties]
    assert owing
    assert board.paths[CAIRN].hours.value < board.paths[POPULARITY].hours.value * 2


@pytest.mark.parametrize("missing", ["levels", "content_effects"])
def test_a_truth_of_which_a_part_is_missing_is_refused_by_its_name(missing, demo_organisation, tmp_path):
    frames = {name: frame for name, frame in demo_organisation.truth.items() if name != missing}
    with pytest.raises(SourceRefused, match=missing):
        Truth.read(truth_in(tmp_path, frames))


def test_the_skills_compared_are_those_of_the_last_day(demo_organisation, truth):
    levels: pd.DataFrame = demo_organisation.truth["levels"]
    last = levels[levels["day"] == levels["day"].max()]
    assert sum(map(len, truth.touched.values())) == len(last)
    assert np.isin(list(truth.touched), last["learner_id"]).all()
