from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pytest

from recommender.ranking.value import value_of
from recommender.types import PathWishes
from tests.training.scoreboard.scoreboard_house import House, a_house
from training.scoreboard.rivals import AFFINITY, GREEDY, POPULARITY, believers, first
from training.scoreboard.walking import Ground, walked


@pytest.fixture(scope="module")
def house() -> House:
    return a_house()


@dataclass
class Wanting:
    """Wants contents as told, and notes what it took."""

    wish: dict[str, float]
    ids: tuple[str, ...]
    taken: list[int] = field(default_factory=list)

    def scores(self):
        return np.array([self.wish.get(content, 0.0) for content in self.ids])

    def take(self, column):
        self.taken.append(column)


def path(house, wishes=None, **wish):
    """The steps of somebody with wishes: (content, first day, last day)."""
    catalog = house.engine.catalog
    ground = Ground.of(house.engine.look(house.query("ada")), wishes or PathWishes(weeks=12), catalog)
    wish = {name.replace("_", "-"): value for name, value in wish.items()}
    walker = Wanting(wish, catalog.contents.ids)
    steps = walked(ground, walker)
    assert walker.taken == [step.column for step in steps]
    return [(catalog.contents.ids[step.column], step.start, step.finish) for step in steps]


def contents(steps):
    return [step[0] for step in steps]


def test_what_is_wanted_most_comes_first_on_the_days_that_its_minutes_take(house):
    """Twenty minutes a working day, from the day after the question."""
    assert path(house, tour=2, faults=1) == [
        ("tour", date(2026, 3, 3), date(2026, 3, 3)),
        ("faults", date(2026, 3, 4), date(2026, 3, 6)),
    ]


def test_what_is_not_wanted_is_not_taken(house):
    assert path(house) == []


def test_a_prerequisite_comes_first_and_opens_the_way_however_much_the_other_is_wanted(house):
    steps = path(house, live=9, faults=1)
    assert contents(steps) == ["faults", "live"]
    assert steps[1][1] == date(2026, 4, 8)
    assert path(house, live=9) == []


def test_what_counts_for_something_else_takes_its_place(house):
    assert contents(path(house, call=2, call_again=1)) == ["call"]


def test_what_does_not_fit_into_the_weeks_is_passed_over_for_what_does(house):
    assert contents(path(house, PathWishes(weeks=1), long=3, faults=2, tour=1)) == ["faults", "tour"]


def test_no_more_steps_than_allowed(house):
    assert contents(path(house, PathWishes(weeks=12, max_steps=2), tour=3, faults=2, call=1)) == ["tour", "faults"]


def test_equal_wishes_go_by_column(house):
    assert contents(path(house, tour=1, faults=1, call=1)) == ["call", "faults", "tour"]


def test_a_content_that_leaves_the_offer_is_finished_before():
    offered = {
        "content_id": ["call", "faults"],
        "title": ["Calls", "Faults"],
        "minutes": [100, 60],
        "available_to": ["2026-03-05", ""],
    }
    links = {"content_id": ["call"], "skill_id": ["talk"], "entry_level": [0], "exit_level": [0.5]}
    gone = dict.fromkeys(("content_requires", "content_equivalents", "sessions"))
    events = {
        "event_id": ["e1"],
        "learner_id": ["bob"],
        "kind": ["completed"],
        "occurred_at": ["2026-01-05T09:00:00Z"],
        "content_id": ["faults"],
    }
    house = a_house(contents=offered, content_skills=links, events=events, **gone)
    assert contents(path(house, call=2, faults=1)) == ["faults"]


def scene_of(house, learner="ada"):
    return house.engine.look(house.query(learner))


def rivals(house):
    scene = scene_of(house)
    return scene, believers(scene, house.engine.fitted.teaching(scene.goal), house.engine.catalog)


def test_popularity_wants_what_most_chose_among_what_the_learner_is_ready_for(house):
    scene, found = rivals(house)
    column = house.engine.catalog.contents.column
    score = found[POPULARITY].scores()
    assert int(score.argmax()) == column["tour"]
    assert scene.popularity[column["call-2"]] > 0.0
    assert score[column["call-2"]] == 0.0


def test_affinity_wants_what_would_be_chosen(house):
    scene, found = rivals(house)
    wanted = scene.taste(np.arange(len(scene.popularity)))
    ready = found[AFFINITY].ready() > 0
    assert found[AFFINITY].scores()[ready].tolist() == wanted[ready].tolist()


def test_greedy_wants_the_modelled_gain_of_the_moment_by_minute_and_takes_levels_for_sure(house):
    scene, found = rivals(house)
    minutes, column = house.engine.catalog.contents.minutes, house.engine.catalog.contents.column
    teaching, expected = house.engine.fitted.teaching(scene.goal), np.zeros(len(minutes))
    expected[teaching.contents] = value_of(teaching, scene.level, scene.chances(teaching.contents))
    expected /= minutes
    expected[column["call-2"]] = 0.0
    assert found[GREEDY].scores() == pytest.approx(expected)
    assert found[GREEDY].scores()[column["tour"]] == 0.0


def test_what_was_taken_moves_the_levels_that_the_next_step_is_chosen_by(house):
    scene, found = rivals(house)
    column, before = house.engine.catalog.contents.column, found[GREEDY].scores()
    found[GREEDY].take(column["call"])
    after = found[GREEDY].scores()
    assert after[column["call-again"]] < before[column["call-again"]]
    assert after[column["faults"]] == before[column["faults"]]
    assert scene.level.tolist() == scene_of(house).level.tolist()


def test_the_first_of_a_list_are_wanted_and_allowed():
    score, may = np.array([0.5, 0.9, 0.0, 0.7]), np.array([True, False, True, True])
    assert first(score, may, 3).tolist() == [3, 0]
    assert first(score, may, 1).tolist() == [3]
