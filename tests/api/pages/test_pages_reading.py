"""What the wire says is what the page says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from api.pages import reading
from api.pages.views import Chain, Clash, Decided, Level, Rise
from api.schemas.paths import KeptPath


def an_estimate(value: float = 0.5, spread: float = 0.1) -> dict[str, float]:
    return {"value": value, "low": value - spread, "high": value + spread}


def a_gain(before: float = 0.5, after: float = 0.6) -> dict[str, Any]:
    return {"skill_id": "s", "name": "Selling", "before": an_estimate(before), "after": an_estimate(after)}


def a_step(content: str = "c1", **changes: Any) -> dict[str, Any]:
    return {
        "rank": 1,
        "content_id": content,
        "title": f"Title of {content}",
        "url": "https://learn.example/c1",
        "minutes": 90.0,
        "score": 0.1,
        "affinity": None,
        "chance": an_estimate(0.7),
        "value": 0.1,
        "gains": [a_gain()],
        "reasons": [
            {"code": "gap", "text": "We expect it to bring Selling from …", "numbers": {}},
            {"code": "wanted", "text": "Selling: wanted by the role", "numbers": {}},
            {"code": "chance", "text": "We expect a chance of 70 %", "numbers": {}},
        ],
        "because": [{"outcome": "Orders", "behaviour": "Asks first", "skill": "Selling"}],
        "propensity": 1.0,
        "start": "2026-07-01T00:00:00Z",
        "finish": "2026-07-07T00:00:00Z",
        "mandatory": False,
    } | changes


def a_certificate(**changes: Any) -> dict[str, Any]:
    return {
        "value": 0.4,
        "bound": 0.5,
        "gap": 0.2,
        "wanted": 1.0,
        "simulated": an_estimate(0.3),
        "claim": "no plan with fixed dates closes more than the bound",
        "work": {},
    } | changes


def a_body(**changes: Any) -> dict[str, Any]:
    return {
        "id": "a1",
        "learner_id": "ada",
        "basis": "gap",
        "model_version": "m",
        "catalog_version": "c",
        "as_of": "2026-06-30T00:00:00Z",
        "data_as_of": None,
        "valid_until": "2026-07-01T00:00:00Z",
        "assumptions": ["no learning time is stated"],
        "steps": [a_step()],
        "minutes": 90.0,
        "cost": 0.0,
        "certificate": a_certificate(),
        "forecast": [a_gain(), a_gain(0.5, 0.501)],
        "unmet": [
            {
                "skill_id": "s",
                "name": "Selling",
                "wanted": 0.8,
                "expected": an_estimate(),
                "reason": "no hours are left",
            }
        ],
        "path_id": "p1",
        "version": 2,
        "state": "accepted",
        "made_at": "2026-06-30T23:59:59Z",
        "stale": False,
        "overrules": [],
        "open_duties": [],
        "diff": None,
        "clash": [],
        "ways_out": [],
    } | changes


def an_overrule(kind: str, **changes: Any) -> dict[str, Any]:
    return {"kind": kind, "content_id": "c1", "value": None, "by": "manager", "at": "2026-06-30T00:00:00Z"} | changes


def read(**changes: Any) -> Any:
    return reading.path_of(a_body(**changes), lambda content: f"Title of {content}")


def test_the_builder_is_what_the_wire_says() -> None:
    assert set(a_body()) >= {name for name, field in KeptPath.model_fields.items() if field.is_required()} - {
        "degraded"
    }


def test_a_path_keeps_its_head_and_its_steps() -> None:
    path = read()
    assert (path.path_id, path.version, path.state, path.made_on) == ("p1", 2, "accepted", date(2026, 6, 30))
    [step] = path.steps
    assert (step.start, step.finish, step.offer.minutes) == (date(2026, 7, 1), date(2026, 7, 7), 90.0)
    assert step.offer.chains == (Chain("Orders", "Asks first", "Selling"),)
    assert step.offer.rises == (Rise("Selling", Level(0.5, 0.4, 0.6), Level(0.6, 0.5, 0.6 + 0.1)),)


def test_a_reason_that_the_page_tells_by_itself_is_not_told_twice() -> None:
    assert read().steps[0].offer.reasons == ("Selling: wanted by the role.",)


def test_a_chance_that_is_only_assumed_is_said_to_be() -> None:
    words = "We assume a chance of 70 % to finish in time (39 % to 89 %)"
    [step] = read(steps=[a_step(reasons=[{"code": "chance", "text": words, "numbers": {}}])]).steps
    assert step.offer.chance == words
    [bare] = read(steps=[a_step(reasons=[])]).steps
    assert bare.offer.chance == "We expect a chance of 70 % to finish in time (60 % to 80 %)"


def test_what_a_person_pinned_is_pinned_and_not_mandatory() -> None:
    [step] = read(steps=[a_step(mandatory=True)], overrules=[an_overrule("pin")]).steps
    assert (step.pinned, step.mandatory) == (True, False)
    [step] = read(steps=[a_step(mandatory=True)]).steps
    assert (step.pinned, step.mandatory) == (False, True)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//evil.example", ""])
def test_only_the_web_is_linked_to(url: str) -> None:
    assert read(steps=[a_step(url=url)]).steps[0].offer.url is None
    assert read(steps=[a_step(url="https://a.example/x")]).steps[0].offer.url == "https://a.example/x"


def test_levels_stay_within_0_and_1_and_in_order() -> None:
    assert reading.level_of({"value": 1.2, "low": -0.1, "high": 1.4}) == Level(1.0, 0.0, 1.0)
    assert reading.level_of({"value": 0.5, "low": 0.6, "high": 0.4}) == Level(0.5, 0.5, 0.5)
    with pytest.raises(ValueError, match="expected them rising"):
        Level(0.5, 0.6, 0.7)


def test_a_level_that_hardly_moves_is_no_forecast() -> None:
    assert [rise.after.value for rise in read().rises] == [0.6]


def test_a_certificate_says_what_we_expect_and_what_no_plan_exceeds() -> None:
    first, second, third = reading.proof_of(a_certificate(wanted=0.8))
    assert first.startswith("We expect this path to close 37 % (25 % to 50 %) of what is wanted and missing;")
    assert second == "If every step is finished it closes 50 %; no fixed plan could close more than 62 %."
    assert third == "No plan with fixed dates closes more than the bound."


def test_a_certificate_without_distance_says_that_it_is_proven() -> None:
    assert "that is proven" in reading.proof_of(a_certificate(bound=0.4))[1]


def test_where_nothing_is_missing_there_is_nothing_to_prove() -> None:
    nothing = a_certificate(wanted=0.0, value=0.0, bound=0.0)
    assert reading.proof_of(nothing) == ("Nothing that is wanted is missing, so there is nothing to prove.",)


def test_changes_are_told_with_their_reasons() -> None:
    def at(content: str, **more: Any) -> dict[str, Any]:
        days = {"start": "2026-07-08T00:00:00Z", "finish": "2026-07-14T00:00:00Z"}
        return {"content_id": content, "title": content.upper()} | days | more

    old = {"old_start": "2026-07-01T00:00:00Z", "old_finish": "2026-07-14T00:00:00Z"}
    diff = {
        "removed": [at("a", why="vetoed"), at("b", why="gives_way")],
        "added": [at("c")],
        "moved": [at("d", **old), at("e", **(old | {"old_start": "2026-07-08T00:00:00Z"}))],
        "kept": ["f"],
    }
    assert read(diff=diff).changes == (
        "“A” is no longer on the path: it was left out.",
        "“B” is no longer on the path: it gives way to other steps.",
        "“C” is new, from 8 July 2026.",
        "“D” starts on 8 July 2026 instead of 1 July 2026.",
        "“E” is to be finished by 14 July 2026.",
    )


def test_decisions_are_told_with_who_made_them_and_how_to_take_them_back() -> None:
    overrules = [
        an_overrule("pin"),
        an_overrule("veto", content_id="c2", by="learner"),
        an_overrule("defer", value="2026-08-01"),
        an_overrule("weekly_minutes", content_id=None, value=90.0, by="admin"),
    ]
    assert read(overrules=overrules).decided == (
        Decided("c1", "“Title of c1” pinned by the manager.", "unpin"),
        Decided("c2", "“Title of c2” left out by the learner.", "unveto"),
        Decided("c1", "“Title of c1” put off until 1 August 2026 by the manager.", "back"),
        Decided("", "Learning time a week set to 90.0 by an administrator.", None),
    )


def test_what_keeps_a_newer_plan_from_being_made_is_told() -> None:
    assert read(stale=True, clash=["a"], ways_out=["b"]).clash == Clash(("a",), ("b",))
    assert read(stale=True).clash is None


def test_duties_that_a_path_cannot_hold_are_told() -> None:
    duty = {"content_id": "c", "title": "Safety", "due_on": "2026-08-01", "reason": "law", "why": "no hours are left"}
    assert read(open_duties=[duty]).left_open == ("“Safety”, due on 1 August 2026: No hours are left.",)
