import numpy as np
import pytest

from recommender.errors import FitRefused
from recommender.knowledge import Tracer, moved, theta_of
from recommender.knowledge.folding import BEGUN, OPENED, TAUGHT
from recommender.knowledge.held import Held
from recommender.knowledge.lessons import opening
from recommender.knowledge.measurement import after_reading
from tests.recommender.knowledge.knowledge_builders import Happening, a_catalog, a_history, a_log, second

CATALOG = a_catalog({"loops": {"python": (0.0, 0.8)}, "sums": {"maths": (0.0, 0.6)}})
LOOPS, PYTHON = CATALOG.contents.column["loops"], CATALOG.skills.column["python"]


def start(day, content="loops"):
    return Happening("started", day, content)


def score(day, content="loops", value=0.5):
    return Happening("scored", day, content, value=value)


def done(day, content="loops", until=None):
    return Happening("completed", day, content, until=until)


def a_tracer(*people):
    return Tracer(ability_share=0.0).fit(a_log(CATALOG, dict(people)), CATALOG)


PLAIN = a_tracer(("ada", []))
OPENING = a_tracer(*((f"p{n}", [start(0), score(1), score(9), done(10)]) for n in range(5)))
"""Made of people who are all scored before the lesson and after it."""


def traced(tracer, *happenings, day=10):
    state = tracer.trace(a_history(CATALOG, *happenings), second(day))
    return float(state.mean[PYTHON]), float(state.variance[PYTHON]), int(state.evidence[PYTHON])


def visit(tracer, *happenings):
    return tracer.fold(tracer.start(), a_history(CATALOG, *happenings), second(999)).visits.get(LOOPS)


def test_a_score_at_the_end_measures_what_the_lesson_has_made():
    prior = PLAIN.state(PLAIN.start(), 0)
    ends = np.zeros(1), np.array([0.8]), np.array([0.5])
    taught = moved(prior.mean[[PYTHON]], prior.variance[[PYTHON]], *ends)
    half_right = theta_of(0.8), (6 * 0.17) ** 2
    mean, variance = after_reading(*(float(part[0]) for part in taught), *half_right)
    assert traced(PLAIN, start(0), score(10)) == pytest.approx((mean, variance, 2))


def test_the_completion_that_follows_a_score_moves_nothing_more():
    assert traced(PLAIN, start(0), score(10), done(10)) == traced(PLAIN, start(0), score(10))


def test_a_second_score_measures_and_moves_nothing_more():
    once, twice = traced(PLAIN, score(10)), traced(PLAIN, score(10), score(10))
    assert twice[2] == once[2] + 1
    assert traced(PLAIN, done(10), score(10))[2] == 2


def test_a_score_before_the_lesson_moves_nothing_where_such_scores_are_usual():
    assert OPENING.learned_.opening.tolist() == [LOOPS]
    assert traced(OPENING, start(0), score(1))[2] == 1
    assert traced(OPENING, start(0), score(1), done(10))[2] == 2
    assert traced(OPENING, start(0), score(1), score(9), done(10))[2] == 3


def test_without_a_known_start_even_there_a_score_stands_at_the_end():
    assert traced(OPENING, score(10), done(10))[2] == 2


def test_beginning_anew_after_the_end_is_another_visit():
    first = start(0), score(1), done(1, until=5)
    again = traced(PLAIN, *first, start(6), score(9), done(9))
    assert again[2] == traced(PLAIN, *first)[2] + 2
    assert traced(PLAIN, *first, score(9))[2] == traced(PLAIN, *first)[2] + 1


def test_only_a_visit_under_way_is_kept_in_mind():
    assert visit(PLAIN, start(0), score(1)) == TAUGHT
    assert visit(PLAIN, start(0), score(1), done(2)) is None
    assert visit(PLAIN, start(0), done(2), start(3)) == BEGUN
    assert visit(OPENING, start(0), score(1)) == OPENED


def test_folding_between_a_score_and_its_completion_changes_nothing():
    whole = a_history(CATALOG, start(0), score(9), done(10), start(20), score(25), done(30))
    at_once, parts = PLAIN.fold(PLAIN.start(), whole, second(50)), PLAIN.start()
    for day in (9.5, 22, 50):
        seen = whole.seen_at(second(day))
        parts = PLAIN.fold(parts, seen[np.flatnonzero(seen.at > parts.clock)], second(day))
    assert parts == at_once


def test_contents_are_opening_where_most_visits_are_scored_first_near_the_start():
    def found(*people):
        return opening(a_log(CATALOG, {f"p{n}": list(one) for n, one in enumerate(people)}), 2).tolist()

    early, late = [start(0), score(1), done(10)], [start(0), score(9), done(10)]
    assert found(early, early, late) == [LOOPS]
    assert found(early, late) == []
    assert found([score(1), done(10)]) == []
    assert found([start(0), score(1)], [start(0), done(10), score(11)]) == []
    assert found() == []


def test_roles_at_another_number_of_events_are_refused():
    log = a_log(CATALOG, {"ada": [start(0), done(1)]})
    with pytest.raises(FitRefused, match="found roles at 3 events, expected 2"):
        Tracer().fit(log, CATALOG, None, np.zeros(3, np.int64))
    assert Held().then is None
