"""What a content teaches is found under that content, and what only asks for a skill is no lesson."""

import numpy as np

from recommender.knowledge.levels import theta_of
from recommender.ranking.lessons import Lessons
from tests.builders import a_catalog, a_content, a_link, named

CATALOG = a_catalog(
    contents=[a_content(c) for c in "abcd"],
    skills=named("skill", "x", "y", "z"),
    content_skills=[
        a_link("a", "x", 0.6, 0.2),
        a_link("a", "y", 0.1, 0.9),
        a_link("b", "x", 0.5, 0.5),
        a_link("d", "x", 0.2, 0.4),
        a_link("d", "y", 0.0, 0.3),
        a_link("d", "z", 0.3, 0.7),
    ],
)
FOUND = Lessons.of(CATALOG.links, np.array([0.1, 0.2, 0.3, 0.4, 0.0, 0.6]))


def taught(*names):
    """Of each row the content asked for, the skill, the exit level and the effect."""
    rows, place = FOUND.of_contents(np.array([CATALOG.contents.column[name] for name in names], np.int64))
    skills = [CATALOG.skills.ids[skill] for skill in FOUND.skill[rows].tolist()]
    leave, effect = FOUND.limits[1:, rows]
    return list(zip(place.tolist(), skills, leave.tolist(), effect.tolist(), strict=True))


def test_what_teaches_nothing_or_has_no_effect_is_no_lesson():
    assert taught("a") == [(0, "y", theta_of(0.9), 0.2)]
    assert taught("b") == taught("c") == []
    assert taught("d") == [(0, "x", theta_of(0.4), 0.4), (0, "z", theta_of(0.7), 0.6)]


def test_lessons_come_in_the_order_asked_and_say_whose_they_are():
    assert [row[:2] for row in taught("d", "b", "a", "d")] == [(0, "x"), (0, "z"), (2, "y"), (3, "x"), (3, "z")]
    assert taught() == []
