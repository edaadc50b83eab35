"""Which duties does a path hold, and by when? Those with a day must come, the others where hours are left."""

from datetime import date, timedelta

import numpy as np
import pytest

from recommender.planning import plan
from tests.builders import QUICK, TODAY, a_content
from tests.recommender.planning.posing import catalog_of, due, duty, must, posed


def test_duties_are_mandatory_with_their_day_though_they_close_nothing():
    problem = posed(catalog_of(), duty("side", 20))
    assert must(problem) == ["side"]
    assert due(problem) == {"side": TODAY + timedelta(days=20)}


@pytest.mark.parametrize(("days", "kept"), [(1, True), (0, False), (-30, False), (None, False)])
def test_a_day_that_has_come_is_no_day_to_keep_but_the_duty_stays(days, kept):
    problem = posed(catalog_of(), duty("side", days))
    assert must(problem) == ["side"]
    assert ("side" in due(problem)) == kept


@pytest.mark.parametrize(("days", "now"), [(28, True), (29, False)])
def test_a_duty_that_is_due_after_the_horizon_is_left_for_later(days, now):
    assert must(posed(catalog_of(), duty("side", days), weeks=4)) == (["side"] if now else [])


def test_the_earlier_of_two_days_counts_and_leaving_the_offer_is_one_of_them():
    catalog = catalog_of(
        changed=[a_content("side", available_to="2026-03-10"), a_content("base", available_to="2026-03-20")]
    )
    assert due(posed(catalog, duty("side", 30))) == {"base": date(2026, 3, 20), "side": date(2026, 3, 10)}
    assert due(posed(catalog, duty("side", 3)))["side"] == TODAY + timedelta(days=3)


def test_a_duty_that_the_catalogue_lacks_or_policy_bars_is_not_planned():
    barred = np.array([True, True, True, True, False])
    assert must(posed(catalog_of(), duty("gone", 5), duty("side", 5), scene={"allowed": barred})) == []


def test_two_duties_that_stand_in_for_each_other_are_both_planned():
    rows = [{"content_id": "base", "counts_for": "side"}]
    problem = posed(catalog_of(content_equivalents=rows), duty("base", 20), duty("side", 20), weekly_minutes=300.0)
    assert {problem.ids[c] for c in plan(problem, QUICK).order} >= {"base", "side"}


@pytest.mark.parametrize("days", [None, -9])
def test_a_duty_without_a_day_to_keep_comes_only_where_hours_are_left_for_it(days):
    catalog = catalog_of(changed=[a_content("side", minutes=61.0)])
    assert must(posed(catalog, duty("side", days), weeks=1)) == []
    assert must(posed(catalog, duty("side", days), weeks=2)) == ["side"]
    assert must(posed(catalog, duty("side", 5), weeks=1)) == ["side"]


def test_duties_with_a_day_and_pins_take_their_hours_before_those_without():
    catalog = catalog_of(changed=[a_content(c, minutes=60.0) for c in ("side", "base", "far")])
    assert must(posed(catalog, duty("side"), duty("base", 9), weeks=2)) == ["base", "side"]
    assert must(posed(catalog, duty("side"), duty("base", 9), pinned=["far"], weeks=2)) == ["base", "far"]


def test_of_several_without_a_day_those_that_fit_come_the_longer_being_passed_over():
    catalog = catalog_of(changed=[a_content("side", minutes=90.0), a_content("base", minutes=50.0)])
    assert must(posed(catalog, duty("side"), duty("base"), weeks=1)) == ["base"]
