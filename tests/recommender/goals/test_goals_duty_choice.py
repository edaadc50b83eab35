"""Whom does a duty bind, and through which content? Audiences, options, languages, equivalents."""

import pytest

from recommender.goals import duties_of
from recommender.knowledge.memory import last_finishes
from recommender.types import Assignment, ContentId, Finishes, LearnerId, RoleId, UnitId
from tests.builders import NOW, TODAY, Happened, a_catalog, a_content, a_history, a_learner, days_ago, named

UNITS = [{"unit_id": "firm", "name": "Firm"}, {"unit_id": "shop", "name": "Shop", "parent_id": "firm"}]


def done(history, as_of=NOW):
    return last_finishes(history.seen_at(int(as_of.timestamp())))


def catalog_of(*contents, kind="learner", value="ada", groups=None, **rows):
    """One rule, due by hire after ten days, that the contents fulfil, all in one option group unless told otherwise."""
    groups = groups or {}
    return a_catalog(
        **{
            "contents": list(contents),
            "learners": [{"learner_id": "ada"}, {"learner_id": "bob"}],
            "units": UNITS,
            "roles": named("role", "cook", "waiter"),
            "requirements": [{"requirement_id": "safe", "name": "Safety", "due_days": 10}],
            "requirement_contents": [needs(c["content_id"], groups.get(c["content_id"], "g")) for c in contents],
            "requirement_audiences": [{"requirement_id": "safe", "kind": kind, "value": value}],
        }
        | rows
    )


def asked(catalog, *happened, assignments=(), **learner):
    history = a_history(catalog, *happened)
    me = a_learner(**({"hired_on": days_ago(5)} | learner))
    return [duty.content_id for duty in duties_of(me, tuple(assignments), done(history), catalog, NOW)]


@pytest.mark.parametrize(
    ("kind", "value", "learner", "bound"),
    [
        ("role", "cook", {"role_id": RoleId("cook")}, True),
        ("role", "cook", {"role_id": RoleId("waiter")}, False),
        ("unit", "shop", {"unit_id": UnitId("shop")}, True),
        ("unit", "firm", {"unit_id": UnitId("shop")}, True),
        ("unit", "shop", {"unit_id": UnitId("firm")}, False),
        ("location", "Bern", {"location": "Bern"}, True),
        ("location", "Bern", {"location": "Rome"}, False),
        ("learner", "ada", {}, True),
        ("learner", "ada", {"id": LearnerId("bob")}, False),
        ("role", "cook", {"location": "cook"}, False),
    ],
)
def test_an_audience_binds_whom_it_names_units_with_the_units_below(kind, value, learner, bound):
    assert asked(catalog_of(a_content("drill"), kind=kind, value=value), **learner) == (["drill"] if bound else [])


def test_whoever_fits_any_row_of_the_audience_is_bound():
    rows = [{"requirement_id": "safe", "kind": k, "value": v} for k, v in (("location", "Bern"), ("role", "cook"))]
    catalog = catalog_of(a_content("drill"), requirement_audiences=rows)
    assert asked(catalog, role_id=RoleId("cook"), location="Rome") == ["drill"]


def test_an_assignment_binds_whom_no_audience_names():
    catalog = catalog_of(a_content("drill"), value="bob")
    assert asked(catalog) == []
    assert asked(catalog, assignments=[Assignment(None, "safe", TODAY, None)]) == ["drill"]


def test_one_content_of_a_group_suffices_and_every_group_needs_one():
    catalog = catalog_of(a_content("a"), a_content("b"), a_content("c"), groups={"c": "other"})
    assert asked(catalog) == ["a", "c"]
    assert asked(catalog, Happened("completed", days_ago(1), "b")) == ["c"]
    assert asked(catalog, Happened("completed", days_ago(1), "c")) == ["a"]


def test_of_a_group_the_latest_completion_counts_whichever_content_it_was():
    rule = {"requirement_id": "safe", "name": "Safety", "due_days": 10, "valid_days": 365}
    catalog = catalog_of(a_content("a"), a_content("b"), requirements=[rule])
    old, new = Happened("completed", days_ago(700), "a"), Happened("completed", days_ago(10), "b")
    assert asked(catalog, old, new) == []
    assert asked(catalog, old) == ["a"]


def test_of_a_group_the_shortest_is_asked_for():
    assert asked(catalog_of(a_content("a", minutes=60.0), a_content("b", minutes=20.0))) == ["b"]


def test_the_learner_s_language_comes_before_the_length_whatever_the_region():
    catalog = catalog_of(
        a_content("a", minutes=10.0, language="fr"),
        a_content("b", minutes=60.0, language="de-AT"),
        a_content("c", minutes=90.0),
    )
    assert asked(catalog, language="de-CH") == ["b"]
    assert asked(catalog, language="es") == ["c"]


def test_a_learner_who_states_no_language_is_asked_for_the_shortest():
    assert asked(catalog_of(a_content("a", minutes=10.0, language="fr"), a_content("b", minutes=20.0))) == ["a"]


@pytest.mark.parametrize(
    "gone",
    [{"status": "retired"}, {"available_to": "2026-03-01"}, {"available_from": "2026-03-03"}],
)
def test_a_content_that_is_not_on_offer_is_not_asked_for_if_another_fulfils(gone):
    assert asked(catalog_of(a_content("a", minutes=10.0, **gone), a_content("b"))) == ["b"]


def test_a_live_content_without_a_session_to_come_gives_way_to_another():
    sessions = [{"session_id": "s", "content_id": "a", "starts_at": "2026-03-01T09:00:00Z"}]
    assert asked(catalog_of(a_content("a", minutes=10.0), a_content("b"), sessions=sessions)) == ["b"]


def test_what_counts_for_a_content_fulfils_it_one_way_only():
    pair = [{"content_id": "new", "counts_for": "drill"}]
    catalog = catalog_of(a_content("drill"), requirement_contents=[needs("drill")], content_equivalents=pair, **both())
    assert asked(catalog, Happened("completed", days_ago(1), "new")) == []
    other = catalog_of(a_content("drill"), requirement_contents=[needs("new")], content_equivalents=pair, **both())
    assert asked(other, Happened("completed", days_ago(1), "drill")) == ["new"]


def test_what_counted_only_until_yesterday_fulfils_nothing_today():
    pair = [{"content_id": "new", "counts_for": "drill", "until_on": "2026-03-01"}]
    catalog = catalog_of(a_content("drill"), requirement_contents=[needs("drill")], content_equivalents=pair, **both())
    assert asked(catalog, Happened("completed", days_ago(1), "new")) == ["drill"]


def test_a_content_asked_for_twice_stands_once_with_the_earlier_day():
    catalog = catalog_of(a_content("drill"))
    assigned = Assignment(ContentId("drill"), None, days_ago(2), TODAY)
    history = a_history(catalog)
    [duty] = duties_of(a_learner(hired_on=days_ago(5)), (assigned,), done(history), catalog, NOW)
    assert (duty.due_on, duty.reason) == (TODAY, f"assigned on {days_ago(2)}")


def test_duties_come_by_day_then_id_those_without_a_day_last():
    catalog = a_catalog(contents=[a_content(c) for c in "abcd"])
    given = [("d", TODAY), ("a", None), ("c", TODAY), ("b", days_ago(1))]
    rows = tuple(Assignment(ContentId(c), None, days_ago(9), due) for c, due in given)
    found = duties_of(a_learner(), rows, Finishes(), catalog, NOW)
    assert [duty.content_id for duty in found] == ["b", "c", "d", "a"]


def needs(content, group=None):
    return {"requirement_id": "safe", "content_id": content, "option_group": group}


def both():
    return {"contents": [a_content("drill"), a_content("new")]}
