"""What does an answer say of itself? An id that stands for all that went in, and what was taken for granted."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from recommender.explain import Served, answer_of, seed_of
from recommender.explain.answers import VALID
from recommender.planning import Effort
from recommender.types import ContentId, Duty, PathWishes, SkillId, Wish
from tests.builders import NOW, TODAY, Happened, a_catalog, a_content, a_history, a_learner, a_query, days_ago, named
from tests.recommender.ranking.scenes import a_scene

CATALOG = a_catalog(contents=[a_content("a"), a_content("b")], skills=named("skill", "x", "y"))
SERVED = Served("model", "catalog", ("effects are declared",))
EVENT = Happened("self_rated", days_ago(3), skill="x", value=0.4)
QUERY = a_query(CATALOG, EVENT)


def answer(query=QUERY, served=SERVED, wishes=None, effort=None):
    return answer_of(a_scene(CATALOG, query), served, wishes, effort)


def ids(*names):
    return frozenset(map(ContentId, names))


CHANGES = {
    "another learner": {"learner": a_learner(id="bob")},
    "another language": {"learner": a_learner(language="en")},
    "other hours": {"learner": a_learner(weekly_minutes=61.0)},
    "an absence": {"learner": a_learner(absences=((TODAY, TODAY),))},
    "another time": {"as_of": NOW + timedelta(seconds=1)},
    "a wish": {"wishes": (Wish(SkillId("x"), 0.5),)},
    "a duty": {"duties": (Duty(ContentId("a"), None, "why"),)},
    "another number": {"k": 3},
    "only": {"only": ids("a")},
    "exclude": {"exclude": ids("a")},
    "time at hand": {"minutes_now": 5.0},
    "later data": {"data_as_of": NOW},
    "no history": {"history": a_history(CATALOG)},
    "another value": {"history": a_history(CATALOG, EVENT._replace(value=0.5))},
    "another skill": {"history": a_history(CATALOG, EVENT._replace(skill="y"))},
    "another day": {"history": a_history(CATALOG, EVENT._replace(on=days_ago(4)))},
    "another kind": {"history": a_history(CATALOG, EVENT._replace(kind="observed"))},
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_id_changes_with(change):
    assert answer(replace(QUERY, **CHANGES[change])).id != answer().id


@pytest.mark.parametrize("field", ["weeks", "weekly_minutes", "money", "max_steps"])
def test_the_id_of_a_path_changes_with_every_wish(field):
    assert answer(wishes=PathWishes(**{field: 7})).id != answer(wishes=PathWishes()).id


def test_the_id_of_a_path_changes_with_pins_effort_and_versions():
    found = [
        answer(),
        answer(wishes=PathWishes()),
        answer(wishes=PathWishes(pinned=ids("a"))),
        answer(wishes=PathWishes(), effort=Effort(nodes=1)),
        answer(wishes=PathWishes(), effort=Effort(nodes=2)),
        answer(served=replace(SERVED, model_version="other")),
        answer(served=replace(SERVED, catalog_version="other")),
    ]
    assert len({one.id for one in found}) == len(found)


def test_the_same_question_has_the_same_id_in_whatever_order_sets_were_built():
    many = [f"c{n}" for n in range(50)]
    one, other = (replace(QUERY, exclude=ids(*names)) for names in (many, many[::-1]))
    assert answer(one).id == answer(other).id == answer(replace(one)).id
    assert len(answer(one).id) == 24


def test_ids_grow_with_the_time_that_is_asked_about():
    moments = [datetime(1969, 7, 20, tzinfo=UTC), *(NOW + timedelta(seconds=2**n) for n in range(27))]
    found = [answer(replace(QUERY, as_of=moment)).id for moment in moments]
    assert found == sorted(found)
    assert {len(one) for one in found} == {24}
    assert int(found[1][:8], 16) == int(NOW.timestamp()) + 1


def test_what_is_drawn_for_a_path_differs_between_questions_of_one_moment():
    one, other = answer(wishes=PathWishes()), answer(wishes=PathWishes(weeks=3))
    assert seed_of(one) == seed_of(answer(wishes=PathWishes()))
    assert seed_of(one) != seed_of(other)


def test_an_answer_says_what_it_stands_on_and_until_when():
    found = answer(replace(QUERY, data_as_of=NOW - timedelta(hours=1)))
    assert (found.model_version, found.catalog_version) == ("model", "catalog")
    assert (found.as_of, found.data_as_of) == (NOW, NOW - timedelta(hours=1))
    assert found.valid_until == NOW + VALID
    assert found.learner_id == "ada"


def test_what_the_model_assumes_every_answer_repeats():
    assert answer().assumptions[0] == "effects are declared"


@pytest.mark.parametrize(
    ("own", "asked", "assumed"), [(None, None, True), (90.0, None, False), (0.0, None, False), (None, 30.0, False)]
)
def test_hours_that_nobody_stated_are_said_to_be_assumed(own, asked, assumed):
    wishes = None if asked is None else PathWishes(weekly_minutes=asked)
    told = answer(replace(QUERY, learner=a_learner(weekly_minutes=own)), wishes=wishes).assumptions
    assert any("60 minutes" in sentence for sentence in told) == assumed


@pytest.mark.parametrize(("wanted", "known", "said"), [("x", 1, False), ("x", 0, True), (None, 0, False)])
def test_levels_that_rest_on_the_role_alone_are_said_to_be_so(wanted, known, said):
    query = replace(QUERY, wishes=() if wanted is None else (Wish(SkillId(wanted), 0.9),))
    scene = a_scene(CATALOG, query)
    scene.state.evidence[:] = known
    told = answer_of(scene, SERVED).assumptions
    assert any("nothing is known" in sentence for sentence in told) == said
