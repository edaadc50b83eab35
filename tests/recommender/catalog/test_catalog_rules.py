"""Duties that recur, as values."""

from datetime import date, datetime

import pandas as pd

from recommender.catalog.rules import day_of
from tests.builders import a_catalog, a_content, named


def rules(*requirements, **rows):
    contents = [a_content(c) for c in "abcd"]
    return a_catalog(contents=contents, requirements=list(requirements), **rows).requirements


def a_rule(name="safe", **more):
    return {"requirement_id": name, "name": name.title()} | more


def needs(name, content, group=None):
    return {"requirement_id": name, "content_id": content, "option_group": group}


def test_an_empty_cell_is_no_limit_and_nought_is_one():
    [bare], [strict] = rules(a_rule()), rules(a_rule(due_days=0, valid_days=0, lookback_days=0, renew_from_days=0))
    assert (bare.due_days, bare.valid_days, bare.lookback_days, bare.due_on) == (None, None, None, None)
    assert (strict.due_days, strict.valid_days, strict.lookback_days) == (0, 0, 0)
    assert bare.renew_from_days == strict.renew_from_days == 0


def test_contents_without_a_group_are_all_needed_and_a_group_needs_one_of_its_own():
    rows = [needs("safe", "d"), needs("safe", "b", "one"), needs("safe", "a", "one"), needs("safe", "c")]
    [rule] = rules(a_rule(), requirement_contents=rows)
    assert sorted(rule.options) == [("a", "b"), ("c",), ("d",)]


def test_each_rule_has_its_own_contents_and_audience():
    rows = [needs("one", "a"), needs("two", "b")]
    bound = [
        {"requirement_id": "one", "kind": "location", "value": "Bern"},
        {"requirement_id": "two", "kind": "role", "value": "cook"},
        {"requirement_id": "two", "kind": "role", "value": "waiter"},
    ]
    roles = named("role", "cook", "waiter")
    one, two = rules(
        a_rule("two", basis="date", due_on="2026-06-30"),
        a_rule("one"),
        requirement_contents=rows,
        requirement_audiences=bound,
        roles=roles,
    )
    assert (one.id, one.options, one.audience) == ("one", (("a",),), {"location": frozenset({"Bern"})})
    assert (two.options, two.audience) == ((("b",),), {"role": frozenset({"cook", "waiter"})})
    assert (one.basis, two.basis, two.due_on) == ("hire", "date", date(2026, 6, 30))


def test_a_rule_without_contents_asks_for_none():
    [rule] = rules(a_rule())
    assert (rule.options, rule.audience) == ((), {})


def test_an_empty_day_is_no_day():
    assert day_of(pd.NaT) is None
    assert day_of(datetime(2026, 3, 2, 9)) == date(2026, 3, 2)  # noqa: DTZ001 - cells of date columns are naive
