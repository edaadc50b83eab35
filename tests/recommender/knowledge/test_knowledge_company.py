import numpy as np
import pytest

from recommender.columns import EVENT_KINDS
from recommender.knowledge.company import Company
from recommender.knowledge.evidence import Evidence
from recommender.knowledge.yardstick import Yardstick
from tests.recommender.knowledge.knowledge_builders import Happening, a_catalog, a_log

CATALOG = a_catalog({"loops": {"python": (0.0, 0.7)}, "maps": {"python": (0.0, 0.9)}})
PLAIN = Yardstick.plain(1.0, np.ones(len(EVENT_KINDS)), 0.5)


def company_of(*happenings):
    evidence = Evidence.of(a_log(CATALOG, {"ada": happenings}), CATALOG.links, PLAIN)
    return Company.of(evidence, len(CATALOG.links)), evidence


def rating(day, kind="manager_rated", rater="boss"):
    return Happening(kind, day, skill="python", value=0.5, rater=rater)


def score(day, content="loops"):
    return Happening("scored", day, content, value=0.5)


def kinds(company, evidence):
    return [EVENT_KINDS[kind] for kind in evidence.found.kind[company.row]]


def test_a_measurement_alone_has_no_company():
    assert len(company_of(rating(0))[0]) == 0
    assert len(company_of(score(0), score(1))[0]) == 0


def test_ratings_without_any_test_beside_them_are_no_company():
    assert len(company_of(rating(0), rating(1, rater="chief"))[0]) == 0


def test_a_test_and_a_rating_are_company_and_a_lesson_parts_them():
    assert kinds(*company_of(score(0), rating(1))) == ["scored", "manager_rated"]
    assert len(company_of(rating(0), score(1))[0]) == 0


def test_a_source_is_not_held_against_itself():
    company, _ = company_of(score(0), score(1), rating(2), Happening("scored", 3, skill="python", value=0.5))
    beside = company.beside(np.arange(4), np.array([1.0, 1.0, 2.0, 4.0]))
    assert beside.trust.tolist() == [6.0, 6.0, 6.0, 4.0]
    assert beside.told(np.array([1.0, 2.0, 3.0, 5.0])).tolist() == pytest.approx([26 / 6, 26 / 6, 23 / 6, 9 / 4])


def test_rows_beside_whom_nobody_speaks_are_left_out():
    company, _ = company_of(score(0), rating(1, "self_rated", None))
    beside = company.beside(np.arange(2), np.where(company.self_rated, 0.0, 1.0))
    assert beside.rows.tolist() == [1]
