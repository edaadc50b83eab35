"""What is under way must be in the plan, and comes before all else where it can."""

from datetime import UTC, datetime, timedelta

import pytest

from recommender.errors import QueryRefused
from recommender.types import ContentId
from tests.builders import NOW, TODAY, a_content
from tests.recommender.planning.posing import catalog_of, due, duty, must, posed


def first(*contents):
    return frozenset(map(ContentId, contents))


def test_what_is_under_way_must_be_in_and_is_due_when_its_own_minutes_are_learned():
    problem = posed(catalog_of(), first=first("side"), weekly_minutes=300.0)
    assert must(problem) == ["side"]
    assert due(problem) == {"side": problem.calendar.day_of(float(problem.minutes[problem.ids.index("side")]))}


def test_several_share_the_day_on_which_all_their_minutes_are_learned():
    alone, both = (posed(catalog_of(), first=first(*names)) for names in (("side",), ("base", "side")))
    assert len(set(due(both).values())) == 1
    assert due(both)["side"] > due(alone)["side"]


def test_an_earlier_due_day_stays():
    soon = posed(catalog_of(), duty("side", 2), first=first("base", "side"))
    assert due(soon)["side"] == TODAY + timedelta(days=2)
    assert due(soon)["base"] > due(soon)["side"]


def test_what_cannot_start_yet_or_only_at_its_sessions_must_come_but_not_first():
    rows = [{"content_id": "side", "requires_content_id": "base"}]
    assert due(posed(catalog_of(content_requires=rows), first=first("side"))) == {}
    unready = {"ready": lambda columns: columns != 3}
    assert due(posed(catalog_of(), first=first("next"), scene=unready)) == {}
    starts = datetime(NOW.year, NOW.month, NOW.day, tzinfo=UTC) + timedelta(days=9)
    live = [{"session_id": "s", "content_id": "side", "starts_at": starts, "ends_at": starts + timedelta(hours=1)}]
    problem = posed(catalog_of(changed=[a_content("side")], sessions=live), first=first("side"))
    assert (must(problem), due(problem)) == (["side"], {})


def test_what_may_not_be_offered_is_refused_like_a_pin():
    with pytest.raises(QueryRefused, match="gone"):
        posed(catalog_of(), first=first("gone"))
