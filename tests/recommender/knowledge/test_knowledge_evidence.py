import numpy as np

from recommender.columns import EVENT_KINDS
from recommender.knowledge.evidence import Evidence
from recommender.knowledge.yardstick import Yardstick
from tests.recommender.knowledge.knowledge_builders import Happening, a_catalog, a_log

CATALOG = a_catalog(
    {
        "loops": {"python": (0.0, 0.7)},
        "numpy": {"maths": (0.0, 0.6), "python": (0.5, 0.8)},
        "entry": {"maths": (0.5, 0.5)},
    }
)
PLAIN = Yardstick.plain(1.0, np.ones(len(EVENT_KINDS)), 0.5)


def evidence_of(**people):
    return Evidence.of(a_log(CATALOG, people), CATALOG.links, PLAIN)


def told(evidence):
    """Learner, skill, stretch and kind of every measurement, in the order of the log."""
    rows = np.lexsort((evidence.found.event,))
    skill = [CATALOG.skills.ids[s] for s in evidence.skill[evidence.pair[rows]]]
    kinds = [EVENT_KINDS[k] for k in evidence.found.kind[rows]]
    return list(
        zip(evidence.learner[evidence.pair[rows]].tolist(), skill, evidence.stretch[rows].tolist(), kinds, strict=True)
    )


def rating(day, skill="python"):
    return Happening("self_rated", day, skill=skill, value=0.5)


def test_completions_cut_what_is_known_of_a_pair_into_stretches():
    found = evidence_of(
        ada=[
            rating(0),
            Happening("completed", 1, "loops"),
            rating(2),
            rating(3, "maths"),
            Happening("completed", 4, "numpy"),
            rating(5),
            rating(5, "maths"),
        ]
    )
    assert told(found) == [
        (0, "python", 0, "self_rated"),
        (0, "python", 1, "self_rated"),
        (0, "maths", 0, "self_rated"),
        (0, "python", 2, "self_rated"),
        (0, "maths", 1, "self_rated"),
    ]
    assert found.stretches == 3


def test_one_learners_lessons_do_not_cut_anothers_stretches():
    found = evidence_of(ada=[Happening("completed", 0, "loops"), rating(1)], bob=[rating(2)])
    assert told(found) == [(0, "python", 1, "self_rated"), (1, "python", 0, "self_rated")]


def test_the_tests_of_a_content_come_after_its_lesson_whether_passed_or_not():
    for first in ("passed", "failed"):
        found = evidence_of(ada=[Happening(first, 0, "loops"), Happening("completed", 1, "loops"), rating(2)])
        assert [stretch for _, _, stretch, _ in told(found)] == [1, 1]


def test_a_second_time_through_a_content_is_no_second_lesson():
    found = evidence_of(ada=[Happening("completed", 0, "loops"), Happening("passed", 1, "loops"), rating(2)])
    assert len(found.link) == 1


def test_a_content_that_only_requires_a_skill_gives_no_lesson_in_it():
    found = evidence_of(ada=[Happening("completed", 0, "entry"), rating(1, "maths")])
    assert len(found.link) == 0


def test_lessons_in_skills_that_were_never_measured_are_left_out():
    found = evidence_of(ada=[Happening("completed", 0, "numpy"), rating(1, "maths")])
    assert [CATALOG.skills.ids[CATALOG.links.skill[link]] for link in found.link] == ["maths"]
    assert found.rank.tolist() == [0]


def test_a_log_without_measurements_is_no_evidence():
    found = evidence_of(ada=[Happening("completed", 0, "loops")])
    assert (len(found), len(found.link), found.stretches) == (0, 0, 0)
