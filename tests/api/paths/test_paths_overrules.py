"""What people decide about a path: which word stands, and what the words come to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from api.flows.overrules import Overrule, Overrules, contents_of, deferred, left_out, overruled, pins_of, refuse, wished
from api.problems import RequestRefused
from api.schemas.paths import PathChange
from recommender.types import PathWishes
from tests.api.api_house import NOW, people

TODAY = NOW.date()


def after(*changes: dict[str, Any], by: str = "manager") -> Overrules:
    """The decisions after some changes, an hour apart."""
    found: Overrules = ()
    for number, change in enumerate(changes):
        found = overruled(found, PathChange.model_validate(change), by, NOW + timedelta(hours=number))
    return found


def later(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def test_a_decision_says_in_which_role_and_when_it_was_made() -> None:
    assert after({"pin": ["filing"]}) == (Overrule("pin", "filing", None, "manager", NOW),)


@pytest.mark.parametrize("last", ["pin", "veto", "defer"])
@pytest.mark.parametrize("first", ["pin", "veto", "defer"])
def test_of_two_words_about_a_content_the_later_one_stands(first: str, last: str) -> None:
    words: dict[str, Any] = {
        "pin": ["filing"],
        "veto": ["filing"],
        "defer": [{"content_id": "filing", "until": later(9)}],
    }
    assert [word.kind for word in after({first: words[first]}, {last: words[last]})] == [last]


def test_what_was_said_before_is_not_said_again_by_somebody_else() -> None:
    once = after({"veto": ["filing"]})
    assert overruled(once, PathChange(veto=("filing",)), "learner", NOW + timedelta(days=1)) == once


def test_a_pin_and_a_veto_can_be_taken_back() -> None:
    assert after({"pin": ["filing"], "veto": ["ledgers"]}, {"unpin": ["filing"], "unveto": ["ledgers"]}) == ()
    assert len(after({"pin": ["filing"]}, {"unveto": ["filing"]})) == 1


def test_a_deferral_ends_on_its_day() -> None:
    words = after({"defer": [{"content_id": "filing", "until": later(7)}]})
    assert deferred(words, TODAY) == {"filing": TODAY + timedelta(days=7)}
    assert left_out(words, TODAY + timedelta(days=6)) == {"filing"}
    assert left_out(words, TODAY + timedelta(days=7)) == frozenset()


def test_to_defer_until_today_takes_a_deferral_back() -> None:
    waits, now = ({"defer": [{"content_id": "filing", "until": later(days)}]} for days in (7, 0))
    assert after(waits, now) == ()


def test_decisions_change_what_was_asked_for() -> None:
    words = after({"weeks": 4, "money": 10.0, "pin": ["filing"]}, {"weeks": 6, "max_steps": 3})
    assert wished(PathWishes(weeks=12, weekly_minutes=60.0), words) == PathWishes(
        6, 60.0, 10.0, 3, frozenset({"filing"})
    )


def test_null_lifts_a_limit_that_need_not_be_and_leaves_the_others() -> None:
    words = after({"money": 10.0, "weeks": 4}, {"money": None, "weeks": None})
    assert wished(PathWishes(money=5.0), words) == PathWishes(weeks=4, money=None)


def test_a_veto_ends_a_pin_of_the_request() -> None:
    words = after({"veto": ["filing"]})
    asked = PathWishes(pinned=frozenset({"filing", "ledgers"}))  # type: ignore[arg-type]
    assert wished(asked, words).pinned == {"ledgers"}
    assert (pins_of(words), contents_of(words, "veto")) == (frozenset(), {"filing"})


def causes(**change: Any) -> list[str]:
    """What is wrong with a change."""
    with pytest.raises(RequestRefused) as refused:
        refuse(PathChange.model_validate(change), people().catalog)
    return [f"{cause.pointer} {cause.detail}" for cause in refused.value.causes]


def test_a_change_that_says_nothing_is_refused() -> None:
    assert causes() == ["# the change says nothing: give state, pin, veto, defer, a limit, or replan"]
    assert causes(replan=False, pin=[])
    for said in ({"replan": True}, {"money": None}, {"state": "accepted"}, {"weeks": 3}):
        refuse(PathChange.model_validate(said), people().catalog)


def test_new_words_about_unknown_contents_are_refused_with_their_place_and_old_ones_may_end() -> None:
    found = causes(pin=["filing", "x"], veto=["y"], defer=[{"content_id": "z", "until": later(3)}])
    assert [cause.split(" ")[0] for cause in found] == ["#/pin/1", "#/veto/0", "#/defer/0/content_id"]
    refuse(PathChange(unpin=("x",), unveto=("y",)), people().catalog)


def test_words_that_contradict_each_other_are_refused() -> None:
    assert causes(pin=["filing"], veto=["filing"]) == ["# content 'filing' stands in pin and in veto: decide for one"]
    assert causes(pin=["filing"], unpin=["filing"])
    assert causes(veto=["filing"], unveto=["filing"])
    assert causes(defer=[{"content_id": "filing", "until": later(3)}] * 2)
    refuse(PathChange(pin=("filing",), unveto=("filing",)), people().catalog)


def test_a_stored_decision_reads_back_as_it_was() -> None:
    row = {"kind": "defer", "content_id": "filing", "value": "2026-04-01", "by": "lms", "at": "2026-03-02T12:00:00Z"}
    read = Overrule.read(row)
    assert (read.kind, read.value, read.by, read.at) == ("defer", "2026-04-01", "lms", NOW)
    assert deferred((read,), TODAY) == {"filing": date(2026, 4, 1)}
