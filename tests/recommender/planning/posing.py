"""Questions about five contents, posed as planning problems."""

from __future__ import annotations

from datetime import timedelta

from recommender.planning.formulate import problem_of
from recommender.types import ContentId, Duty, PathWishes, SkillId, Wish
from tests.builders import TODAY, a_catalog, a_content, a_learner, a_link, a_query, named
from tests.recommender.ranking.scenes import a_scene

CONTENTS = ("base", "cheap", "far", "next", "side")
LINKS = (
    a_link("base", "x", 0.0, 0.5),
    a_link("next", "x", 0.4, 0.9),
    a_link("far", "x", 0.0, 0.9),
    a_link("far", "z", 0.6, 0.0),
    a_link("cheap", "z", 0.0, 0.7),
    a_link("side", "y", 0.0, 0.9),
)


def catalog_of(*links, contents=CONTENTS, **rows):
    plain = {c["content_id"]: c for c in rows.pop("changed", [])}
    return a_catalog(
        contents=[plain.get(c, a_content(c)) for c in contents],
        skills=named("skill", "x", "y", "z"),
        content_skills=list(links or LINKS),
        **rows,
    )


def posed(catalog, *duties, level=0.2, pinned=(), learner=None, wants=(("x", 0.8),), scene=None, **wishes):
    asked = tuple(Wish(SkillId(s), wanted) for s, wanted in wants)
    query = a_query(catalog, wishes=asked, duties=duties, learner=learner or a_learner())
    there = a_scene(catalog, query, level, **(scene or {}))
    problem, columns = problem_of(there, PathWishes(pinned=frozenset(map(ContentId, pinned)), **wishes), catalog)
    assert problem.ids == tuple(catalog.contents.ids[c] for c in columns.tolist())
    return problem


def duty(content, days=None):
    return Duty(ContentId(content), None if days is None else TODAY + timedelta(days=days), "the law")


def must(problem):
    return [name for name, mandatory in zip(problem.ids, problem.mandatory, strict=True) if mandatory]


def due(problem):
    return {name: day for name, day in zip(problem.ids, problem.due, strict=True) if day is not None}
