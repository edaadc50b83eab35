import numpy as np
import pytest

from recommender.columns import EVENT_KINDS
from recommender.knowledge import moved, theta_of
from recommender.knowledge.evidence import Evidence
from recommender.knowledge.measurement import after_reading, as_reading
from recommender.knowledge.replay import Replayer
from recommender.knowledge.transition import SPREAD
from recommender.knowledge.yardstick import OFFSET_SPREAD, Yardstick
from tests.recommender.knowledge.knowledge_builders import Happening, a_catalog, a_log

CATALOG = a_catalog({"loops": {"python": (0.0, 0.7)}, "later": {"python": (0.0, 0.9)}})
PLAIN = Yardstick.plain(1.0, np.full(len(EVENT_KINDS), 0.8), 0.5)
MEAN, VARIANCE, EFFECT = -1.0, 1.4, np.array([0.4, 0.6])  # links: later, loops


def one(x):
    return np.array([x], float)


def replay(*happenings):
    evidence = Evidence.of(a_log(CATALOG, {"ada": happenings}), CATALOG.links, PLAIN)
    start = np.full(len(evidence.skill), 1.0)
    replayer = Replayer(MEAN * start, VARIANCE * start, CATALOG.links, EFFECT, PLAIN)
    return replayer.run(evidence, evidence.found)


def score(day, level):
    return Happening("scored", day, skill="python", value=level)


def test_the_first_measured_stretch_tells_where_a_pair_began():
    began = replay(score(0, 0.5), score(1, 0.7)).arrivals
    assert began.distance.tolist() == pytest.approx([theta_of(0.6) - MEAN])
    assert began.noise.tolist() == pytest.approx([0.4])
    assert began.finely.tolist() == [True]


def test_a_later_stretch_tells_nothing_new_of_the_beginning():
    both = replay(score(0, 0.5), Happening("completed", 1, "loops"), score(2, 0.9)).arrivals
    assert both.distance.tolist() == pytest.approx([1.0])


def test_what_is_measured_after_a_lesson_only_is_traced_back_through_it():
    began = replay(Happening("completed", 0, "loops"), score(1, 0.7)).arrivals
    after, wider = moved(one(MEAN), one(VARIANCE), one(0.0), one(0.7), EFFECT[1:])
    share = (moved(one(MEAN + 1e-4), one(VARIANCE), one(0.0), one(0.7), EFFECT[1:])[0] - after)[0] / 1e-4
    assert began.distance[0] == pytest.approx((theta_of(0.7) - after[0]) / share, rel=1e-3)
    assert began.noise[0] == pytest.approx((0.8 + wider[0]) / share**2 - VARIANCE, rel=1e-3)


def test_a_pass_is_read_from_where_the_learner_was_expected_to_stand():
    passed = replay(Happening("passed", 0, "loops"))
    after, wider = moved(one(MEAN), one(VARIANCE), one(0.0), one(0.7), EFFECT[1:])
    target, noise = as_reading(after, wider, one(theta_of(0.7)), one(1.0), 1.0, one(1.0))
    assert (passed.target.tolist(), passed.noise.tolist()) == (target.tolist(), noise.tolist())
    assert passed.arrivals.finely.tolist() == [False]


def test_a_change_is_the_next_measured_level_less_the_level_before():
    change = replay(score(0, 0.5), Happening("completed", 1, "loops"), score(2, 0.7)).changes
    mean, variance = after_reading(MEAN, VARIANCE, 0.0, 0.8)
    room = moved(one(mean), one(variance), one(0.0), one(0.7), one(1.0))[0][0] - mean
    assert change.link.tolist() == [1]
    assert change.change[0] == pytest.approx(theta_of(0.7) - mean)
    assert change.room[0] == pytest.approx(room)
    assert change.variance[0] == pytest.approx(0.8 + variance + (SPREAD * room) ** 2)


def test_a_lesson_without_a_measurement_on_both_sides_shows_no_change():
    assert len(replay(Happening("completed", 1, "loops"), score(2, 0.7)).changes.link) == 0
    assert len(replay(score(0, 0.5), Happening("completed", 1, "loops")).changes.link) == 0


def test_of_two_lessons_in_a_row_neither_is_credited_for_both():
    two = replay(score(0, 0.5), Happening("completed", 1, "loops"), Happening("completed", 2, "later"), score(3, 0.9))
    assert two.changes.link.tolist() == [0]
    mean, variance = after_reading(MEAN, VARIANCE, 0.0, 0.8)
    between = moved(one(mean), one(variance), one(0.0), one(0.7), EFFECT[1:])[0][0]
    assert two.changes.change[0] == pytest.approx(theta_of(0.9) - between)


def test_replaying_leaves_what_it_was_given_alone():
    evidence = Evidence.of(a_log(CATALOG, {"ada": [score(0, 0.5)]}), CATALOG.links, PLAIN)
    mean, variance = one(MEAN), one(VARIANCE)
    Replayer(mean, variance, CATALOG.links, EFFECT, PLAIN).run(evidence, evidence.found)
    assert (mean.tolist(), variance.tolist()) == ([MEAN], [VARIANCE])


def test_who_was_not_measured_before_shows_a_change_where_others_were():
    people = {
        "ada": [Happening("completed", 1, "loops"), score(2, 0.7)],
        "bob": [score(0, 0.4)],
    }
    evidence = Evidence.of(a_log(CATALOG, people), CATALOG.links, PLAIN)
    start = np.full(len(evidence.skill), 1.0)
    changes = (
        Replayer(MEAN * start, VARIANCE * start, CATALOG.links, EFFECT, PLAIN).run(evidence, evidence.found).changes
    )
    assert (changes.link.tolist(), changes.unseen.tolist()) == ([1], [True])
    assert changes.change[0] == pytest.approx(theta_of(0.7) - MEAN)


def test_a_change_says_how_much_of_it_the_contents_own_test_told():
    tested = [score(0, 0.5), Happening("scored", 1, "loops", value=0.5), score(2, 0.5)]
    assert replay(*tested).changes.own.tolist() == pytest.approx([0.5 * np.sqrt(OFFSET_SPREAD)])
    assert replay(score(0, 0.5), Happening("completed", 1, "loops"), score(2, 0.7)).changes.own.tolist() == [0.0]
