"""Is it learned how hard the tests of contents are, so that an easy test is no proof of a gain?"""

import numpy as np
import pytest

from recommender.knowledge import Tracer, theta_of
from tests.recommender.knowledge.knowledge_builders import Happening, a_catalog, a_log, level

TEACHES = {f"c{n:02d}": {f"s{n % 3}": (0.0, 0.4 + 0.05 * (n % 9))} for n in range(18)}
CATALOG = a_catalog(TEACHES)
EXIT = theta_of(CATALOG.links.exit)


def people(learners, marks, gains=lambda content: 0.4, seed=0, tests=True):
    """Learners rated by managers before and after one content, and tested at its end as `marks` tells from θ."""
    rng, those = np.random.default_rng(seed), {}
    for n in range(learners):
        number = n % len(TEACHES)
        content, theta = sorted(TEACHES)[number], rng.normal(-1.2, 0.6)
        [(skill, (_, leave))] = TEACHES[content].items()
        after = theta + gains(number) * max(0.0, theta_of(leave) - theta)
        rate = ((0, theta), (1, theta), (20, after), (21, after))
        rated = [
            Happening("manager_rated", d, skill=skill, value=level(x + rng.normal(0, 0.6)), rater=f"boss{n % 7}")
            for d, x in rate
        ]
        tested = [marks(number, after, theta_of(leave), rng)] if tests else []
        done = [Happening("completed", 11, content)]
        those[f"p{n:05d}"] = [*rated[:2], Happening("started", 5, content), *tested, *done, *rated[2:]]
    return a_log(CATALOG, those)


def share_right(number, theta, leave, rng, relative=1.0, easier=0.0):
    wanted = relative * leave + (1.0 - relative) * 0.0
    return 1.0 / (1.0 + np.exp(-(theta - wanted + easier + rng.normal(0, 0.4))))


def relative_marks(number, theta, leave, rng):
    return Happening("scored", 10, f"c{number:02d}", value=share_right(number, theta, leave, rng))


def plain_marks(number, theta, leave, rng):
    return Happening("scored", 10, f"c{number:02d}", value=level(theta + rng.normal(0, 0.4)))


def easy_marks(number, theta, leave, rng):
    """Relative to the exit, but every third content asks for far less."""
    easier = 1.5 * (number % 3 == 0)
    return Happening("scored", 10, f"c{number:02d}", value=share_right(number, theta, leave, rng, easier=easier))


def everyone_passes(number, theta, leave, rng):
    return Happening("passed", 10, f"c{number:02d}")


def pitches(log):
    return Tracer().fit(log, CATALOG).learned_.yardstick.pitches


def test_marks_relative_to_the_exit_are_read_so():
    assert pitches(people(2000, relative_marks)).relative > 0.8


def test_marks_that_are_levels_are_read_as_levels():
    assert pitches(people(2000, plain_marks)).relative < 0.15


def test_contents_with_easy_tests_are_found():
    offset = pitches(people(4000, easy_marks)).offset
    easy = np.arange(len(offset)) % 3 == 0
    assert offset[easy].min() > offset[~easy].max() + 0.5


def test_scores_without_company_leave_the_declared_pitch():
    alone = [Happening("scored", 0, "c00", value=0.9)]
    found = pitches(a_log(CATALOG, {f"p{n}": alone for n in range(50)}))
    assert (found.relative, len(found.offset)) == (1.0, 0)


@pytest.mark.parametrize("marks", [plain_marks, easy_marks, everyone_passes])
def test_a_test_that_everyone_does_well_in_is_no_proof_of_a_gain(marks):
    useless = range(0, 18, 3)
    log = people(3000, marks, gains=lambda number: 0.0 if number in useless else 0.6)
    effect = Tracer().fit(log, CATALOG).effect_
    vain = np.isin(np.arange(18), useless)
    assert effect[vain].mean() < 0.25
    assert effect[~vain].mean() - effect[vain].mean() == pytest.approx(0.55, abs=0.12)


def test_an_easy_exam_is_pitched_below_the_exit():
    assert pitches(people(2000, everyone_passes)).pass_offset.mean() > 1.0


def test_what_was_learned_of_tests_is_taken_off_when_levels_are_traced():
    tracer = Tracer().fit(people(3000, plain_marks), CATALOG)
    log = people(9, plain_marks, seed=5)
    plain = Tracer().fit(people(3000, plain_marks, tests=False), CATALOG)
    for learner in log.learners:
        history, now = log.history(learner), int(log.events.at.max())
        [skill] = {int(CATALOG.links.skill[CATALOG.links.content == c][0]) for c in history.content if c >= 0}
        with_tests, without = (t.trace(history, now).mean[skill] for t in (tracer, plain))
        assert abs(with_tests - without) < 1.5
